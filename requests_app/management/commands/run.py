"""Run the whole instance on this machine: web, reminders, a Redis of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dsr_project.instance import serve
from dsr_project.supervisor import StartError


class Command(BaseCommand):
    """`manage.py run`, which `make run` calls."""

    help = "Start web server, worker, beat and a private Redis; Ctrl-C stops all of it."
    # The web server runs them; here they would only delay the link.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            serve(self.say)
        except StartError as reason:
            raise CommandError(str(reason), returncode=reason.code) from None

    def say(self, line: str) -> None:
        """Print at once; a terminal that was closed meanwhile must not keep us from stopping."""
        try:
            self.stdout.write(line)
            self.stdout.flush()
        except OSError:
            pass
