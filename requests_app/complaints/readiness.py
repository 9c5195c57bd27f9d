"""Whether a complaint is ready: what the law or the authority's practice asks for first.

Sources: rules UK-15, UK-16 and AT-1 of docs/law.md; Regulation (EU) 2025/2518 Art. 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from requests_app.cases.details import Details
from requests_app.cases.models import Event
from requests_app.cases.standing import Standing
from requests_app.directory.sources import months_later
from requests_app.safety.dates import day_in_words

# Regulation (EU) 2025/2518 applies from this day (Art. 37).
PROCEDURAL_RULES = date(2027, 4, 2)

# What the ICO counts its three months from (UK-16): anything the company sent.
_CONTACTS = (
    "extension_notice", "answer_partial", "refusal", "answer_full", "controller_acknowledged",
    "controller_outcome", "identity_asked", "clarification_asked", "fee_asked", "contact",
    "setting_pointed_to", "channel_pointed_to", "not_identified",
)  # fmt: skip

Basis = Literal["law", "practice", "file"]


@dataclass(frozen=True)
class Point:
    """One thing that is asked for first, whether it is there, and a sentence about it.

    `basis`: the law asks for it, the authority's practice does, or it only makes the file better.
    `evidence` says what shows it, or what is missing and how to get it.
    """

    met: bool
    text: str
    basis: Basis = "law"
    evidence: str = ""


@dataclass(frozen=True)
class FileFacts:
    """What the file holds, as far as the checklist asks: counts of the person's own papers."""

    exhibits: int = 0
    reachable: bool = True
    for_another: bool = False
    mandate: bool = False
    cross_border: bool = False


def points(
    details: Details,
    events: Sequence[Event],
    now: Standing,
    kind: str,
    today: date,
    facts: FileFacts | None = None,
    supported: int | None = None,
) -> list[Point]:
    """The checklist for this complaint on this day; `supported` is how many grounds there are."""
    on: dict[str, date] = {}
    for event in events:
        on.setdefault(event.kind, event.on)
    facts = facts or FileFacts()
    found = [_exercised(on, facts), *_time(on, now, today)]
    if kind == "complaint-authority":
        if details.regime == "uk":
            found.append(_uk_point(on, now, today))
            found += _three_months(events, today)
        if details.residence.startswith("AT"):
            found.append(_bar(on, now, today))
        if details.regime == "eu" and facts.cross_border and today >= PROCEDURAL_RULES:
            found += _admissible(details, on, facts, supported)
        if details.regime == "ch":
            found.append(
                Point(
                    True,
                    _(
                        "A report may be made at any time; the FDPIC decides whether to look "
                        "into it."
                    ),
                )
            )
    if facts.for_another:
        found.append(
            Point(
                facts.mandate,
                _("You write for somebody else: their mandate belongs into the file."),
                "law",
                "" if facts.mandate else _("Add the signed mandate to the case’s papers."),
            )
        )
    return found


def _exercised(on: dict[str, date], facts: FileFacts) -> Point:
    sent = on.get("sent") or on.get("received")
    if sent is None:
        return Point(
            False,
            _("You have not used your right yet: the letter to the company comes first."),
            "law",
            _("Record on the case page when you sent it."),
        )
    return Point(
        True,
        _("You used your right on %(day)s.") % {"day": day_in_words(sent)},
        "law",
        _("Your letter is in the file.") if facts.exhibits else "",
    )


def _time(on: dict[str, date], now: Standing, today: date) -> list[Point]:
    answer = now.answer
    refused = on.get("refusal") or on.get("answer_partial")
    if refused:
        return [
            Point(
                True,
                _("They refused, in whole or in part, on %(day)s.")
                % {"day": day_in_words(refused)},
                "law",
                _("Put their answer into the file as an exhibit."),
            )
        ]
    if answer is None or answer.due is None:
        return []
    over = today > answer.due
    day = {"day": day_in_words(answer.due)}
    evidence = ""
    if over and answer.receipt_estimated:
        evidence = _("The day your letter arrived is an estimate; the tracking would show it.")
    if over:
        return [Point(True, _("Their time ran out on %(day)s.") % day, "law", evidence)]
    return [
        Point(
            False,
            _("Their time runs until %(day)s.") % day,
            "law",
            _("Until then you can complain only of something that has happened already."),
        )
    ]


