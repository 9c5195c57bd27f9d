"""manage.py import_directory PATH: takes over an open register of companies and authorities."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app.directory.importing import DEFAULT_ORIGIN, Outcome, import_register
from requests_app.directory.register_files import UnreadableSet


class Command(BaseCommand):
    help = (
        "Import records in the format of the open register datenanfragen/data from a folder, a"
        " .zip or a .tar.gz. Records of the directory itself are never changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="a folder, a .zip or a .tar.gz")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done only")
        parser.add_argument("--origin", default=DEFAULT_ORIGIN, help="name of the register")
        parser.add_argument("--licence", default="", help="if the set has no LICENSE file")
        parser.add_argument("--as-of", default="", help="date of the set, such as 2026-07-21")

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("origin", "licence"):
            if len(options[name]) > 100 or not options[name].isprintable():
                raise CommandError(f"--{name}: write at most 100 plain letters.", returncode=2)
        try:
            outcome = import_register(
                Path(options["path"]),
                origin=options["origin"],
                licence=options["licence"],
                as_of=_date(options["as_of"]),
                dry_run=options["dry_run"],
            )
        except UnreadableSet as trouble:
            raise CommandError(f"PATH: {trouble}.", returncode=2) from trouble
        self._report(outcome, dry_run=options["dry_run"])

    def _report(self, outcome: Outcome, *, dry_run: bool) -> None:
        for name, reason in sorted(outcome.refused):
            self.stdout.write(f"refused {name}: {reason}")
        for name, key in sorted(outcome.left_out):
            self.stdout.write(f"left out {key} of {name}: it is no address of a website")
        for kind in outcome.new:
            self.stdout.write(
                f"{kind}: {outcome.new[kind]} new, {outcome.changed[kind]} changed,"
                f" {outcome.unchanged[kind]} unchanged"
            )
        self.stdout.write(f"refused: {len(outcome.refused)}; licence: {outcome.licence}")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(
            f"--as-of: {text!r} is no date; write it as 2026-07-21.", returncode=2
        ) from None
