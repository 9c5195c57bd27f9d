"""A password hasher that is as quick as Argon2 gets."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    """Argon2 with next to no work."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
