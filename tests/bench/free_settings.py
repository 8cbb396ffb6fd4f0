"""The portal with a hash that costs nothing."""

from tests.bench.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.bench.hashers.FreeHasher"]
