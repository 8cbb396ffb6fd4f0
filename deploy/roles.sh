#!/bin/sh
# Run by the postgres image once, while its volume is empty: the two roles and the database.
# portal_owner makes the tables (migrate, createdistrict). portal_app is the web and the worker: it owns
# nothing and is a member of nothing, so that row-level security holds it.
set -eu
: "${PORTAL_OWNER_PASSWORD:?}" "${PORTAL_APP_PASSWORD:?}"
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv owner_password PORTAL_OWNER_PASSWORD
\getenv app_password PORTAL_APP_PASSWORD
SET password_encryption = 'scram-sha-256';
CREATE ROLE portal_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE portal_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
-- Code points decide what comes first, whatever the cluster's own language.
CREATE DATABASE portal OWNER portal_owner TEMPLATE template0
    ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE portal TO portal_app;
SQL
