"""script/check: what can be judged without running the portal, a line each. No servers are needed."""

import base64
import os
import secrets
import subprocess
import sys

from portal.launcher.place import CHECKOUT

# As in production, with addresses where nobody listens.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "PORTAL_MODE": "production",
    "PORTAL_DOMAIN": "portal.example",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "PORTAL_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "DATABASE_URL": "postgres://portal_app:unused@127.0.0.1:1/portal",
    "OWNER_DATABASE_URL": "postgres://portal_owner:unused@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1",
    "EMAIL_URL": "smtp+tls://unused:unused@127.0.0.1:1",
}
# makemigrations would like to compare with a database; there is none here, and none is needed.
NO_DATABASE = ["-W", "ignore:Got an error checking a consistent migration history"]
CHECKS = {
    "ruff": ["-m", "ruff", "check", "--quiet"],
    "format": ["-m", "ruff", "format", "--check", "--quiet"],
    "types": ["-m", "mypy", "."],
    "migrations": [*NO_DATABASE, "manage.py", "makemigrations", "--check", "--dry-run"],
    "templates": ["-m", "portal.launcher.templates"],
    "messages": ["-m", "portal.messages.collect", "--check"],
    "deploy": ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def main(_arguments: list[str]) -> int:
    return 0 if all([passes(name, command) for name, command in CHECKS.items()]) else 1  # noqa: C419 - all of them


def passes(name: str, command: list[str]) -> bool:
    done = subprocess.run(
        [sys.executable, *command], cwd=CHECKOUT, env={**os.environ, **PRODUCTION},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    ok = done.returncode == 0
    print(f"{name:<11} {'ok' if ok else 'FAILED'}", flush=True)
    if not ok:
        print(done.stdout, flush=True)
    return ok
