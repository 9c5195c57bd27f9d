"""Days on the very edge, and messages word for word."""

from __future__ import annotations

import itertools
import re

import pytest

from requests_app.law import LawError, deadlines
from requests_app.law.errors import EventOutOfOrder, MissingEvent
from tests.law.asking import TODAY, answer, ask, day, events, find, keys_of, outcome, rules_of


def test_a_letter_that_names_a_date_sets_one_beside_the_laws_own() -> None:
    found = ask("eu", "access", "IE", "sent=2026-10-01:until=2026-10-20")
    assert [one.kind for one in found] == ["response", "extension_notice_limit", "self_set"]
    assert find(found, "self_set").due == day("Tue 2026-10-20")


def test_the_order_in_which_events_are_given_changes_nothing() -> None:
    texts = ("received=2026-10-01", "extension_notice=2026-10-10:reasons")
    two = [answer("eu", "access", "IE", *order).due for order in itertools.permutations(texts)]
    assert two == [day("Mon 2027-01-04")] * 2


def test_the_last_day_there_is_can_be_used() -> None:
    found = ask("eu", "access", "IE", "received=2050-12-01", "answer_full=2050-12-31")
    assert find(found, "response").due == day("Mon 2051-01-02")
    with pytest.raises(LawError, match="2051-01-01 is out of range"):
        ask("eu", "access", "IE", "received=2050-12-01", "answer_full=2051-01-01")


@pytest.mark.parametrize(
    "last", ["identity_asked", "extension_notice", "refusal", "answer_partial"]
)
def test_on_the_day_of_the_full_answer_other_things_may_have_happened(last: str) -> None:
    found = answer("eu", "access", "IE", "received=2026-10-01", "answer_full=2026-10-20",
                   f"{last}=2026-10-20")  # fmt: skip
    assert found.status == "met"


def test_one_may_learn_of_an_infringement_on_its_own_day() -> None:
    found = ask("eu", "complaint_authority", "IE", "knowledge=2026-03-02",
                "infringement=2026-03-02", residence="AT", authority="at-dsb")  # fmt: skip
    assert find(found, "complaint_bar").due == day("Tue 2027-03-02")


def test_an_unasked_identity_does_not_hide_a_wrong_order_of_the_fee() -> None:
    with pytest.raises(EventOutOfOrder, match="fee_paid on 2026-10-05 answers no fee_asked"):
        ask("uk", "access", "GB-ENG", "received=2026-10-01", "identity_provided=2026-10-03",
            "fee_paid=2026-10-05", "fee_asked=2026-10-08")  # fmt: skip


@pytest.mark.parametrize(("law", "rule"), [("eu", "EU-1"), ("uk", "UK-2"), ("ch", "CH-1")])
def test_without_a_receipt_the_sentence_names_the_rule_of_that_law(law: str, rule: str) -> None:
    with pytest.raises(MissingEvent, match=re.escape(f"({rule})")) as caught:
        deadlines(law, "access", None, events("refusal=2026-10-01"), TODAY)
    assert caught.value.rule == rule


def test_a_region_without_a_holiday_at_the_end_of_the_month_is_not_mentioned_there() -> None:
    texts = ("received=2026-10-06", "extension_notice=2026-10-20:reasons")
    found = ask("eu", "access", "DE-BY", *texts)  # 6 January is a holiday in Bavaria alone
    reply, limit = find(found, "response"), find(found, "extension_notice_limit")
    assert (reply.strict_due, reply.due) == (day("Wed 2027-01-06"), day("Thu 2027-01-07"))
    assert (limit.strict_due, limit.due) == (None, day("Fri 2026-11-06"))
    assert (reply.calendar, limit.calendar) == ("DE-BY", "DE")


def test_the_notice_limit_explains_its_own_strict_date_and_not_the_answers() -> None:
    texts = ("received=2026-10-01", "identity_asked=2026-10-05", "identity_provided=2026-10-08",
             "extension_notice=2026-10-20:reasons")  # fmt: skip
    limit = find(ask("eu", "access", "IE", *texts), "extension_notice_limit")
    assert (limit.strict_due, limit.due) == (day("Mon 2026-11-02"), day("Wed 2026-11-04"))
    [said] = [step.in_language("en") for step in limit.steps if step.key == "strict_or_suspended"]
    assert "Monday 2 November 2026" in said
    assert "2027" not in said


