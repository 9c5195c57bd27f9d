"""Settings for the tests: the instance's own, with a var folder that is thrown away."""

import atexit
import os
import shutil
import tempfile

# A short folder: the path of a Redis socket below it must stay under 100 bytes.
_var = tempfile.mkdtemp(prefix="dsr-")
_made_by = os.getpid()


def _remove() -> None:
    if os.getpid() == _made_by:
        shutil.rmtree(_var, ignore_errors=True)


atexit.register(_remove)
for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "VAULT_KEYS", "DEBUG"):
    os.environ.pop(name, None)
os.environ["DSR_VAR"] = _var
# A browser test runs its event loop in the thread that also reads the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from dsr_project.settings import *  # noqa: E402, F403

# A real password hash takes as long as it should; the tests make many.
PASSWORD_HASHERS = ["tests.hashers.Quick"]
# And wait for nothing.
STEADY_SECONDS = 0.0

# A file, as an instance has it: in memory SQLite waits for no lock, and threads would trip over it.
DATABASES["default"]["TEST"] = {"NAME": f"{_var}/test.sqlite3"}  # noqa: F405
# Nobody pulls the plug of a test: what was written need not have reached the disk. The drills kill
# processes of an instance with its own settings.
DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous = OFF"  # noqa: F405
