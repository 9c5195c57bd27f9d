"""A case, the letters written in it, and what happened. Events are added, never changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.safety.append_only import AppendOnly
from requests_app.safety.ownership import Owned
from requests_app.vault.fields import SealedField


class Case(Owned):
    """A matter between the person and one controller.

    Clear are only the columns a query needs. `state` to `reckoned_with` are a cache of what the
    events say under the law (cases.columns), rewritten with each event and never read as truth.
    """

    platform = models.CharField(max_length=120, blank=True)
    # What does not change for the life of the case (cases.details.Details): the regime, the rights
    # exercised, the controller and its seat, where the person lives.
    details = SealedField(holds="json")
    state = models.CharField(max_length=30, default="draft")
    due_on = models.DateField(null=True)
    due_kind = models.CharField(max_length=40, blank=True)
    # The day on which the state becomes another one by itself, and which.
    turns_on = models.DateField(null=True)
    turns_to = models.CharField(max_length=30, blank=True)
    # The controller's answer to the request: "in_time", "late", "open", or "" where none is due.
    answer = models.CharField(max_length=10, blank=True)
    answer_due_on = models.DateField(null=True)
    # The versions of rules and calendars that gave these dates (cases.columns.reckoning).
    reckoned_with = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True)
    # The form's own number, so that a form sent twice opens one case.
    submission = models.UUIDField()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["owner", "due_on"], name="case_by_due")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "submission"], name="one_case_a_form")
        ]

    def __str__(self) -> str:
        return f"case {self.id}"


class Letter(AppendOnly):
    """A letter as the person left it after editing, with the request it was composed from."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=60)
    dated = models.DateField()
    subject = SealedField()
    body = SealedField()
    request = SealedField(holds="json")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta(AppendOnly.Meta):
        ordering = ["written_at", "id"]
        verbose_name = _("letter")

    def __str__(self) -> str:
        return f"{self.kind} of {self.dated}"


class Event(AppendOnly):
    """Something that happened in a case on a day. A mistake is replaced by a later event."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=40)
    # The calendar day where it happened, as the law counts days.
    on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    channel = models.CharField(max_length=20, blank=True)
    details = SealedField(holds="json")
    letter = models.ForeignKey(Letter, on_delete=models.RESTRICT, null=True, related_name="events")
    replaces = models.OneToOneField(
        "self", on_delete=models.RESTRICT, null=True, related_name="replaced_by"
    )
    submission = models.UUIDField()

    class Meta(AppendOnly.Meta):
        ordering = ["on", "recorded_at", "id"]
        verbose_name = _("event")
        # A page of cases reads the events of these cases and not all of the person's.
        indexes = [
            models.Index(fields=["owner", "case"], name="event_by_case"),
            models.Index(fields=["owner", "kind", "on"], name="event_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "submission"], name="one_event_a_form")
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"


class CalendarFeed(Owned):
    """A private address under which a calendar program reads the person's dates.

    Only the hash of its token is kept. Without `with_names` the entries name no company.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    with_names = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"calendar feed of {self.created_at:%Y-%m-%d}"


class Round(Owned):
    """One wish sent to several companies: a letter and a case for each."""

    asked = SealedField(holds="json")
    total = models.PositiveSmallIntegerField()
    done = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    submission = models.UUIDField()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["owner", "submission"], name="one_round_a_form")
        ]

    def __str__(self) -> str:
        return f"round of {self.total} letters"
