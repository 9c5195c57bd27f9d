"""Settings of the canary's instance: its own, without what only takes time.

Passwords are kept as Argon2 hashes as ever, made with less work; and answers that are held back so
that a clock tells nothing are not.
"""

from dsr_project.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashers.Quick"]
STEADY_SECONDS = 0.0
