"""Tables of a person’s own rights: consent, keeping closed cases, and proof of erasure."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.safety.append_only import AppendOnly
from requests_app.safety.ownership import Owned


class Consent(AppendOnly):
    """That the person agreed to something, or took it back. The newest row of a name counts."""

    name = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    given = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta(AppendOnly.Meta):
        ordering = ["at", "id"]
        verbose_name = _("consent")

    def __str__(self) -> str:
        return f"{self.name} {self.version}: {'given' if self.given else 'withdrawn'}"


class Retention(Owned):
    """How many months a closed case is kept for this person; no row, or 0, keeps it for ever."""

    months = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["owner"], name="one_retention_a_person")]

    def __str__(self) -> str:
        return f"{self.months} months"


class RetentionNotice(Owned):
    """That a closed case will be deleted on a day; the person is told at least 14 days before."""

    case_id = models.UUIDField()
    delete_on = models.DateField()
    announced_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["owner", "case_id"], name="one_notice")]

    def __str__(self) -> str:
        return f"deletion on {self.delete_on}"


class Tombstone(models.Model):
    """That somebody was erased. Says nothing of who: the random id is all that is left.

    A copy stands in a file beside the database, since a restored database would not know of
    erasures after the backup (accounts.tombstones).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=30)

    def __str__(self) -> str:
        return f"erased at {self.at:%Y-%m-%d %H:%M}"


class Chore(models.Model):
    """Work that is done once a day, whoever thinks of it first, and when that was."""

    name = models.CharField(max_length=40, primary_key=True)
    done_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.name} on {self.done_on}"
