"""A person's rounds of letters as data they can take along, and taken over from such data."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.cases import rounds
from requests_app.cases.models import Round
from requests_app.safety.plain_data import Misfit


@dataclass(frozen=True)
class RoundData:
    """One wish to several companies. `failed` says of a company why it got no letter; the answers
    are gone once all letters are written. The cases of a round are those the letters opened."""

    submission: uuid.UUID
    platforms: tuple[str, ...]
    answers: Mapping[str, str]
    failed: Mapping[str, str]
    begun_at: datetime


def rounds_of(owner_id: uuid.UUID) -> Iterator[RoundData]:
    """The person's rounds in the order in which they were begun."""
    for row in Round.objects.for_owner(owner_id).order_by("created_at", "submission"):
        asked = row.asked
        yield RoundData(
            submission=row.submission,
            platforms=tuple(asked["platforms"]),
            answers=asked["answers"],
            failed=asked["failed"],
            begun_at=row.created_at,
        )


def check_round(data: RoundData, place: str) -> None:
    """Raise Misfit unless this is a round that could have been begun."""
    chosen = data.platforms
    if not 0 < len(chosen) <= rounds.MOST or len(set(chosen)) != len(chosen):
        raise Misfit(place, _("its parts do not fit each other."))
    if not set(data.failed) <= set(chosen) or len(data.answers) > rounds.MOST:
        raise Misfit(place, _("its parts do not fit each other."))


@transaction.atomic
def take_over_round(owner_id: uuid.UUID, data: RoundData) -> bool:
    """Keep the round, after its cases, unless it is there; whether it was added.

    What was not written yet is gone on with here, as after any pause.
    """
    asked = {
        "answers": dict(data.answers),
        "platforms": list(data.platforms),
        "failed": dict(data.failed),
    }
    row, made = Round.objects.across_owners().get_or_create(
        owner_id=owner_id,
        submission=data.submission,
        defaults={"asked": asked, "total": len(data.platforms)},
    )
    if made:
        row.created_at = data.begun_at
        row.done = len(rounds.cases_of(row)) + len(data.failed)
        row.save(update_fields=["created_at", "done"])
    return made
