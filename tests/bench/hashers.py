"""Hashers of benches: what sign-in costs beside the hash shows with a hash that costs nothing."""

from accounts.hashers import PortalArgon2Hasher

FREE = "argon2$argon2id$free"


class FreeHasher(PortalArgon2Hasher):
    """Looks like the project's own, so that the tables take its hashes. Every password is right."""

    def encode(self, password, salt):
        return FREE

    def verify(self, password, encoded):
        return True

    def must_update(self, encoded):
        return False
