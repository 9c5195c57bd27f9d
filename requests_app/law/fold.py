"""One pass over the events of a request on one calendar: what moves the controller's last day.

The fold is linear: it keeps the start, the days that do not count and whether a notice extended the
period, and asks for the current last day only when an event has to be judged against it. A question
or a notice after the last day changes nothing, whatever comes later.
"""

from __future__ import annotations

from collections import deque
from datetime import date, timedelta

from requests_app.law.calendars import Calendar
from requests_app.law.events import Event
from requests_app.law.log import Log
from requests_app.law.marks import Mark, Question
from requests_app.law.periods import add_days, add_months
from requests_app.law.statutes import ResponseText, Right

IDENTITY, CLARIFICATION, FEE = "identity", "clarification", "fee"
_KINDS = (IDENTITY, CLARIFICATION, FEE)
ASKED = {"identity_asked": IDENTITY, "clarification_asked": CLARIFICATION, "fee_asked": FEE}
PROVIDED = {
    "identity_provided": IDENTITY,
    "clarification_provided": CLARIFICATION,
    "fee_paid": FEE,
}


class Fold:
    """The state of one request on one calendar.

    ``suspending`` takes the reading of EU-10 in which an identity question suspends the month.
    ``without`` holds the ``id()`` of open questions to be left out, for the date that holds if they
    were not justified. Marks before ``void_before`` added their days to a start that has moved.
    """

    def __init__(
        self,
        text: ResponseText,
        right: Right,
        days: Calendar,
        log: Log,
        received: date,
        *,
        suspending: bool = False,
        without: frozenset[int] = frozenset(),
    ) -> None:
        self.text = text
        self.days = days
        self.log = log
        self.start = received
        self.shift = 0
        self.notice_shift = 0
        self.counted = received
        self.extension: Mark | None = None
        self.notice_on: date | None = None
        self.withdrawn_after: date | None = None
        self.marks: list[Mark] = []
        self.restarts: list[Mark] = []
        self.void_before = 0
        self._questions: dict[str, deque[Question]] = {kind: deque() for kind in _KINDS}
        self._open = dict.fromkeys(_KINDS, 0)
        self._open_for_notice = 0
        self.questioned = False
        self._ends: dict[tuple[date, int], date] = {}
        self._told: set[str] = set()
        self._identity = self._identity_effect(text, right, suspending)
        self._clarification = text.clarification if right.clarification else "none"
        self._fold(without)

    @staticmethod
    def _identity_effect(text: ResponseText, right: Right, suspending: bool) -> str:
        if not right.identity:
            return "none"
        if text.identity == "suspends":
            return "suspends" if suspending else "strict"
        return text.identity

    def _fold(self, without: frozenset[int]) -> None:
        effects = {
            IDENTITY: self._identity,
            CLARIFICATION: self._clarification,
            FEE: self.text.fee,
        }
        for event in self.log.events:
            name = event.name
            if name == "extension_notice":
                self._notice(event)
            elif name == "answer_full":
                break
            elif name in ASKED and id(event) not in without:
                kind = ASKED[name]
                self._ask(kind, effects[kind], event)
            elif name in PROVIDED:
                kind = PROVIDED[name]
                self._provide(kind, effects[kind], event)

    # -------------------------------------------------------------- the days as they stand

    def end_with(self, shift: int, extension: Mark | None = None) -> date:
        """The end of the period with ``shift`` days left out and, where given, an extension.

        Before weekends and holidays. An extension is counted from the start, never from the first
        end (EU-7, UK-5); the controller's own date takes the later of the two (CH-2).
        """
        if extension is None:
            return add_days(self._after(self.text.length), shift)
        if extension.own_date is not None:
            return max(add_days(self._after(self.text.length), shift), extension.own_date)
        return add_days(self._after(self.text.extended_length), shift)

    def unrolled(self) -> date:
        """The end of the period as it stands, before weekends and holidays."""
        return self.end_with(self.shift, self.extension)

    def due(self) -> date:
        """The last day as it stands."""
        return self.days.roll(self.unrolled())

    def notice_unrolled(self) -> date:
        """The end of the period in which an extension notice counts, before it is rolled."""
        return self.end_with(self.notice_shift)

    def notice_limit(self) -> date:
        """The last day for an extension notice as it stands."""
        return self.days.roll(self.notice_unrolled())

    @property
    def waiting_for(self) -> str:
        """The kind of the open question that stops the clock, or an empty string."""
        for kind in _KINDS:
            if self._open[kind]:
                return kind
        return ""

    def open_questions(self) -> frozenset[int]:
        """The ``id()`` of every open question that stops the clock."""
        return frozenset(
            id(question.event)
            for kind in _KINDS
            for question in self._questions[kind]
            if question.counts
        )

    def _after(self, length: int) -> date:
        """The start plus a length in the text's unit; kept, since it is asked for often."""
        known = self._ends.get((self.start, length))
        if known is None:
            count = add_months if self.text.unit == "months" else add_days
            known = self._ends[self.start, length] = count(self.start, length)
        return known

    # -------------------------------------------------------------- what events do

    def _ask(self, kind: str, effect: str, event: Event) -> None:
        waiting = bool(self.waiting_for)
        if effect in ("none", "strict"):
            self._say_once(f"no_effect_{kind}" if effect == "none" else "strict_identity", kind)
        elif not waiting and event.on > self.due():
            self._say(self.text.rules[kind], "question_late", event, limit=self.due())
        elif effect == "reflection":
            self._reflect(event)
        else:
            for_notice = self._open_for_notice > 0 if waiting else event.on <= self.notice_limit()
            self._questions[kind].append(Question(event, True, for_notice))
            self._open[kind] += 1
            self.questioned = True
            self._open_for_notice += for_notice
            return
        self._questions[kind].append(Question(event, False, False))

    def _provide(self, kind: str, effect: str, event: Event) -> None:
        """An answer closes the oldest open question; the last answer closes all of them."""
        if f"{kind}_asked" not in self.log.first:
            self._provide_unasked(kind, effect, event)
            return
        if effect == "reflection":
            self._confirm(event)
        waiting = self._questions[kind]
        for _ in range(len(waiting) if event is self.log.last[event.name] else 1):
            if not waiting:
                return
            question = waiting.popleft()
            if not question.counts:
                continue
            self._open[kind] -= 1
            self._open_for_notice -= question.for_notice
            if effect == "restarts":
                self._restart(kind, f"restart_{kind}", event)
            else:
                self._leave_out(kind, effect, question, event)

    def _provide_unasked(self, kind: str, effect: str, event: Event) -> None:
        if effect == "restarts" and event.on > self.start:
            self._restart(kind, f"restart_{kind}_unasked", event, inferred=True)
        elif effect != "restarts":
            self._say_once(f"no_effect_{kind}", kind)

    def _restart(self, kind: str, key: str, event: Event, *, inferred: bool = False) -> None:
        """The relevant time moves to this day (UK-3); days left out before it no longer matter."""
        self.start = self.counted = event.on
        self.shift = self.notice_shift = 0
        self.void_before = len(self.marks)
        rule = self.text.rules[kind]
        self.restarts.append(
            Mark(rule, key, (("on", event.on),), inferred=inferred, gives=event.on)
        )

    def _leave_out(self, kind: str, effect: str, question: Question, answer: Event) -> None:
        """Days that do not count: question to answer, each day once however the spans overlap.

        The UK leaves out both ends (UK-6); the EU reading adds the days between (EU-10). A question
        on the days a weekend or holiday has already lengthened the period by holds the end open
        until the answer.
        """
        both_ends = effect == "pauses"
        begin = max(question.event.on, self.counted + timedelta(days=1 if both_ends else 0))
        held_open = question.event.on > self.unrolled()
        begin = min(begin, self.unrolled())
        days = (answer.on - begin).days + (1 if both_ends else 0)
        if days <= 0:
            days = 0
        self.counted = max(self.counted, answer.on)
        self.shift += days
        if question.for_notice:
            self.notice_shift += days
        self.marks.append(
            Mark(
                self.text.rules[kind],
                ("pause" if both_ends else "suspension") + ("_held_open" if held_open else ""),
                (("days", days), ("asked", question.event.on), ("answered", answer.on)),
                days=days,
                for_notice=question.for_notice,
                inferred=True,
            )
        )

    def _reflect(self, event: Event) -> None:
        """The thirty days run after the ten days the person has to confirm the cost (CH-7)."""
        end = add_days(event.on, self.text.reflection_days)
        self.start = self.counted = self.withdrawn_after = end
        self.restarts.append(
            Mark(self.text.rules[FEE], "reflection", (("asked", event.on), ("end", end)), gives=end)
        )

    def _confirm(self, event: Event) -> None:
        end = self.withdrawn_after
        if end is None:
            return
        if event.on <= end:
            self.withdrawn_after = None
            self._say(self.text.rules[FEE], "reflection_confirmed", event)
        else:
            self._say(self.text.rules[FEE], "reflection_expired", event, end=end)

    def _notice(self, event: Event) -> None:
        rule = self.text.rules["extension"]
        own_date = self.text.extension == "own_date"
        if not own_date and not event.reasons:
            self._say(rule, "extension_without_reasons", event)
        elif own_date and event.until is None:
            self._say(rule, "extension_without_date", event)
        elif not self._open_for_notice and event.on > self.notice_limit():
            self._say(rule, "extension_late", event, limit=self.notice_limit())
        elif self.extension and not own_date:
            self._say(rule, "extension_again", event)
        else:
            self.notice_on = self.notice_on or event.on
            self.extension = Mark(
                rule,
                "extension_own_date" if own_date else "extension",
                (("on", event.on), ("length", self.text.extended_length), ("until", event.until)),
                for_notice=False,
                extends=True,
                own_date=event.until if own_date else None,
            )
            self.marks.append(self.extension)

    def _say(self, rule: str, key: str, event: Event, **values: date) -> None:
        params = (("on", event.on), *values.items())
        self.marks.append(Mark(rule, key, params, for_notice=False))

    def _say_once(self, key: str, kind: str) -> None:
        if key not in self._told:
            self._told.add(key)
            rules = self.text.rules
            rule = rules.get(f"no_{kind}", rules[kind])
            self.marks.append(Mark(rule, key, (), for_notice=False, inferred=True))
