"""`python -m tests.drills.audit_writer N`: write so many entries of the audit log, an act each.

It says when the first ten are done: whoever kills it then kills it at its work.
"""

from __future__ import annotations

import sys
import uuid

import django

django.setup()

from django.db import transaction  # noqa: E402

from requests_app.accounts.models import User  # noqa: E402
from requests_app.safety import audit  # noqa: E402

if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        with transaction.atomic():
            person = User.objects.create_user(f"{uuid.uuid4().hex}@example.org")
            audit.record(person.pk, audit.Verb.SIGNED_UP)
            # Every tenth act is undone, and its entry with it.
            transaction.set_rollback(number % 10 == 9)
        if number == 9:
            print("10 acts", flush=True)
