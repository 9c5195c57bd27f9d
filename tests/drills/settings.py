"""Settings of the processes that a drill starts: the instance's own, with shorter waits.

A drill looks at what happens after a wait, not at the wait; so leases and pauses take seconds.
"""

import os

from dsr_project.settings import *  # noqa: F403

EMAIL_TIMEOUT = float(os.environ.get("DRILL_SMTP_SECONDS", "2"))
REMINDER_LEASE_SECONDS = float(os.environ.get("DRILL_LEASE_SECONDS", "8"))
REMINDER_DOUBT_SECONDS = 1
REMINDER_RETRY_SECONDS = 1
