"""The outbox: one row for each thing that will be said once, and the log of trying to say it.

Two columns carry the whole schedule. `next_attempt_at` is set exactly while a row waits to be
claimed, `lease_until` exactly while a sender holds it. Both have partial indexes, so a sweep costs
the same however many rows lie behind or ahead of it; and both conditions are implied by any
comparison, so that SQLite and PostgreSQL use those indexes without literal states in the query.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from requests_app.safety.append_only import AppendOnly
from requests_app.safety.ownership import Owned
from requests_app.vault.fields import SealedField


class State(models.TextChoices):
    """Where a reminder is on its way."""

    PLANNED = "planned"  # waits for its day
    DUE = "due"  # was tried or held before, and waits to be tried again
    LEASED = "leased"  # a sender holds it; certainly not sent
    SENDING = "sending"  # past the fence; may have been sent
    SENT = "sent"
    UNCERTAIN = "uncertain"  # was on the wire, the answer is unknown
    DEAD = "dead"  # will not be tried again by itself
    CANCELLED = "cancelled"  # the matter is closed or the deadline no longer wanted
    SUPERSEDED = "superseded"  # a newer reminder says it


WAITING = (State.PLANNED, State.DUE, State.UNCERTAIN)
HELD_BY_SENDER = (State.LEASED, State.SENDING)
# What may still be stopped: everything that is not on the wire and not settled.
STOPPABLE = (State.PLANNED, State.DUE, State.UNCERTAIN, State.LEASED)


class Reminder(Owned):
    """One thing to be said to one person on one day, at most once."""

    # Fingerprint of everything that makes it the same reminder: planning twice is one row.
    key = models.CharField(max_length=64, unique=True)
    reference = models.CharField(max_length=100)
    deadline = models.CharField(max_length=60)
    deadline_version = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    rule = models.CharField(max_length=60, blank=True)
    offset = models.SmallIntegerField()
    channel = models.CharField(max_length=10, default="email")

    # Local dates: the deadline, and the day on which it is said.
    due_on = models.DateField()
    remind_on = models.DateField()
    # The person's hour on that day in their zone, as an instant.
    due_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=40, blank=True)
    next_attempt_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Times the message could not be built, and times it was on the wire without a known answer.
    faults = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    wire_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # Same key, same Message-ID: a mail program shows a second copy as the one it is.
    message_id = models.CharField(max_length=200, unique=True)
    recipient = SealedField()
    payload = SealedField(holds="json")
    smtp_code = models.PositiveSmallIntegerField(null=True)
    planned_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(next_attempt_at__isnull=False),
                name="reminder_to_try",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(lease_until__isnull=False),
                name="reminder_leased",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[State.DEAD, State.UNCERTAIN]),
                name="reminder_in_trouble",
            ),
        ]
        constraints = [
            # A row that waits and has no time to be tried at would be lost without a trace.
            models.CheckConstraint(
                condition=~Q(state__in=[State.PLANNED, State.DUE])
                | Q(next_attempt_at__isnull=False),
                name="reminder_waiting_has_time",
            ),
            models.CheckConstraint(
                condition=Q(next_attempt_at__isnull=True) | Q(state__in=list(WAITING)),
                name="reminder_time_means_waiting",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=list(HELD_BY_SENDER),
                    lease_token__isnull=False,
                    lease_until__isnull=False,
                )
                | (
                    ~Q(state__in=list(HELD_BY_SENDER))
                    & Q(lease_token__isnull=True, lease_until__isnull=True)
                ),
                name="reminder_lease_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"reminder {self.key[:12]} for {self.remind_on} ({self.state})"


class Attempt(AppendOnly):
    """What became of one try: for the figures, and for proving what was sent how often."""

    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    smtp_code = models.PositiveSmallIntegerField(null=True)
    # The kind of error, never the server's words: they may repeat the address.
    detail = models.CharField(max_length=60, blank=True)

    class Meta(AppendOnly.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.outcome} at {self.at:%Y-%m-%d %H:%M:%S}"


class Sender(models.Model):
    """A process that sends, and when it last said that it lives."""

    name = models.CharField(max_length=120, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Channel(models.Model):
    """How a way of telling people is doing as a whole: paused, held, or in order."""

    name = models.CharField(max_length=20, primary_key=True)
    paused_until = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=40, blank=True)
    pause_code = models.PositiveSmallIntegerField(null=True)
    pauses = models.PositiveIntegerField(default=0)
    # Which set-up the pause is about, as a fingerprint: another set-up is tried at once.
    paused_setup = models.CharField(max_length=64, blank=True)
    # After a restored backup: nothing due before this instant is sent until the operator says so.
    held_before = models.DateTimeField(null=True)
    bell_failures = models.PositiveIntegerField(default=0)
    bell_failed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Choice(Owned):
    """What a person wants by mail. Nothing here keeps a reminder from the app's own pages."""

    # Names of occasions about which no mail is wanted.
    off = models.JSONField(default=list)
    # One mail a week instead of one each.
    digest = models.BooleanField(default=False)
    # The last day for which a digest is planned; set exactly while digests are wanted.
    digest_planned_for = models.DateField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["owner"], name="one_choice_a_person"),
            models.CheckConstraint(
                condition=Q(digest=True, digest_planned_for__isnull=False)
                | Q(digest=False, digest_planned_for__isnull=True),
                name="digest_has_its_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digest_planned_for"],
                condition=Q(digest_planned_for__isnull=False),
                name="digest_to_plan",
            )
        ]

    def __str__(self) -> str:
        return f"choice of {self.owner_id}"
