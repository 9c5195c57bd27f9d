"""manage.py rotate_keys: new keys for everyone, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app.vault import resealing, wrapping
from requests_app.vault.errors import VaultError


class Command(BaseCommand):
    help = (
        "Make a new version of the vault's key and wrap people's keys under it; with --data give "
        "people new keys and seal all they have anew. May be stopped at any point and run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--data",
            action="store_true",
            help="new keys for people's data instead of a new key that wraps them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["data"]:
                outcome = resealing.rotate(self._say)
                unreadable, left = outcome.unreadable, outcome.left
            else:
                unreadable, left = 0, wrapping.rotate(self._say)
        except VaultError as error:
            raise CommandError(str(error), returncode=2) from error
        if unreadable:
            self._say(f"{unreadable} values do not open and were left as they are.")
        if left:
            raise CommandError(f"{left} are on an older version.", returncode=1)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
