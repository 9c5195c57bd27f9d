"""Settings of the canary's instance: its own, without what only takes time.

Passwords are kept as Argon2 hashes as ever, made with less work; answers that are held back so that
a clock tells nothing are not; and smaller files than on an instance already go through the sealed
scratch file, since each byte of them is looked at afterwards. Nothing waits for the disk: what lies
on it is the same, and no power is cut here.
"""

import os

from dsr_project.settings import *  # noqa: F403
from dsr_project.settings import DATABASES

os.fsync = lambda _file: None
DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous = OFF"

PASSWORD_HASHERS = ["tests.hashers.Quick"]
STEADY_SECONDS = 0.0
FILE_UPLOAD_MAX_MEMORY_SIZE = 100_000
