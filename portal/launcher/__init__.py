"""The portal on a machine with nothing but Python: own PostgreSQL, Valkey, mail catcher and supervisor.

Used by the scripts in `script/` only. Production never imports it."""
