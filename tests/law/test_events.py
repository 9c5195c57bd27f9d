"""Events that cannot be true: one sentence naming the event and the rule, never a wrong date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from requests_app.law import Event, EventError, LawError, deadlines
from requests_app.law.errors import (
    ContradictoryEvents,
    DuplicateEvent,
    EventDateOutOfRange,
    EventOutOfOrder,
    MissingEvent,
    UnknownEvent,
)
from tests.law.asking import TODAY, answer, ask, day

RECEIVED = "received=2026-10-01"


@pytest.mark.parametrize(
    ("texts", "error", "says"),
    [
        ((RECEIVED, "identity_asked=2026-09-30"), EventOutOfOrder, "identity_asked.*UK-3"),
        ((RECEIVED, "clarification_asked=2026-09-30"), EventOutOfOrder, "UK-6"),
        ((RECEIVED, "extension_notice=2026-09-30:reasons"), EventOutOfOrder, "UK-5"),
        ((RECEIVED, "refusal=2026-09-30"), EventOutOfOrder, "refusal.*UK-8"),
        ((RECEIVED, "answer_full=2026-09-30"), EventOutOfOrder, "answer_full.*UK-2"),
        ((RECEIVED, "reminder=2026-09-30"), EventOutOfOrder, "reminder"),
        ((RECEIVED, "complaint_to_authority=2026-09-30"), EventOutOfOrder, "complaint_to"),
        ((RECEIVED, "sent=2026-10-02"), EventOutOfOrder, "sent.*UK-2"),
        (("sent=2026-10-02", "refusal=2026-10-01"), EventOutOfOrder, "sent"),
        (
            (RECEIVED, "identity_provided=2026-10-05", "identity_asked=2026-10-08"),
            EventOutOfOrder,
            "identity_provided.*UK-3",
        ),
        ((RECEIVED, "fee_paid=2026-10-05", "fee_asked=2026-10-08"), EventOutOfOrder, "fee_paid"),
        (
            (
                RECEIVED,
                "clarification_asked=2026-10-05",
                "clarification_provided=2026-10-06",
                "clarification_provided=2026-10-08",
            ),
            EventOutOfOrder,
            "clarification_provided",
        ),
        ((RECEIVED, "clarification_provided=2026-10-05"), MissingEvent, "clarification_asked"),
        ((RECEIVED, "received=2026-10-02"), DuplicateEvent, "received.*twice.*UK-2"),
        ((RECEIVED, RECEIVED), DuplicateEvent, "received"),
        (
            (RECEIVED, "identity_asked=2026-10-02", "identity_asked=2026-10-02"),
            DuplicateEvent,
            "UK-3",
        ),
        ((RECEIVED, "answer_full=2026-10-05", "answer_full=2026-10-06"), DuplicateEvent, "answer"),
        (
            (RECEIVED, "answer_full=2026-10-05", "identity_asked=2026-10-06"),
            ContradictoryEvents,
            "identity_asked.*answer_full.*UK-3",
        ),
        (
            (RECEIVED, "answer_full=2026-10-05", "extension_notice=2026-10-06:reasons"),
            ContradictoryEvents,
            "UK-5",
        ),
        ((RECEIVED, "answer_full=2026-10-05", "refusal=2026-10-06"), ContradictoryEvents, "refus"),
        (("received=1999-01-01",), EventDateOutOfRange, "received.*2018-05-25"),
        (("received=2018-05-24",), EventDateOutOfRange, "received"),
        (("received=2020-12-31",), EventDateOutOfRange, "before this law"),
        (("received=2051-01-01",), EventDateOutOfRange, "2050-12-31"),
        (("received=9999-12-31",), EventDateOutOfRange, "received"),
        ((RECEIVED, "refusal=2999-01-01"), EventDateOutOfRange, "refusal"),
        ((), MissingEvent, "received"),
        (("reminder=2026-10-01",), MissingEvent, "received"),
        ((RECEIVED, "reminder=2026-10-02:until=2026-10-01"), EventOutOfOrder, "reminder"),
        ((RECEIVED, "extension_notice=2026-10-02:until=2026-10-01"), EventOutOfOrder, "UK-5"),
        ((RECEIVED, "reminder=2026-10-02:until=2051-01-01"), EventOutOfOrder, "2050"),
        (
            (RECEIVED, "knowledge=2026-10-02", "infringement=2026-10-03"),
            ContradictoryEvents,
            "AT-1",
        ),
    ],
)
@pytest.mark.parametrize("backwards", [False, True])
def test_impossible_events_are_refused_by_name_and_rule(
    texts: tuple[str, ...], error: type[EventError], says: str, backwards: bool
) -> None:
    ordered = tuple(reversed(texts)) if backwards else texts
    with pytest.raises(error, match=says) as caught:
        ask("uk", "access", "GB-ENG", *ordered)
    assert type(caught.value) is error
    _says_where_and_by_which_rule(caught.value)


def _says_where_and_by_which_rule(error: EventError) -> None:
    message = str(error)
    assert "\n" not in message
    assert error.field in message
    named = re.search(r"\(([A-Z]{2}-\d+)\)\.$", message)
    assert error.rule == (named[1] if named else "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "received",
        "received=",
        "received=01.10.2026",
        "received=2026-10-1",
        "=2026-10-01",
        "post=2026-10-01",
        "received=2026-10-01:reasons",
        "extension_notice=2026-10-01:reason",
        "extension_notice=2026-10-01:until",
        "extension_notice=2026-10-01:reasons=yes",
        "answer_full=2026-10-01:until=2026-11-01",
        "received 2026-10-01",
    ],
)
def test_what_is_no_event_is_refused(text: str) -> None:
    with pytest.raises(UnknownEvent) as caught:
        Event.parse(text)
    assert caught.value.field == "event"


@pytest.mark.parametrize("text", ["received=2026-02-30", "sent=2026-10-01:until=2026-13-01"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(EventDateOutOfRange, match="YYYY-MM-DD"):
        Event.parse(text)


def test_an_event_is_read_with_its_details() -> None:
    assert Event.parse("extension-notice=2026-09-30:reasons") == Event(
        "extension_notice", date(2026, 9, 30), reasons=True
    )
    assert Event.parse(" sent=2026-09-30:until=2026-10-30 ") == Event(
        "sent", date(2026, 9, 30), until=date(2026, 10, 30)
    )
    assert Event.parse("extension_notice=2026-09-30:reasons:until=2026-11-30").until is not None
    assert Event.parse("received=2026-09-30:estimated").estimated
    assert Event.parse("authority_progress=2026-09-30:outcome").outcome


def test_an_unknown_event_object_is_refused_too() -> None:
    for events in (
        [Event("posted", day("2026-10-01"))],
        [Event("received", day("2026-10-01")), Event("posted", day("2026-10-01"))],
    ):
        with pytest.raises(UnknownEvent, match="posted"):
            deadlines("eu", "access", "IE", events, TODAY)


def test_the_hour_is_cut_off_but_a_foreign_zone_is_refused() -> None:
    late = Event("received", datetime(2026, 7, 31, 23, 50))  # noqa: DTZ001
    [found, _] = deadlines("eu", "access", "IE", [late], TODAY)
    assert found.due == day("Mon 2026-08-31")
    with pytest.raises(EventDateOutOfRange, match="local date"):
        deadlines(
            "eu", "access", "IE", [Event("received", datetime(2026, 7, 31, tzinfo=UTC))], TODAY
        )
    with pytest.raises(EventDateOutOfRange, match="local date"):
        deadlines("eu", "access", "IE", [Event("received", "2026-07-31")], TODAY)  # type: ignore[arg-type]
    with pytest.raises(EventDateOutOfRange, match="local date") as caught:
        deadlines("ch", "objection", "CH", [Event("sent", None)], TODAY)  # type: ignore[arg-type]
    assert caught.value.field == "sent"


@pytest.mark.parametrize("today", [datetime(2026, 7, 31, tzinfo=UTC), "2026-07-31", None])
def test_today_must_be_a_plain_date(today: object) -> None:
    with pytest.raises(EventDateOutOfRange, match="today must be a date") as caught:
        deadlines("eu", "access", "IE", [], today)  # type: ignore[arg-type]
    assert caught.value.field == "today"


def test_subclasses_of_date_are_welcome() -> None:
    class Day(date):
        """As a date library may hand it over."""

    events = [
        Event("received", Day(2026, 11, 23)),
        Event("extension_notice", Day(2026, 12, 1), until=Day(2027, 2, 15), reasons=True),
    ]
    [found, _] = deadlines("ch", "access", "CH", events, Day(2026, 12, 1))
    assert (found.due, type(found.notes)) == (date(2027, 2, 15), tuple)


def test_an_hour_loses_no_detail() -> None:
    moment = datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001
    received = Event("received", day("2026-11-23"), estimated=True)
    swiss = Event("extension_notice", moment, until=day("2027-02-15"))
    british = Event("extension_notice", moment, reasons=True)
    assert deadlines("ch", "access", "CH", [received, swiss], TODAY)[0].due == day("2027-02-15")
    assert deadlines("eu", "access", "IE", [received, british], TODAY)[0].due == day("2027-02-23")
    guessed = Event("received", moment, estimated=True)
    assert deadlines("eu", "access", "IE", [guessed], TODAY)[0].receipt_estimated
    decided = [
        Event("complaint_to_authority", day("2026-11-30")),
        Event("authority_progress", moment, outcome=True),
    ]
    [silence] = deadlines("eu", "access", "IE", decided, day("2026-12-01"))
    assert silence.status == "met"


def test_a_date_set_may_be_the_day_itself_and_the_last_day_there_is() -> None:
    for until in ("2026-11-23", "2050-12-31"):
        [found] = ask("ch", "objection", "CH", f"sent=2026-11-23:until={until}")
        assert found.unrolled == day(until)


def test_the_persons_own_date_needs_a_letter() -> None:
    with pytest.raises(MissingEvent, match=r"objection.*received or sent.*CH-6") as caught:
        ask("ch", "objection", "CH", "reminder=2026-11-23:until=2026-12-23")
    _says_where_and_by_which_rule(caught.value)


def test_events_may_be_entered_in_any_order() -> None:
    texts = [
        "received=2026-10-01",
        "identity_asked=2026-10-05",
        "identity_provided=2026-10-12",
        "extension_notice=2026-11-12:reasons",
    ]
    forwards = answer("uk", "access", "GB-ENG", *texts)
    assert answer("uk", "access", "GB-ENG", *reversed(texts)) == forwards
    assert forwards.due == day("Tue 2027-01-12")


def test_the_first_days_of_each_law_are_answered() -> None:
    assert answer("eu", "access", "IE", "received=2018-05-25").due == day("Mon 2018-06-25")
    assert answer("uk", "access", "GB-ENG", "received=2021-01-01").due == day("Mon 2021-02-01")
    assert answer("ch", "access", "CH", "received=2023-09-01").due == day("Mon 2023-10-02")
    with pytest.raises(EventDateOutOfRange, match="2023-09-01"):
        answer("ch", "access", "CH", "received=2023-08-31")


@pytest.mark.parametrize(
    ("regime", "right", "says"),
    [
        ("us", "access", "eu"),
        ("", "access", "eu"),
        ("eu", "erase", "erasure"),
        ("eu", "complaint_controller", "complaint_authority"),
        ("ch", "authority_inaction", "objection"),
    ],
)
def test_an_unknown_regime_or_right_lists_what_there_is(regime: str, right: str, says: str) -> None:
    with pytest.raises(LawError, match=says):
        ask(regime, right, "IE", RECEIVED)


def test_hyphens_and_capitals_are_accepted() -> None:
    assert ask("EU", "objection-marketing", "ie", RECEIVED) == ask(
        "eu", "objection_marketing", "IE", RECEIVED
    )


def test_a_refusal_may_be_followed_by_questions_for_that_happens() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-10-01",
        "refusal=2026-10-02",
        "identity_asked=2026-10-05",
        "identity_provided=2026-10-12",
    )
    assert (found.due, found.status) == (day("Thu 2026-11-12"), "refused")
