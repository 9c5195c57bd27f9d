"""manage.py directory check|list|show: looks after the directory's files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from requests_app.directory.as_data import platform_data
from requests_app.directory.checking import Report, check
from requests_app.directory.loader import DATA
from requests_app.directory.queries import UnknownPlatform, platform, search

ACTIONS = ("check", "search", "show")


class Command(BaseCommand):
    help = "Check the directory's files, search it, or show one record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", help=f"one of: {', '.join(ACTIONS)}")
        parser.add_argument("what", nargs="?", default="", help="what to search, or an id to show")
        parser.add_argument("--folder", default=str(DATA), help="check: another folder of files")
        parser.add_argument(
            "--strict", action="store_true", help="check: remarks and stale records fail too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        action = options["action"]
        if action == "check":
            self._check(Path(options["folder"]), strict=options["strict"])
        elif action == "search":
            for found in search(options["what"]):
                self.stdout.write(f"{found.id}  {found.name}")
        elif action == "show":
            self._show(options["what"])
        else:
            raise CommandError(
                f"action: {action!r} is not known; allowed are {', '.join(ACTIONS)}.", returncode=2
            )

    def _check(self, folder: Path, *, strict: bool) -> None:
        if not folder.is_dir():
            raise CommandError(f"--folder: {folder} is no folder.", returncode=2)
        report = check(timezone.localdate(), folder)
        self.stdout.write("Records by age, the oldest first:")
        for record, checked, stale in report.ages:
            mark = "  stale" if stale else ""
            self.stdout.write(f"  {checked or 'never checked'}  {record}{mark}")
        for title, lines in (("Remarks", report.remarks), ("Defects", report.defects)):
            if lines:
                self.stdout.write(f"{title}:")
            for line in lines:
                self.stdout.write(f"  {line}")
        stale_count = sum(stale for _, _, stale in report.ages)
        self.stdout.write(
            f"{report.platforms} platforms and {report.authorities} authorities load;"
            f" {len(report.defects)} defects, {len(report.remarks)} remarks, {stale_count} stale"
        )
        if report.defects or (strict and (report.remarks or stale_count)):
            raise CommandError(self._verdict(report), returncode=1)

    def _verdict(self, report: Report) -> str:
        if report.defects:
            return (
                f"The directory has {len(report.defects)} defects; the first: {report.defects[0]}"
            )
        return "With --strict, remarks and stale records count."

    def _show(self, identity: str) -> None:
        import json

        try:
            record = platform(identity)
        except UnknownPlatform as trouble:
            raise CommandError(str(trouble), returncode=2) from trouble
        self.stdout.write(json.dumps(platform_data(record), ensure_ascii=False, indent=2))
