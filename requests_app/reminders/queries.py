"""What pages and the operator ask: what fell due, whether mail works, whether all is in time."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from requests_app.reminders import channel
from requests_app.reminders.clock import DatabaseClock
from requests_app.reminders.message import facts_of, path_of
from requests_app.reminders.models import Attempt, Channel, Reminder, Sender, State
from requests_app.reminders.occasions import DIGEST, occasion_of
from requests_app.reminders.words import Facts, sentence
from requests_app.vault.errors import VaultError

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

log = logging.getLogger(__name__)

LATE_AFTER = timedelta(minutes=15)
SILENT_AFTER = timedelta(minutes=3)

_NOT_SAID = (State.CANCELLED, State.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class FellDue:
    """A deadline about which something was to be said, for the pages."""

    reference: str
    name: str
    kind: str
    due: date
    fell_due_at: datetime
    platform: str
    right: str
    path: str
    # email | file | app | waiting | failed
    told: str
    sentence: str


def fell_due_since(
    owner: AbstractBaseUser | uuid.UUID,
    instant: datetime | None,
    *,
    now: datetime | None = None,
) -> list[FellDue]:
    """What fell due for this person after the instant, newest first, one entry a deadline.

    Does not depend on mail: it is the same list whether mail works, failed or was never set up.
    The sentence is in the active language.
    """
    rows = (
        Reminder.objects.for_owner(owner)
        .filter(due_at__lte=now or DatabaseClock().read())
        .exclude(kind=DIGEST)
    )
    if instant is not None:
        rows = rows.filter(due_at__gt=instant)
    found: dict[tuple[str, str], FellDue] = {}
    for row in rows.exclude(state__in=_NOT_SAID).order_by("-due_at", "pk"):
        found.setdefault((row.reference, row.deadline), _fell_due(row))
    return list(found.values())


def _fell_due(row: Reminder) -> FellDue:
    try:
        facts, path = facts_of(row), path_of(row)
    except VaultError:
        # One row that does not open must not hide the others; its day is still said.
        log.error("reminder %s does not open", row.pk)
        facts, path = Facts(occasion_of(row.kind, row.offset), row.due_on), ""
    return FellDue(
        reference=row.reference,
        name=row.deadline,
        kind=row.kind,
        due=row.due_on,
        fell_due_at=row.due_at,
        platform=facts.platform,
        right=facts.right,
        path=path,
        told=_told(row),
        sentence=sentence(facts),
    )


def _told(row: Reminder) -> str:
    if row.state == State.SENT:
        return row.channel
    if row.state == State.DEAD:
        return "failed"
    # On the wire twice without an answer is most likely told; the page shows it in any case.
    return "email" if row.next_attempt_at is None and row.doubts else "waiting"


def mail_trouble(owner: AbstractBaseUser | uuid.UUID) -> str | None:
    """One sentence for a banner when this person's reminders do not reach them by mail, or None."""
    state = channel.state()
    if state.paused_until and state.paused_setup == channel.setup_fingerprint():
        if state.pause_reason == channel.UNREACHABLE:
            return _(
                "The mail server cannot be reached at the moment. "
                "Reminders wait and are shown here."
            )
        return _(
            "Reminders cannot be sent by mail: the mail set-up must be mended. "
            "They wait and are shown here."
        )
    dead = Reminder.objects.for_owner(owner).filter(state=State.DEAD, seen_at=None)
    reason = dead.order_by("-due_at").values_list("reason", flat=True).first()
    if reason is None:
        return None
    if reason in {"refused", "address invalid"}:
        return _(
            "The mail server refuses your address. Please check it in your settings; "
            "until then reminders are shown here only."
        )
    return _("A reminder could not be sent by mail. What fell due is shown here.")


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether reminders go out in time, and if not, why. Times are None where there are none."""

    ready: bool
    reasons: tuple[str, ...]
    oldest_late: timedelta | None
    last_beat: timedelta | None


def readiness(now: datetime | None = None) -> Readiness:
    """For /readyz: red when a due reminder is 15 minutes late or no sender lived for 3."""
    now = now or DatabaseClock().read()
    oldest = _oldest_unsent(now)
    beat = Sender.objects.aggregate(last=Max("beat_at"))["last"]
    late = max(now - oldest, timedelta(0)) if oldest else None
    silent = max(now - beat, timedelta(0)) if beat else None
    reasons = []
    if late is not None and late > LATE_AFTER:
        reasons.append(f"the oldest due reminder is {_minutes(late)} minutes late")
    if silent is None:
        reasons.append("no sender has ever run")
    elif silent > SILENT_AFTER:
        reasons.append(f"no sender has run for {_minutes(silent)} minutes")
    state = channel.state()
    if reasons and state.held_before:
        reasons.append("reminders are held until released")
    if reasons and channel.is_paused(state, now):
        reasons.append(f"mail is paused: the server {state.pause_reason}")
    return Readiness(not reasons, tuple(reasons), late, silent)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _oldest_unsent(now: datetime) -> datetime | None:
    """Since when the longest waiting row could have been sent; the first entry of an index.

    A row that a mail server put off is not late until its next try: one address that is refused
    for hours says nothing about the sender.
    """
    waiting = Reminder.objects.across_owners().filter(next_attempt_at__lte=now)
    at: datetime | None = waiting.aggregate(at=Min("next_attempt_at"))["at"]
    return at


@dataclass(frozen=True, slots=True)
class Status:
    """The outbox in numbers, for the operator."""

    states: dict[str, int]
    due_now: int
    oldest_late_seconds: int | None
    last_beat_seconds: int | None
    senders: int
    paused_until: datetime | None
    pause_reason: str
    held_before: datetime | None
    in_doubt_ever: int
    bell_failures: int
    ready: bool
    reasons: tuple[str, ...]


def status() -> Status:
    """The outbox in numbers; reads all of it."""
    now = DatabaseClock().read()
    rows = Reminder.objects.across_owners()
    counted = rows.order_by().values_list("state").annotate(n=Count("pk"))
    state = channel.state()
    bell = Channel.objects.filter(name="doorbell").first()
    ready = readiness(now)
    return Status(
        states=dict(Counter(dict(counted))),
        due_now=rows.filter(next_attempt_at__lte=now).count(),
        oldest_late_seconds=_seconds(ready.oldest_late),
        last_beat_seconds=_seconds(ready.last_beat),
        senders=Sender.objects.filter(beat_at__gt=now - SILENT_AFTER).count(),
        paused_until=state.paused_until if channel.is_paused(state, now) else None,
        pause_reason=state.pause_reason,
        held_before=state.held_before,
        in_doubt_ever=Attempt.objects.across_owners().filter(outcome="in doubt").count(),
        bell_failures=bell.bell_failures if bell else 0,
        ready=ready.ready,
        reasons=ready.reasons,
    )


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def dead_letters(limit: int = 100) -> list[Reminder]:
    """What will not be sent by itself, oldest first; for the operator, who sees no content."""
    rows = Reminder.objects.across_owners().filter(state__in=[State.DEAD, State.UNCERTAIN])
    return list(rows.filter(next_attempt_at=None).order_by("due_at", "pk")[:limit])
