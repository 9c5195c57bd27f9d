"""Send what is due: once, or every minute without Celery."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from requests_app.accounts.daily import daily_pass
from requests_app.reminders.engine import sweep
from requests_app.reminders.loop import Loop


class Command(BaseCommand):
    help = "Send the reminders that are due, once or every minute."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--loop",
            action="store_true",
            help="go on every minute, on the minute, until stopped; does without Celery and Redis",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["loop"]:
            Loop(self.stdout.write, hourly=daily_pass).run()
        else:
            self.stdout.write(str(sweep()))
