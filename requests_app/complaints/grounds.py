"""What a complaint can rest on: only what something on record supports, chosen by the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from requests_app.cases.details import Details
from requests_app.cases.models import Event
from requests_app.cases.standing import Standing
from requests_app.letters.contracts import GROUNDS, PastGround
from requests_app.safety.dates import day_in_words

# The FADP has neither an extension to announce nor a complaint to the company.
_NOT_IN_SWITZERLAND = frozenset({"late_extension", "extension_no_reasons", "no_acknowledgement"})
_ANSWERS = ("answer_full", "answer_partial", "refusal")


@dataclass(frozen=True)
class Ground:
    """A ground something on record supports: what it is called, what shows it, and its dates.

    `sure`: the record alone shows it; otherwise the person has to judge it, and it is theirs to
    choose.
    """

    id: str
    label: str
    evidence: str
    on: date | None = None
    due: date | None = None
    extended: bool = False
    sure: bool = True

    def in_letter(self) -> PastGround:
        """As the letter states it."""
        return PastGround(self.id, self.on, self.due, self.extended)


@dataclass(frozen=True)
class _Record:
    details: Details
    first: dict[str, Event]
    now: Standing
    today: date

    def on(self, *kinds: str) -> Event | None:
        found = [self.first[kind] for kind in kinds if kind in self.first]
        return min(found, key=lambda event: event.on, default=None)


def supported(
    details: Details, events: Sequence[Event], now: Standing, today: date
) -> list[Ground]:
    """The grounds that the events in force support on this day, the weightiest first."""
    first: dict[str, Event] = {}
    for event in events:
        first.setdefault(event.kind, event)
    record = _Record(details, first, now, today)
    found = [ground for rule in _RULES if (ground := rule(record)) is not None]
    if details.regime == "ch":
        found = [ground for ground in found if ground.id not in _NOT_IN_SWITZERLAND]
    return sorted(found, key=lambda ground: GROUNDS.index(ground.id))


def chosen(grounds: Iterable[Ground], ids: Iterable[str]) -> tuple[Ground, ...]:
    """Those of the supported grounds the person chose; an id nothing supports is left out."""
    wanted = set(ids)
    return tuple(ground for ground in grounds if ground.id in wanted)


def outcome(events: Sequence[Event]) -> str:
    """What came of the request, as the letter's own question has it."""
    happened = {event.kind for event in events}
    if "refusal" in happened:
        return "refused"
    return "incomplete" if "answer_partial" in happened else "silence"


def _no_answer(record: _Record) -> Ground | None:
    answer = record.now.answer
    if answer is None or answer.due is None or record.today <= answer.due or record.on(*_ANSWERS):
        return None
    extended = "extension_notice" in record.first
    return Ground(
        "no_answer",
        _("They did not answer in time"),
        _("The time ran out on %(day)s and no answer is on record.")
        % {"day": day_in_words(answer.due)},
        due=answer.due,
        extended=extended,
    )


def _late_answer(record: _Record) -> Ground | None:
    answer, came = record.now.answer, record.on(*_ANSWERS)
    if answer is None or answer.due is None or came is None or came.on <= answer.due:
        return None
    return Ground(
        "late_answer",
        _("They answered too late"),
        _("The answer came on %(day)s; it was due by %(due)s.")
        % {"day": day_in_words(came.on), "due": day_in_words(answer.due)},
        on=came.on,
        due=answer.due,
    )


def _late_extension(record: _Record) -> Ground | None:
    notice, answer = record.on("extension_notice"), record.now.deadline("response")
    limit = answer.notice_limit if answer else None
    if notice is None or limit is None or notice.on <= limit:
        return None
    return Ground(
        "late_extension",
        _("They said too late that they need longer"),
        _("They said so on %(day)s; the last day for it was %(due)s.")
        % {"day": day_in_words(notice.on), "due": day_in_words(limit)},
        on=notice.on,
        due=limit,
    )