@pytest.mark.parametrize(("event", "key"), [("refusal", "refused"), ("answer_full", "answered")])
def test_an_answer_on_the_last_day_is_said_to_be_in_time(event: str, key: str) -> None:
    found = answer("eu", "access", "IE", "received=2026-10-02", f"{event}=2026-11-02")
    assert found.due == day("Mon 2026-11-02")
    assert key in [note.key for note in found.notes]


def test_what_comes_after_the_full_answer_moves_no_date() -> None:
    texts = ("received=2026-10-01", "identity_asked=2026-10-05", "answer_full=2026-10-12")
    alone = answer("uk", "access", "GB-ENG", *texts)
    later = answer("uk", "access", "GB-ENG", *texts, "identity_provided=2026-10-15")
    assert (later.due, later.status) == (alone.due, alone.status)
    assert later.status == "met"


def test_a_late_question_is_not_mistaken_for_the_one_that_is_answered() -> None:
    """Identity that nobody had asked for starts the month anew; the second question then counts."""
    found = answer(
        "uk", "access", "GB-ENG", "received=2026-03-02", "clarification_asked=2026-04-10",
        "identity_provided=2026-04-20", "clarification_asked=2026-04-27",
        "clarification_provided=2026-04-28",
    )  # fmt: skip
    assert found.status == "overdue"
    assert found.start == day("Mon 2026-04-20")
    assert found.due == day("Fri 2026-05-22")


def test_a_question_without_effect_is_explained_once() -> None:
    found = answer("ch", "access", "CH-ZH", "received=2026-10-01", "identity_asked=2026-10-05",
                   "identity_asked=2026-10-07", "identity_asked=2026-10-09")  # fmt: skip
    assert keys_of(found).count("no_effect_identity") == 1
    assert rules_of(found).count("CH-8") == 1


def test_in_the_united_kingdom_the_authority_keeps_the_holidays_of_england() -> None:
    """Nobody needs to name the only authority there is; 28 December 2026 is a substitute day."""
    found = find(
        ask("uk", "objection", "US", "received=2026-08-03", "complaint_to_authority=2026-09-28"),
        "authority_inaction",
    )
    assert (found.due, found.unrolled) == (day("Tue 2026-12-29"), day("Mon 2026-12-28"))
    assert (found.calendar, found.calendar_estimated) == ("GB-ENG", False)
    [said] = [step for step in found.steps if step.key == "calendar_authority"]
    assert said.rule.startswith("UK-")
    assert "England and Wales" in said.in_language("en")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "received",
            "Event 'received' is not NAME=YYYY-MM-DD, with :reasons or :until=YYYY-MM-DD after "
            "the date where it applies.",
        ),
        (
            "extension_notice=2026-10-01:reason",
            "Event 'extension_notice' knows no detail 'reason'; it takes: reasons, until "
            "(until as until=YYYY-MM-DD).",
        ),
        (
            "identity_asked=2026-10-01:reasons",
            "Event 'identity_asked' knows no detail 'reasons'; it takes: none "
            "(until as until=YYYY-MM-DD).",
        ),
        (
            "received=2026-02-30",
            "'2026-02-30' is no date for received; write YYYY-MM-DD, such as 2026-09-03.",
        ),
        (
            "extension_notice=2026-10-01:until=2026-13-01",
            "'2026-13-01' is no date for extension_notice; write YYYY-MM-DD, such as 2026-09-03.",
        ),
    ],
)
def test_an_event_that_cannot_be_read_is_refused_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(LawError) as caught:
        events(text)
    assert str(caught.value) == says


def test_an_unknown_event_lists_those_there_are() -> None:
    with pytest.raises(LawError) as caught:
        events("eaten=2026-10-01")
    assert str(caught.value).startswith(
        "Unknown event 'eaten'; use one of infringement, knowledge, sent, received, "
    )


def test_to_know_of_an_infringement_before_it_happens_is_refused_in_one_sentence() -> None:
    with pytest.raises(LawError) as caught:
        outcome("eu", "complaint_authority", "IE", "knowledge=2026-03-01",
                "infringement=2026-03-02", authority="at-dsb")  # fmt: skip
    assert str(caught.value) == (
        "knowledge on 2026-03-01 is before infringement on 2026-03-02; nobody knows of an "
        "infringement before it happens (AT-1)."
    )
