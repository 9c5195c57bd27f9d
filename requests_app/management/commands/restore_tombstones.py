"""manage.py restore_tombstones: after restoring a backup, erase again who was erased since."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app.accounts import erasure, tombstones


class Command(BaseCommand):
    help = "After restoring a backup: erase again everyone whom the file of tombstones names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="the newest erasures.log; else the one in use")

    def handle(self, *args: Any, **options: Any) -> None:
        file = Path(options["file"]) if options["file"] else tombstones.path()
        if options["file"] and not file.is_file():
            raise CommandError(f"file: {file} is not there.", returncode=2)
        try:
            done = erasure.reapply(file)
        except (tombstones.TombstonesUnreadable, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{done.known} tombstones, {done.erased} people erased again.")