def _extension_no_reasons(record: _Record) -> Ground | None:
    notice = record.on("extension_notice")
    if notice is None or (notice.details or {}).get("reasons"):
        return None
    return Ground(
        "extension_no_reasons",
        _("They took more time without giving reasons"),
        _("You recorded on %(day)s that they gave no reasons.") % {"day": day_in_words(notice.on)},
        on=notice.on,
    )


def _no_reasons(record: _Record) -> Ground | None:
    refusal = record.on("refusal")
    said = (refusal.details or {}).get("reasons") if refusal else True
    if refusal is None or said:
        return None
    return Ground(
        "no_reasons",
        _("They refused without giving reasons"),
        _("They refused on %(day)s. Choose this only if the refusal names no reasons.")
        % {"day": day_in_words(refusal.on)},
        on=refusal.on,
        sure=said is False,
    )


def _not_shown(record: _Record) -> Ground | None:
    refusal = record.on("refusal", "answer_partial")
    if refusal is None:
        return None
    label = (
        _("They showed no compelling grounds for my own case")
        if record.details.right == "objection"
        else _("They did not show, for my own case, why they may refuse")
    )
    return Ground(
        "not_shown",
        label,
        _("Their answer of %(day)s; it is for them to show it.")
        % {"day": day_in_words(refusal.on)},
        on=refusal.on,
    )


def _at(
    ground: str, kind: str, label: Callable[[], str], evidence: Callable[[], str], sure: bool = True
) -> Callable[[_Record], Ground | None]:
    """A ground that one kind of event supports by itself."""

    def rule(record: _Record) -> Ground | None:
        event = record.on(kind)
        if event is None:
            return None
        words = evidence() % {"day": day_in_words(event.on)}
        return Ground(ground, label(), words, on=event.on, sure=sure)

    return rule


def _no_acknowledgement(record: _Record) -> Ground | None:
    complaint = record.on("complaint_to_controller")
    deadline = record.now.deadline("controller_acknowledgement")
    if complaint is None or deadline is None or deadline.due is None:
        return None
    answered = record.on("controller_acknowledged", "controller_outcome")
    if answered or record.today <= deadline.due:
        return None
    return Ground(
        "no_acknowledgement",
        _("They did not confirm my complaint within 30 days"),
        _("You complained to them on %(day)s; they had to confirm it by %(due)s.")
        % {"day": day_in_words(complaint.on), "due": day_in_words(deadline.due)},
        on=complaint.on,
        due=deadline.due,
    )


_RULES: tuple[Callable[[_Record], Ground | None], ...] = (
    _no_answer,
    _late_answer,
    _late_extension,
    _extension_no_reasons,
    _no_reasons,
    _not_shown,
    _at(
        "partial",
        "answer_partial",
        lambda: _("They did only a part of it"),
        lambda: _("They answered in part on %(day)s."),
    ),
    _at(
        "identity",
        "identity_asked",
        lambda: _("They asked for more proof of identity than is needed"),
        lambda: _("They asked for proof on %(day)s. Whether it is too much is yours to judge."),
        sure=False,
    ),
    _at(
        "not_identified",
        "not_identified",
        lambda: _("They say that they cannot find me, and do not show it"),
        lambda: _("They said so on %(day)s. Whether they showed it is yours to judge."),
        sure=False,
    ),
    _at(
        "fee",
        "fee_asked",
        lambda: _("They asked for money"),
        lambda: _("They asked for it on %(day)s. Whether they may is yours to judge."),
        sure=False,
    ),
    _at(
        "no_route",
        "channel_pointed_to",
        lambda: _("They sent me to another way of asking"),
        lambda: _("They did so on %(day)s."),
    ),
    _at(
        "setting_only",
        "setting_pointed_to",
        lambda: _("They pointed me to a setting instead of answering"),
        lambda: _("They did so on %(day)s."),
    ),
    _no_acknowledgement,
)
