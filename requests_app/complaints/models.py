"""Complaints somebody is still working on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.cases.models import Case
from requests_app.safety.ownership import Owned
from requests_app.vault.fields import SealedField


class ComplaintDraft(Owned):
    """What was typed for one complaint of a case, by the name of its field, sealed; from the first
    answer until it is recorded as handed in."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    answers = SealedField(holds="json")
    # The complaint as it stands in the file that was last made: what it was composed from (asked)
    # and its text. That one was handed in, whatever was typed afterwards.
    filed = SealedField(holds="json")
    changed_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="one_draft_a_complaint")
        ]
        indexes = [models.Index(fields=["changed_at"], name="complaint_draft_by_age")]
        verbose_name = _("complaint begun")

    def __str__(self) -> str:
        return f"complaint draft {self.id}"
