"""manage.py signin: a new link that signs the owner, or a person by address, in once."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from dsr_project.instance import running_at
from requests_app.accounts.addresses import validate_plain
from requests_app.accounts.services import owner_sign_in_link, sign_in_link_for
from requests_app.vault.custody import first_run_notice
from requests_app.vault.errors import VaultError


class Command(BaseCommand):
    help = "Print a new link that signs the owner in, once and within a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--email",
            metavar="ADDRESS",
            help="for this person instead; an account is made if there is none (for whoever runs "
            "the instance: to invite somebody, or to let in somebody who lost their second factor)",
        )

    def handle(self, *args: Any, email: str | None = None, **options: Any) -> None:
        try:
            for line in first_run_notice():
                self.stderr.write(line)
        except VaultError as error:
            raise CommandError(str(error), returncode=2) from error
        # The instance may have had to take another port than the usual one.
        if not os.environ.get("SITE_URL"):
            settings.SITE_URL = running_at(settings.VAR_DIR) or settings.SITE_URL
        if email is None:
            self.stdout.write(owner_sign_in_link())
            return
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(
                f"--email: “{email}” is not an e-mail address, such as name@example.org.",
                returncode=2,
            ) from None
        try:
            validate_plain(email)
        except ValidationError as error:
            raise CommandError(f"--email: {error.messages[0]}", returncode=2) from None
        self.stdout.write(sign_in_link_for(email))
