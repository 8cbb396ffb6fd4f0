"""The environment, read once and in one way. What is missing or not understood stops the start."""

import base64
import binascii
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()
MODES = ("production", "demo", "test")


def mode() -> str:
    """`production` unless script/server or script/test says otherwise."""
    value = _env.str("PORTAL_MODE", default="production")
    if value not in MODES:
        raise ImproperlyConfigured(
            f"PORTAL_MODE is {value!r}; write one of {', '.join(MODES)}, or leave it out."
        )
    return value


def text(name: str, default: str | None = None) -> str:
    value = _env.str(name, default="") or default
    if not value:
        raise ImproperlyConfigured(
            f"{name} is missing: set it in the environment (docs/operating.md names them all)."
        )
    return value


def database(name: str) -> dict[str, Any]:
    """A DATABASES entry from a PostgreSQL URL, with the time limits every connection has."""
    url = text(name)
    config = _env.db_url_config(url)
    if config.get("ENGINE") != "django.db.backends.postgresql" or not config.get("NAME"):
        raise ImproperlyConfigured(
            f"{name} is not understood: write postgres://user:password@host:5432/database."
        )
    options = config.pop("OPTIONS", {})
    # libpq's spelling of a unix socket: postgres://user:password@/database?host=/path/to/folder
    config["HOST"] = options.pop("host", config["HOST"])
    return {**config, "OPTIONS": {"connect_timeout": 3, "options": "-c statement_timeout=30000", **options}}


def redis_url(name: str) -> str:
    url = text(name)
    if urlsplit(url).scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured(
            f"{name} is not understood: write redis://host:6379 or unix:///path/to/socket."
        )
    return url


def broker_url(url: str) -> str:
    """Celery's spelling of a Redis address: unix:///path?db=2 becomes redis+socket:///path?virtual_host=2."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"


def email(name: str) -> dict[str, Any]:
    """SMTP settings from smtp://user:password@host:port, smtp+tls:// (STARTTLS) or smtps://."""
    parts = urlsplit(text(name))
    if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} is not understood: write smtp://host:25 or smtp+tls://user:password@host:587."
        )
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def keys(name: str) -> list[bytes]:
    """Sealing keys, newest first: urlsafe base64 of 32 random bytes each, separated by commas."""
    try:
        found = [base64.urlsafe_b64decode(part.strip()) for part in text(name).split(",")]
    except (binascii.Error, ValueError):
        found = []
    if not found or any(len(key) != 32 for key in found):
        raise ImproperlyConfigured(
            f"{name} is not understood: write keys of 32 bytes in urlsafe base64, newest first."
        )
    return found


def secret_key() -> str:
    value = text("SECRET_KEY")
    if len(value) < 50:
        raise ImproperlyConfigured("SECRET_KEY is too short: it needs 50 random characters or more.")
    return value


def port(name: str, default: int) -> int:
    value = _env.str(name, default=str(default))
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a port number.")
    return int(value)
