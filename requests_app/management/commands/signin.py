"""manage.py signin: a new link that signs the owner in once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.accounts.services import owner_sign_in_link


class Command(BaseCommand):
    help = "Print a new link that signs the owner in, once and within a day."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(owner_sign_in_link())
