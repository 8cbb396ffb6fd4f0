"""docker-compose.yml as Docker would read it: anchors merged, variables filled in."""

import re
import secrets
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?::(?P<kind>[?-])(?P<word>[^}]*))?\}")
COMPOSE = (ROOT / "docker-compose.yml").read_text()
FILLED_IN = {
    "PORTAL_DOMAIN": "portal.example",
    "PORTAL_HOSTS": "logins.north.example",
    "TLS_CERTIFICATES": "./certificates",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "PORTAL_KEYS": secrets.token_urlsafe(32) + "=",
    "POSTGRES_PASSWORD": secrets.token_hex(24),
    "PORTAL_OWNER_PASSWORD": secrets.token_hex(24),
    "PORTAL_APP_PASSWORD": secrets.token_hex(24),
    "VALKEY_PASSWORD": secrets.token_hex(24),
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
    "WEB_CONCURRENCY": "2",
    "WORKER_CONCURRENCY": "2",
}


def fill_in(text: str, values: dict[str, str]) -> str:
    """Raises KeyError for a variable without a value or a default."""

    def value(match: re.Match[str]) -> str:
        given = values.get(match[1])
        if match["kind"] == "-":
            return given or match["word"]
        if not given:
            raise KeyError(match[1])
        return given

    return VARIABLE.sub(value, text)


def example() -> dict[str, str]:
    """.env.example: what there is to fill in, and what stands there already."""
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def services(values: dict[str, str] = FILLED_IN) -> dict[str, dict[str, Any]]:
    return _filled_in(yaml.safe_load(COMPOSE), values)["services"]


def ours() -> dict[str, dict[str, Any]]:
    return {name: service for name, service in services().items() if service.get("build")}


def _filled_in(node: Any, values: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled_in(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled_in(value, values) for value in node]
    return fill_in(node, values) if isinstance(node, str) else node
