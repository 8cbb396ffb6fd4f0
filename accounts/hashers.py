"""The password hasher, first in `PASSWORD_HASHERS`."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters: Django's own take ten times as long and a school signs in at once.

    The algorithm's name stays `argon2`, so a hash made with other parameters is renewed at the next sign-in.
    """

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
