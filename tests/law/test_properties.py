"""What must hold for any dates at all, tried on some (LAW_EXAMPLES=3000 tries more)."""

from __future__ import annotations

import os
import time
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from requests_app.law import Deadline, Event, LawError, deadlines, rights_of
from requests_app.law.calendars import WEEKENDS, calendar
from requests_app.law.events import EVENTS
from requests_app.law.periods import add_days, add_months
from tests.law.asking import TODAY

examples = settings(max_examples=int(os.environ.get("LAW_EXAMPLES", "60")), deadline=None)

SEATS = {
    "eu": ["IE", "DE", "DE-BY", "ES-CT", "FR-57", "SE", "GR", "LI", "US", None],
    "uk": ["GB-ENG", "GB-SCT", "GB-NIR", "GB-WLS", "GB", "US", "IE", None],
    "ch": ["CH", "CH-GE", "CH-ZH", "CH-TI", "IE", "US", None],
}
HOMES = [None, "AT", "DE-BY", "GB-SCT", "GB-NIR", "GB", "CH-VS", "US"]
FIRST = {"eu": date(2018, 5, 25), "uk": date(2021, 1, 1), "ch": date(2023, 9, 1)}
RESPONSE = {
    "eu": ["access", "erasure", "objection", "human_review"],
    "uk": ["access", "erasure", "objection", "human_review"],
    "ch": ["access", "portability"],
}


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, str, str | None, str | None, date]:
    """A regime, one of its rights with an answer, a seat, a home and a day of receipt."""
    regime = draw(st.sampled_from(sorted(SEATS)))
    received = draw(st.dates(FIRST[regime], date(2035, 12, 31)))
    return (
        regime,
        draw(st.sampled_from(RESPONSE[regime])),
        draw(st.sampled_from(SEATS[regime])),
        draw(st.sampled_from(HOMES)),
        received,
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[tuple[str, str, str | None, str | None], list[Event]]:
    """A question with events after receipt that can have happened in that order."""
    regime, right, seat, home, received = draw(questions())
    moment = received
    events = [Event("received", received)]
    waiting: list[str] = []
    for _ in range(draw(st.integers(0, 7))):
        moment += timedelta(draw(st.integers(1, 25)))
        name = draw(
            st.sampled_from(
                [
                    "identity_asked",
                    "clarification_asked",
                    "fee_asked",
                    "extension_notice",
                    "reminder",
                    "answer_partial",
                    "refusal",
                    *waiting,
                ]
            )
        )
        events.append(
            Event(
                name,
                moment,
                reasons=name == "extension_notice" and draw(st.booleans()),
                until=moment + timedelta(draw(st.integers(0, 90)))
                if name == "extension_notice" and draw(st.booleans())
                else None,
            )
        )
        answers = {
            "identity_asked": "identity_provided",
            "clarification_asked": "clarification_provided",
            "fee_asked": "fee_paid",
        }
        if name in answers:
            waiting.append(answers[name])
        elif name in waiting:
            waiting.remove(name)
    return (regime, right, seat, home), events


def clock(
    question: tuple[str, str, str | None, str | None], events: list[Event], today: date = TODAY
) -> list[Deadline]:
    regime, right, seat, home = question
    return deadlines(regime, right, seat, events, today, residence=home)


def working_day(name: str, day: date) -> bool:
    country, _, region = ("", "", "") if name == WEEKENDS else name.partition("-")
    return calendar(country, region).is_working_day(day)


@examples
@given(histories())
def test_a_due_date_is_a_working_day_of_the_calendar_used(history: tuple) -> None:
    for found in clock(*history):
        if found.due is not None:
            assert working_day(found.calendar, found.due)
            assert found.unrolled is not None
            assert found.unrolled <= found.due
        for other in (found.strict_due, found.due_if_suspended):
            assert other is None or other.weekday() < 5


@examples
@given(histories())
def test_no_date_lies_before_receipt(history: tuple) -> None:
    received = history[1][0].on
    for found in clock(*history):
        for day in (found.due, found.unrolled, found.strict_due, found.notice_limit, found.start):
            assert day is None or day >= received


@examples
@given(histories())
def test_where_two_dates_can_be_argued_the_later_is_due(history: tuple) -> None:
    for found in clock(*history):
        if found.due is not None:
            others = [day for day in (found.strict_due, found.due_if_suspended) if day]
            assert found.due == max([found.due, *others])


UNRELATED = {
    "eu": ["reminder", "answer_partial", "clarification_asked", "fee_asked"],
    "uk": ["reminder", "answer_partial"],
    "ch": ["reminder", "answer_partial", "identity_asked", "clarification_asked"],
}


@examples
@given(histories(), st.data())
def test_an_unrelated_event_changes_no_date(history: tuple, data: st.DataObject) -> None:
    question, events = history
    name = data.draw(st.sampled_from([*UNRELATED[question[0]], "controller_acknowledged"]))
    assume(name != "controller_acknowledged" or question[0] != "uk")
    on = events[0].on + timedelta(data.draw(st.integers(0, 200)))
    assume(all(event.on != on or event.name != name for event in events))
    before, after = clock(question, events), clock(question, [*events, Event(name, on)])
    assert [_dates(found) for found in before] == [_dates(found) for found in after]


def _dates(found: Deadline) -> tuple:
    return (
        found.kind,
        found.due,
        found.unrolled,
        found.strict_due,
        found.due_if_suspended,
        found.notice_limit,
    )


@examples
@given(histories(), st.permutations(range(8)))
def test_the_order_of_entry_does_not_matter(history: tuple, order: list[int]) -> None:
    question, events = history
    shuffled = [events[index] for index in order if index < len(events)]
    assert clock(question, shuffled) == clock(question, events)


@examples
@given(histories(), st.dates(date(2018, 1, 1), date(2040, 1, 1)))
def test_today_changes_the_status_alone(history: tuple, today: date) -> None:
    for one, other in zip(clock(*history), clock(*history, today), strict=True):
        assert _dates(one) == _dates(other)
        assert one.steps == other.steps


@examples
@given(questions(), st.integers(1, 40))
def test_a_later_receipt_gives_no_earlier_date(question: tuple, later: int) -> None:
    *rest, received = question
    first = clock(tuple(rest), [Event("received", received)])
    second = clock(tuple(rest), [Event("received", received + timedelta(later))])
    for one, other in zip(first, second, strict=True):
        assert one.due <= other.due
        assert one.unrolled <= other.unrolled


@examples
@given(questions(), st.integers(1, 20), st.integers(0, 20))
def test_a_later_receipt_gives_no_earlier_date_with_an_extension(
    question: tuple, later: int, notice: int
) -> None:
    *rest, received = question
    second_day = received + timedelta(later)
    asked = Event(
        "extension_notice",
        second_day + timedelta(notice),
        reasons=True,
        until=second_day + timedelta(notice + 60),
    )
    first = clock(tuple(rest), [Event("received", received), asked])
    second = clock(tuple(rest), [Event("received", second_day), asked])
    assert first[0].due <= second[0].due


@examples
@given(questions(), st.integers(0, 40), st.booleans())
def test_an_extension_never_shortens(question: tuple, after: int, reasons: bool) -> None:
    *rest, received = question
    plain = clock(tuple(rest), [Event("received", received)])[0]
    notice = Event(
        "extension_notice",
        received + timedelta(after),
        reasons=reasons,
        until=received + timedelta(after + 30),
    )
    extended = clock(tuple(rest), [Event("received", received), notice])[0]
    assert extended.due >= plain.due
    timely = notice.on <= plain.due
    if rest[0] != "ch":
        assert (extended.due > plain.due) == (timely and reasons) or extended.strict_due


@examples
@given(histories())
def test_explaining_and_computing_agree_step_by_step(history: tuple) -> None:
    """Each step is redone from its own words' numbers; the last one gives the due date."""
    for found in clock(*history):
        assert found.steps[-1].date == found.due
        start = found.steps[0].date
        previous = None
        for step in found.steps:
            said = dict(step.params)
            assert step.text
            if step.key in ("start", "start_sent", "start_estimated"):
                assert step.date == said["received"]
            elif step.key in ("restart_identity", "restart_fee"):
                assert step.date == said["on"]
                start = step.date
            elif step.key == "reflection":
                assert step.date == add_days(said["asked"], 10) == said["end"]
                start = step.date
            elif step.key == "period_months":
                assert (said["start"], step.date) == (start, add_months(start, said["length"]))
            elif step.key == "period_days":
                assert (said["start"], step.date) == (start, add_days(start, said["length"]))
            elif step.key.startswith(("pause", "suspension")):
                assert step.date == add_days(previous, said["days"])
            elif step.key == "extension":
                gone = (previous - add_months(start, 1)).days
                assert step.date == add_days(add_months(start, 3), gone)
            elif step.key == "extension_own_date":
                assert step.date == max(said["until"], add_days(start, 30))
            elif step.key in ("rolled", "rolled_weekends"):
                assert said["unrolled"] == previous == found.unrolled
                assert not working_day(said["place"], previous)
                assert working_day(said["place"], step.date)
            elif step.key in ("working_day", "working_day_weekends"):
                assert step.date == previous == found.unrolled
            elif step.key.startswith("extension") or step.key == "question_late":
                assert step.date == previous
            if step.date is not None:
                previous = step.date


@st.composite
def wild_events(draw: st.DrawFn) -> list[Event]:
    return draw(
        st.lists(
            st.builds(
                Event,
                st.sampled_from(EVENTS),
                st.dates(date(2017, 1, 1), date(2055, 1, 1)),
                reasons=st.booleans(),
                until=st.none() | st.dates(date(2017, 1, 1), date(2055, 1, 1)),
                outcome=st.booleans(),
            ),
            max_size=6,
        )
    )


@examples
@given(st.sampled_from(["eu", "uk", "ch"]), st.data(), wild_events())
def test_anything_at_all_gives_deadlines_or_one_sentence(
    regime: str, data: st.DataObject, events: list[Event]
) -> None:
    right = data.draw(st.sampled_from(rights_of(regime)))
    found, error = _deadlines_or_error(
        regime, right, data.draw(st.sampled_from(SEATS[regime])), events
    )
    if error is not None:
        assert error.message.endswith(".")
        assert "\n" not in error.message
        assert error.field
    assert len({one.kind for one in found}) == len(found)
    for one in found:
        assert one.due is None or one.unrolled <= one.due
        assert one.steps[-1].date == one.due


def _deadlines_or_error(
    regime: str, right: str, seat: str | None, events: list[Event]
) -> tuple[list[Deadline], LawError | None]:
    try:
        return deadlines(regime, right, seat, events, TODAY), None
    except LawError as error:
        return [], error


@pytest.mark.rule("EU-6")
@examples
@given(st.dates(date(2018, 5, 25), date(2045, 1, 1)), st.sampled_from(SEATS["eu"][:-1]))
def test_every_month_and_every_thirty_days_hold_two_working_days(start: date, seat: str) -> None:
    country, _, region = seat.partition("-")
    days = calendar(country, region)
    inside = [add_days(start, passed) for passed in range(1, 29)]
    assert sum(days.is_working_day(day) for day in inside) >= 2


@examples
@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(0, 48))
def test_months_keep_the_date_or_take_the_last_day(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and add_days(end, 1).day == 1)


@pytest.mark.parametrize(("regime", "seat"), [("uk", "GB-ENG"), ("eu", "IE")])
def test_the_fold_is_linear_in_events(regime: str, seat: str) -> None:
    def history(rounds: int) -> list[Event]:
        events = [Event("received", date(2026, 9, 1))]
        moment = date(2026, 9, 2)
        for _ in range(rounds):
            for name in ("clarification_asked", "identity_asked"):
                events.append(Event(name, moment))
            moment += timedelta(1)
            for name in ("clarification_provided", "identity_provided"):
                events.append(Event(name, moment))
        return events

    def seconds(events: list[Event]) -> float:
        begun = time.process_time()
        deadlines(regime, "access", seat, events, TODAY)
        return time.process_time() - begun

    short, long = history(200), history(1600)
    # By turns, so that a slow moment of the machine does not meet one of them alone.
    times = [(seconds(short), seconds(long)) for _ in range(8)]
    assert min(taken for _, taken in times) < 16 * min(taken for taken, _ in times)
