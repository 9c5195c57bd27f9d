"""`python -m tests.drills.begin ...`: manage.py rotate_keys, telling when it begins and goes on.

Starting Python and Django takes as long as the work of a small drill; a kill in that time would
prove nothing. So it says "begun" once it has started, and "person" with each person who has a new
key and whose data comes next.
"""

from __future__ import annotations

import sys
import uuid
from datetime import datetime

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from requests_app.vault import resealing  # noqa: E402
from requests_app.vault.cipher import Key  # noqa: E402

_renewed = resealing._renewed


def _told(owner_id: uuid.UUID, since: datetime) -> Key | None:
    key = _renewed(owner_id, since)
    print("person", flush=True)
    return key


if __name__ == "__main__":
    resealing._renewed = _told
    print("begun", flush=True)
    call_command("rotate_keys", *sys.argv[1:], skip_checks=True)
