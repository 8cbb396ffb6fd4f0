"""Sealing what must be readable again (one-time passwords, uploads, mails); keyed digests of what must not.

A sealed value is AES-256-GCM ciphertext that opens only with a key from `PORTAL_KEYS`, which the database
never holds, and only in the place it was sealed for (`bound_to`): copied to another row, it stays shut.

    1 byte version | 4 bytes key id | 12 bytes nonce | ciphertext and tag
"""

import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
_BODY = len(VERSION) + KEY_ID_BYTES
_CIPHERTEXT = _BODY + NONCE_BYTES


class Unsealable(Exception):
    """The value cannot be opened: its key is gone, it belongs elsewhere, or it was altered."""


def seal(plaintext: bytes, *, bound_to: str) -> bytes:
    """Encrypt with the newest key for one place only, named by `bound_to` ("otp:<district>:<account>")."""
    header, key = _newest(tuple(settings.PORTAL_KEYS))
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + key.encrypt(nonce, plaintext, bound_to.encode())


def unseal(sealed: bytes | memoryview, *, bound_to: str) -> bytes:
    """Open what `seal` made for the same place; raises `Unsealable`."""
    sealed = bytes(sealed)
    key = _keyring(tuple(settings.PORTAL_KEYS)).get(sealed[:_BODY])
    if key is None:
        raise Unsealable("This was sealed with a key that PORTAL_KEYS does not hold, or is no sealed value.")
    try:
        return key.decrypt(sealed[_BODY:_CIPHERTEXT], sealed[_CIPHERTEXT:], bound_to.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: cut off inside the nonce
        raise Unsealable("The sealed value was altered, or sealed for another place.") from error


def digest(value: str, *, purpose: str) -> str:
    """64 hex signs to look a typed name or code up by; useless without SECRET_KEY or for another purpose."""
    return salted_hmac(f"schools.envelope.{purpose}", value, algorithm="sha256").hexdigest()


@lru_cache(maxsize=4)
def _keyring(keys: tuple[bytes, ...]) -> dict[bytes, AESGCM]:
    """Header -> cipher, newest first. A ring costs more to build than a thousand seals: it is kept."""
    return {VERSION + hashlib.sha256(key).digest()[:KEY_ID_BYTES]: AESGCM(key) for key in keys}


@lru_cache(maxsize=4)
def _newest(keys: tuple[bytes, ...]) -> tuple[bytes, AESGCM]:
    return next(iter(_keyring(keys).items()))
