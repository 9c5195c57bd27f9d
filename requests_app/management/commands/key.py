"""manage.py key: where the vault's key is, a copy of it, and its versions."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from requests_app.safety import private_files
from requests_app.vault import custody, keyring, wrapping
from requests_app.vault.errors import VaultError

ACTIONS = ("show", "export", "new", "forget")


class Command(BaseCommand):
    help = "Show where the vault's key is, save a copy of it, make or forget a version."
    # They would read the whole site first; and with a missing key that is not wanted.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", help=f"one of: {', '.join(ACTIONS)}")
        parser.add_argument(
            "what",
            nargs="?",
            help="export: a new file, or - for standard output; forget: a version",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        action, what = options["action"], options["what"]
        if action not in ACTIONS:
            raise CommandError(
                f"action: one of {', '.join(ACTIONS)}; {action!r} is not.", returncode=2
            )
        try:
            getattr(self, f"_{action}")(what)
        except VaultError as error:
            raise CommandError(str(error), returncode=2) from error
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"The database cannot be read: {reason}", returncode=2) from error

    def _show(self, what: str | None) -> None:
        for line in custody.shown():
            self.stdout.write(line)

    def _export(self, what: str | None) -> None:
        if not what:
            raise CommandError("export needs a file to write, or - for the screen.", returncode=2)
        copy = keyring.keyring().text
        if what == "-":
            sys.stdout.write(copy)
            return
        path = Path(what)
        try:
            private_files.create(path, copy.encode("ascii"))
        except FileExistsError:
            raise CommandError(
                f"{path} exists already and was not overwritten; name a new file.", returncode=2
            ) from None
        except OSError as error:
            raise CommandError(
                f"{path} cannot be written: {error.strerror}.", returncode=2
            ) from None
        self.stdout.write(
            f"A copy of the vault's key is in {path}. Whoever has it and a copy of the database "
            "can read everything: keep the two apart."
        )

    def _new(self, what: str | None) -> None:
        ring = keyring.keyring()
        self.stdout.write(wrapping.new_line(ring.newest.version + 1))

    def _forget(self, what: str | None) -> None:
        if not what or not what.isdigit():
            raise CommandError("forget needs the number of a version.", returncode=2)
        wrapping.forget(int(what))
        self.stdout.write(
            f"Version {what} is gone. Backups from the time when it was in use need a saved copy."
        )
