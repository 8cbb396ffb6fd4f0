"""The environment, read once and in one way. What is missing or wrong ends the start with a sentence.

The sentences name the variable and how to write it, never its value: most of them are secrets.
"""

import base64
import binascii
import re
from itertools import pairwise
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import environ

_env = environ.Env()
MODES = ("production", "demo", "test")
APP_LOGIN = "portal_app"  # the role that row-level security is written for (schools/walls.py)
DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")
# libpq's time limits: 3 s to connect; a network that went silent is noticed within 5 s.
DATABASE_LIMITS = {
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 5000,
    "options": "-c statement_timeout=30000",
}


class CannotStart(SystemExit):
    """Ends manage.py, gunicorn and Celery alike: the sentence is printed, no traceback, exit status 1."""


def mode() -> str:
    """`production` unless script/server or script/test says otherwise."""
    value = _env.str("PORTAL_MODE", default="production")
    if value not in MODES:
        raise CannotStart(f"PORTAL_MODE is {value!r}; write one of {', '.join(MODES)}, or leave it out.")
    return value


def text(name: str, default: str | None = None) -> str:
    value = _env.str(name, default="") or default
    if not value:
        raise CannotStart(f"{name} is missing: set it in the environment (docs/operating.md names them all).")
    return value


def domain(name: str, *, local: bool) -> str:
    """The bare domain, districts live below it. `localhost` and other single words are for the demo."""
    value = text(name).lower()
    if not local and not DOMAIN.fullmatch(value):
        raise CannotStart(f"{name} is not understood: write a domain alone, such as portal.example.org.")
    return value


def database(name: str, login: str | None = None) -> dict[str, Any]:
    """A DATABASES entry from a PostgreSQL URL, with the time limits every connection has.

    login: the only role that may stand in it. As any other the web would see no row, or every district's.
    """
    example = "postgres://user:password@host:5432/database"
    _url(name, ("postgres", "postgresql"), example)  # django-environ would warn, and quote the password
    config = _env.db_url_config(text(name))
    if not config["NAME"]:
        raise CannotStart(f"{name} is not understood: write {example}.")
    if login and config["USER"] != login:
        raise CannotStart(f"{name} must log in as {login}, who is held behind row-level security.")
    options = config.pop("OPTIONS", {})
    # libpq's spelling of a unix socket: postgres://user:password@/database?host=/path/to/folder
    config["HOST"] = options.pop("host", config["HOST"])
    return {**config, "OPTIONS": {**DATABASE_LIMITS, **options}}


def redis_url(name: str) -> str:
    example = "redis://user:password@host:6379 or unix:///path/to/socket"
    parts = _url(name, ("redis", "rediss", "unix"), example)
    if not (parts.path if parts.scheme == "unix" else parts.hostname):
        raise CannotStart(f"{name} is not understood: write {example}.")
    return text(name)


def broker_url(url: str) -> str:
    """Celery's spelling of a Redis address: unix:///path?db=2 becomes redis+socket:///path?virtual_host=2."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def email(name: str) -> dict[str, Any]:
    """SMTP settings from smtp://user:password@host:port, smtp+tls:// (STARTTLS) or smtps://."""
    example = "smtp://host:25 or smtp+tls://user:password@host:587"
    parts = _url(name, ("smtp", "smtp+tls", "smtps"), example)
    if not parts.hostname:
        raise CannotStart(f"{name} is not understood: write {example}.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def keys(name: str, *, local: bool) -> list[bytes]:
    """Sealing keys, newest first: urlsafe base64 of 32 random bytes each, separated by commas."""
    try:
        found = [base64.b64decode(part.strip(), b"-_", validate=True) for part in text(name).split(",")]
    except (binascii.Error, ValueError):
        found = []
    if not found or any(len(key) != 32 for key in found):
        raise CannotStart(
            f"{name} is not understood: write keys of 32 bytes in urlsafe base64, newest first."
        )
    if not local and not all(_random(key) for key in found):
        raise CannotStart(f"{name} holds a key that is not random: docs/operating.md says how to make one.")
    return found


def secret_key(*, local: bool) -> str:
    value = text("SECRET_KEY")
    if len(value) < 50 or not (local or _random(value.encode())):
        raise CannotStart("SECRET_KEY is too short or not random: it needs 50 random characters or more.")
    return value


def port(name: str, default: int) -> int:
    value = _env.str(name, default=str(default))
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise CannotStart(f"{name} is {value!r}; write a port number.")
    return int(value)


def _url(name: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """The parts of a URL whose scheme and port can be right; everybody checks the rest."""
    try:
        parts = urlsplit(text(name))
        if parts.scheme in schemes and parts.port != 0:
            return parts
    except ValueError:
        pass
    raise CannotStart(f"{name} is not understood: write {example}.")


def _random(value: bytes) -> bool:
    """False for 000..., 0123... and other examples: their bytes follow each other in few ways."""
    return len({after - before for before, after in pairwise(value)}) >= 10
