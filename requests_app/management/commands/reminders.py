"""The outbox for its operator: how it stands, what did not go out, and letting it go again."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import uuid
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from requests_app.reminders import channel, queries
from requests_app.reminders.bounces import LARGEST, take_back
from requests_app.reminders.services import purge, resend

ACTIONS = ("status", "dead", "resend", "hold", "release", "purge", "bounced")


class Command(BaseCommand):
    help = (
        "Show how reminders stand; list, resend, hold, release or purge them. "
        "bounced takes on standard input a mail that came back."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("action", help=f"one of: {', '.join(ACTIONS)}")
        parser.add_argument("id", nargs="?", help="for resend: a reminder's id, or all")
        parser.add_argument(
            "--days", type=int, default=90, help="for purge: keep what is this young (90)"
        )
        parser.add_argument("--json", action="store_true", help="for status: one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        action = options["action"]
        if action not in ACTIONS:
            raise CommandError(
                f"action: one of {', '.join(ACTIONS)}; {action!r} is not.", returncode=2
            )
        getattr(self, f"_{action}")(options)

    def _status(self, options: dict[str, Any]) -> None:
        status = dataclasses.asdict(queries.status())
        if options["json"]:
            self.stdout.write(json.dumps(status, default=str))
            return
        for name, value in status.items():
            if isinstance(value, dict):
                value = ", ".join(f"{n} {what}" for what, n in sorted(value.items())) or "none"
            elif isinstance(value, tuple):
                value = "; ".join(value) or "none"
            self.stdout.write(f"{name.replace('_', ' '):22} {'none' if value is None else value}")

    def _dead(self, options: dict[str, Any]) -> None:
        rows = queries.dead_letters()
        for row in rows:
            line = f"{row.pk}  {row.due_at:%Y-%m-%d %H:%M}  {row.reason}  {row.smtp_code or ''}"
            self.stdout.write(line.rstrip())
        self.stdout.write(f"{len(rows)} not sent. Send again: manage.py reminders resend ID")

    def _resend(self, options: dict[str, Any]) -> None:
        wanted = options["id"] or ""
        if wanted == "all":
            ids = [row.pk for row in queries.dead_letters()]
        else:
            try:
                ids = [uuid.UUID(wanted)]
            except ValueError:
                raise CommandError(
                    "id: give the id of a reminder as `reminders dead` lists it, or all.",
                    returncode=2,
                ) from None
        done = sum(resend(pk) for pk in ids)
        if not done and wanted != "all":
            raise CommandError(f"id: {wanted} is not among `reminders dead`.", returncode=2)
        self.stdout.write(f"{done} will be sent again.")

    def _bounced(self, options: dict[str, Any]) -> None:
        done = take_back(sys.stdin.buffer.read(LARGEST))
        self.stdout.write(f"{done} did not arrive." if done else "It speaks of no reminder.")

    def _hold(self, options: dict[str, Any]) -> None:
        since = channel.hold()
        self.stdout.write(
            f"Held: nothing due before {since:%Y-%m-%d %H:%M} UTC is sent until "
            "`manage.py reminders release`."
        )

    def _purge(self, options: dict[str, Any]) -> None:
        if options["days"] < 1:
            raise CommandError("--days: a whole number of days, at least 1.", returncode=2)
        done = purge(timezone.now() - timedelta(days=options["days"]))
        self.stdout.write(f"{done} emptied of their words.")

    def _release(self, options: dict[str, Any]) -> None:
        self.stdout.write("Released." if channel.release() else "Nothing was held.")
