"""Count every case anew with the rules and calendars of today."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app.cases import services
from requests_app.cases.columns import reckoning
from requests_app.cases.models import Case
from requests_app.vault.keys import unwrap_at_once

_AT_ONCE = 500


class Command(BaseCommand):
    """Rewrites the cached columns and the reminders of all cases from their events.

    Run it after an upgrade: where newer rules or holiday calendars move a date, the case says so
    in its timeline and the reminders follow. Running it again changes nothing.
    """

    help = (
        "Count all cases anew: cached dates, reminders, and an entry in the timeline for each "
        "date that newer rules or holidays have moved. Exits 1 if a case cannot be counted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--outdated",
            action="store_true",
            help="only cases counted with another version of rules or holidays: quick, and enough "
            "after an upgrade",
        )
        parser.add_argument("--quiet", action="store_true", help="print nothing but trouble")

    def handle(self, *args: Any, **options: Any) -> None:
        counted = moved = 0
        unclear: list[str] = []
        cases = Case.objects.across_owners()
        if options["outdated"]:
            cases = cases.exclude(reckoned_with=reckoning())
        ids = list(cases.order_by("owner_id").values_list("pk", "owner_id"))
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            unwrap_at_once(owner for _pk, owner in some)
            for pk, _owner in some:
                case = Case.objects.across_owners().filter(pk=pk).first()
                if case is None:
                    continue
                try:
                    moved += services.renew(case) is not None
                    counted += 1
                except services.EventRefused as error:
                    unclear.append(f"Case {pk} cannot be counted: {error}")
        for line in unclear:
            self.stderr.write(line)
        if not options["quiet"]:
            self.stdout.write(f"{counted} cases counted, {moved} with a date that has moved.")
        if unclear:
            raise CommandError(f"{len(unclear)} cases cannot be counted.", returncode=1)
