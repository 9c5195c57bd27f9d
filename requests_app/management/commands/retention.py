"""manage.py retention: announce and delete closed cases as their owners chose."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from requests_app.accounts import retention

DONE = {"announce": "announced", "withdraw": "announcements withdrawn", "delete": "deleted"}


class Command(BaseCommand):
    help = "Announce, and 15 days later delete, closed cases of people who set a period for that."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be done only")

    def handle(self, *args: Any, **options: Any) -> None:
        counts: Counter[str] = Counter()
        for step in list(retention.steps(timezone.localdate())):
            if options["dry_run"]:
                self.stdout.write(f"{step.what} {step.case_id} on {step.delete_on}")
                counts[step.what] += 1
            else:
                counts[step.what] += retention.carry_out(step)
        said = ", ".join(f"{counts[what]} {words}" for what, words in DONE.items())
        self.stdout.write(f"{said}{' (dry run: nothing was done)' if options['dry_run'] else ''}")
