"""The audit log: what was done, by whom and when, each entry chained to the one before it.

Written in the transaction of the act, so that there is no act without its entry and no entry
without its act. `verify` finds an entry that was changed, taken out, put in or cut off the end.
Somebody who can rewrite the whole database could rewrite the whole chain too: against that, note
the end that `verify` names, away from the machine, and give it to a later `verify`.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from requests_app.safety.models import AuditEnd, AuditEntry, Verb
from requests_app.safety.origin import network

__all__ = ["NOTHING", "AuditEntry", "Broken", "Verb", "of_person", "record", "verify"]

NOTHING = "0" * 64


def record(actor: uuid.UUID | None, verb: Verb, thing: uuid.UUID | None = None) -> AuditEntry:
    """Add an entry: `actor` is the person's id, None the instance itself; `thing` any row's id.

    Best called last in a transaction: from here to its end other writers of the log wait.
    """
    with transaction.atomic():
        end = AuditEnd.objects.select_for_update().filter(pk=1).first()
        if end is None:
            AuditEnd.objects.get_or_create(pk=1)
            end = AuditEnd.objects.select_for_update().get(pk=1)
        entry = AuditEntry(
            number=end.number + 1,
            actor=actor,
            verb=verb.value,
            thing=thing,
            at=timezone.now(),
            network=network(),
            previous=end.hash,
        )
        entry.hash = _hash(entry)
        entry.save()
        AuditEnd.objects.filter(pk=1).update(number=entry.number, hash=entry.hash)
    return entry


def _hash(entry: AuditEntry) -> str:
    content = [
        entry.number,
        str(entry.actor or ""),
        entry.verb,
        str(entry.thing or ""),
        _moment(entry.at),
        entry.network,
        entry.previous,
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def of_person(person: uuid.UUID) -> QuerySet[AuditEntry]:
    """What this person did, and what was done to their account; newest first."""
    return AuditEntry.objects.filter(Q(actor=person) | Q(thing=person)).order_by("-number")


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold, in one sentence."""

    number: int
    what: str


@dataclass(frozen=True)
class Verified:
    """What `verify` found: how many entries, the last one's hash, and the first fault if any."""

    entries: int
    end: str
    broken: Broken | None = None


def verify(known_end: tuple[int, str] | None = None) -> Verified:
    """Go through the whole log; `known_end` is a number and hash that an earlier run named."""
    number, previous = 0, NOTHING
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        if entry.number != number + 1:
            missing = Broken(number + 1, f"Entry {number + 1} is missing.")
            return Verified(number, previous, missing)
        if entry.previous != previous or entry.hash != _hash(entry):
            changed = Broken(entry.number, f"Entry {entry.number} is not what was written.")
            return Verified(number, previous, changed)
        number, previous = entry.number, entry.hash
        if known_end and known_end[0] == number and known_end[1] != entry.hash:
            other = Broken(number, f"Entry {number} is another one than was noted.")
            return Verified(number, previous, other)
    end = AuditEnd.objects.filter(pk=1).first() or AuditEnd()
    if (end.number, end.hash) != (number, previous):
        cut = Broken(number + 1, f"The log ends at entry {number}; it had {end.number}.")
        return Verified(number, previous, cut)
    if known_end and known_end[0] > number:
        short = Broken(number + 1, f"The log ends at entry {number}; {known_end[0]} was noted.")
        return Verified(number, previous, short)
    return Verified(number, previous)
