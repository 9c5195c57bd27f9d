"""Which addresses somebody may give here as their own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.safety.mail_addresses import is_plain


def validate_plain(address: str) -> None:
    """Raise ValidationError for an address that could be taken for a different one."""
    if not is_plain(address):
        raise ValidationError(
            _("This address has a character that stands for another one; type it in plain letters.")
        )