def _uk_point(on: dict[str, date], now: Standing, today: date) -> Point:
    complained = on.get("complaint_to_controller")
    if complained is None:
        return Point(
            False,
            _(
                "You have not complained to the company yet. The law does not require it "
                "(section 165 of the Data Protection Act 2018), but the ICO asks for it in most "
                "cases and may send you back."
            ),
            "practice",
            _("You may go on all the same, and say in your own words why."),
        )
    if "controller_outcome" in on:
        return Point(True, _("The company answered your complaint."), "practice")
    confirm = now.deadline("controller_acknowledgement")
    due = (confirm and confirm.due) or complained + timedelta(days=30)
    if today > due:
        return Point(True, _("The 30 days for confirming your complaint are over."), "practice")
    return Point(
        False,
        _("The company has until %(day)s to confirm your complaint.") % {"day": day_in_words(due)},
        "practice",
    )


def _three_months(events: Sequence[Event], today: date) -> list[Point]:
    """UK-16, policy and not law: to the ICO within three months of the company's last word."""
    last = max((event.on for event in events if event.kind in _CONTACTS), default=None)
    if last is None:
        return []
    limit = months_later(last, 3)
    words = {"last": day_in_words(last), "day": day_in_words(limit)}
    if today <= limit:
        return [
            Point(
                True,
                _(
                    "The ICO wants to hear of it within three months of the last contact: by "
                    "%(day)s, counted from %(last)s. That is its policy, not the law."
                )
                % words,
                "practice",
            )
        ]
    return [
        Point(
            False,
            _(
                "The last contact was on %(last)s, more than three months ago. The ICO may decline "
                "for that; it is its policy, not the law."
            )
            % words,
            "practice",
            _("Ask the company once more, or say in your own words why it took longer."),
        )
    ]


def _bar(on: dict[str, date], now: Standing, today: date) -> Point:
    """AT-1: one year from knowledge, at the latest three years from the event."""
    bar = now.deadline("complaint_bar")
    if bar is None or bar.due is None:
        return Point(
            False,
            _(
                "In Austria the right to complain lapses one year after you learned of the "
                "infringement, and at the latest three years after it (section 24(4) DSG)."
            ),
            "law",
            _("Record on the case page on which day you learned of it."),
        )
    day = {"day": day_in_words(bar.due)}
    if today <= bar.due:
        return Point(
            True,
            _("The last safe day for your complaint in Austria is %(day)s (section 24(4) DSG).")
            % day,
        )
    return Point(
        False,
        _(
            "In Austria the right to complain lapsed after %(day)s (section 24(4) DSG). The "
            "authority examines this by itself."
        )
        % day,
        "law",
        _("Check both days on the case page; a new infringement has a time of its own."),
    )


def _admissible(
    details: Details, on: dict[str, date], facts: FileFacts, supported: int | None
) -> list[Point]:
    """Regulation (EU) 2025/2518 Art. 4: what a cross-border complaint must hold, and no more."""
    rule = _("Regulation (EU) 2025/2518, Article 4")
    return [
        Point(
            facts.reachable,
            _("Your name and a way to reach you are in it (%(rule)s).") % {"rule": rule},
            "law",
            "" if facts.reachable else _("Give an address or an e-mail address in the letter."),
        ),
        Point(
            bool(details.controller or details.company),
            _("It says who the company is (%(rule)s).") % {"rule": rule},
        ),
        Point(
            supported is None or supported > 0,
            _("It describes the infringement (%(rule)s).") % {"rule": rule},
            "law",
            ""
            if supported is None or supported
            else _("Choose a ground below, or write your own."),
        ),
        Point(
            "sent" in on or "received" in on,
            _("The right was asked for before the complaint (%(rule)s).") % {"rule": rule},
        ),
    ]
