"""`python -m tests.drills.begin ...`: manage.py rotate_keys, saying when its work begins.

Starting Python and Django takes as long as the work of a small drill; a kill in that time would
prove nothing.
"""

from __future__ import annotations

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

if __name__ == "__main__":
    print("begun", flush=True)
    call_command("rotate_keys", *sys.argv[1:], skip_checks=True)
