"""Letters somebody signed in has begun and not finished."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.safety.ownership import Owned
from requests_app.vault.fields import SealedField


class LetterDraft(Owned):
    """The answers given so far, by the name of their field, sealed like all that people type."""

    answers = SealedField(holds="json")
    # Where to go on: a step of the wizard.
    step = models.CharField(max_length=20)
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["changed_at"], name="draft_by_age")]
        verbose_name = _("draft")

    def __str__(self) -> str:
        return f"draft {self.id}"
