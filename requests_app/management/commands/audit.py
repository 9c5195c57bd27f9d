"""manage.py audit verify: whether the audit log is what was written."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app.safety import audit

ACTIONS = ("verify",)


class Command(BaseCommand):
    help = "Verify the audit log: no entry changed, missing, put in or cut off."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", help=f"one of: {', '.join(ACTIONS)}")
        parser.add_argument(
            "--end",
            default="",
            help="NUMBER:HASH as an earlier run named it: it must still be there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] not in ACTIONS:
            raise CommandError(
                f"action: {options['action']!r} is not known; there is verify.", returncode=2
            )
        found = audit.verify(_end(options["end"]))
        if found.broken:
            raise CommandError(
                f"{found.broken.what} The {found.entries} entries before it hold.", returncode=1
            )
        self.stdout.write(f"{found.entries} entries, unbroken.")
        self.stdout.write(f"End: {found.entries}:{found.end}")


def _end(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,18}:[0-9a-f]{64}", text):
        raise CommandError("--end: write NUMBER:HASH as `audit verify` printed it.", returncode=2)
    number, _, digest = text.partition(":")
    return int(number), digest
