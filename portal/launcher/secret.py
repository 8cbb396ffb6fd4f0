"""What must be random and stay the same: made once, kept in a file for our eyes only."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path


def password() -> str:
    return secrets.token_hex(24)


def sealing_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True)
class Secrets:
    postgres: str = field(default_factory=password)
    portal_app: str = field(default_factory=password)
    portal_owner: str = field(default_factory=password)
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(60))
    portal_keys: str = field(default_factory=sealing_key)


def secrets_of(folder: Path) -> Secrets:
    path, draft = folder / "secrets", folder / "secrets.new"
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(Secrets())))
        draft.rename(path)
    return Secrets(**json.loads(path.read_text()))
