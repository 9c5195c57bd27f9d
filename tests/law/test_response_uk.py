"""The answer under the UK GDPR: the relevant time, the pause, the old text, the nations."""

from __future__ import annotations

import pytest

from tests.law.asking import answer, ask, day, find, keys_of, rules_of

CLARIFIED = ("clarification_asked=2026-09-10", "clarification_provided=2026-09-14")


# ------------------------------------------------------------------ the nations


@pytest.mark.rule("UK-1")
@pytest.mark.parametrize(
    ("seat", "received", "due"),
    [
        ("GB-SCT", "2026-12-02", "Tue 2027-01-05"),  # 2 January and its substitute on Monday 4
        ("GB-ENG", "2026-12-02", "Mon 2027-01-04"),
        ("GB-WLS", "2026-12-02", "Mon 2027-01-04"),
        ("GB-SCT", "2026-05-15", "Tue 2026-06-16"),  # the one-off World Cup holiday
        ("GB-ENG", "2026-05-15", "Mon 2026-06-15"),
        ("GB-NIR", "2026-06-13", "Tue 2026-07-14"),  # 12 July on a Sunday
        ("GB-ENG", "2026-06-13", "Mon 2026-07-13"),
        ("GB-SCT", "2027-03-01", "Thu 2027-04-01"),
        ("GB-ENG", "2027-02-28", "Tue 2027-03-30"),  # 28 March Sunday, Easter Monday
        ("GB-SCT", "2027-02-28", "Mon 2027-03-29"),  # no Easter Monday in Scotland
        ("GB-SCT", "2026-07-03", "Tue 2026-08-04"),  # first Monday of August
        ("GB-NIR", "2026-12-28", "Thu 2027-01-28"),
    ],
)
def test_the_nation_of_the_uk_office_decides(seat: str, received: str, due: str) -> None:
    assert answer("uk", "access", seat, f"received={received}").due == day(due)


@pytest.mark.rule("UK-1")
@pytest.mark.parametrize("seat", ["US", "IE", None, "GB"])
@pytest.mark.parametrize(
    ("home", "received", "strict", "due"),
    [
        ("GB-SCT", "2026-07-31", "Mon 2026-08-31", "Tue 2026-09-01"),
        ("GB-SCT", "2026-12-02", "Mon 2027-01-04", "Tue 2027-01-05"),
        ("GB-NIR", "2027-02-17", "Wed 2027-03-17", "Thu 2027-03-18"),
        ("GB-NIR", "2026-10-05", None, "Thu 2026-11-05"),
        ("GB-WLS", "2026-07-31", None, "Tue 2026-09-01"),
        ("GB", "2027-02-17", None, "Wed 2027-03-17"),
        ("GB", "2027-02-28", None, "Tue 2027-03-30"),
        (None, "2027-02-17", None, "Wed 2027-03-17"),
    ],
)
def test_a_company_abroad_gets_the_later_of_england_and_the_persons_nation(
    seat: str | None, home: str | None, received: str, strict: str | None, due: str
) -> None:
    found = answer("uk", "access", seat, f"received={received}", residence=home)
    assert found.due == day(due)
    assert found.strict_due == (day(strict) if strict else None)


def test_the_persons_nation_does_not_matter_beside_a_uk_office() -> None:
    found = answer("uk", "access", "GB-ENG", "received=2027-02-17", residence="GB-NIR")
    assert (found.due, found.strict_due) == (day("Wed 2027-03-17"), None)


# ------------------------------------------------------------------ the pause


@pytest.mark.rule("UK-6")
def test_two_pauses_add_up() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        "clarification_asked=2026-09-07",
        "clarification_provided=2026-09-09",
        "clarification_asked=2026-09-21",
        "clarification_provided=2026-09-22",
    )
    assert found.due == found.notice_limit == day("Thu 2026-10-08")


@pytest.mark.rule("UK-6")
@pytest.mark.parametrize(
    "spans",
    [
        ("asked=2026-09-07", "provided=2026-09-10", "asked=2026-09-08", "provided=2026-09-12"),
        ("asked=2026-09-07", "asked=2026-09-08", "provided=2026-09-12"),
        ("asked=2026-09-07", "provided=2026-09-09", "asked=2026-09-09", "provided=2026-09-12"),
        ("asked=2026-09-07", "provided=2026-09-09", "asked=2026-09-10", "provided=2026-09-12"),
    ],
)
def test_a_day_is_left_out_once_however_the_questions_overlap(spans: tuple[str, ...]) -> None:
    texts = [f"clarification_{span}" for span in spans]
    found = answer("uk", "access", "GB-ENG", "received=2026-09-03", *texts)
    assert found.due == day("Fri 2026-10-09")  # 3 October and six days, 7 to 12 September


@pytest.mark.rule("UK-6")
def test_days_before_the_relevant_time_are_not_left_out_again() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-01",
        "identity_asked=2026-09-02",
        "clarification_asked=2026-09-05",
        "identity_provided=2026-09-15",
        "clarification_provided=2026-09-20",
    )
    assert found.start == day("Tue 2026-09-15")
    assert found.due == day("Tue 2026-10-20")  # 15 October and 16 to 20 September


@pytest.mark.rule("UK-3", "UK-6")
def test_a_pause_that_ended_before_the_identity_came_no_longer_counts() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-01",
        "identity_asked=2026-09-02",
        "clarification_asked=2026-09-05",
        "clarification_provided=2026-09-10",
        "identity_provided=2026-09-15",
    )
    assert found.due == found.notice_limit == day("Thu 2026-10-15")
    assert "pause" not in keys_of(found)


@pytest.mark.rule("UK-6")
def test_an_open_question_leaves_no_date_but_the_one_without_it() -> None:
    found = ask("uk", "access", "GB-ENG", "received=2026-09-03", CLARIFIED[0], today="2026-11-24")
    reply, limit = find(found, "response"), find(found, "extension_notice_limit")
    assert (reply.due, reply.unrolled, reply.notice_limit, reply.start) == (None,) * 4
    assert reply.strict_due == day("Mon 2026-10-05")
    assert (reply.status, limit.status, limit.due) == ("on_hold", "on_hold", None)
    assert keys_of(reply)[-2:] == ["if_unjustified", "waiting_clarification"]


@pytest.mark.rule("UK-6")
def test_a_question_after_the_last_day_changes_nothing() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        "clarification_asked=2026-10-06",
        "clarification_provided=2026-10-20",
    )
    assert found.due == day("Mon 2026-10-05")
    assert "question_late" in keys_of(found)


@pytest.mark.rule("UK-6")
@pytest.mark.parametrize(
    ("asked", "provided", "due"),
    [
        ("2026-10-03", "2026-10-03", "Mon 2026-10-05"),  # a Saturday: 3 October + 1 day
        ("2026-10-02", "2026-10-02", "Mon 2026-10-05"),
        ("2026-10-04", "2026-10-06", "Wed 2026-10-07"),
        ("2026-10-05", "2026-10-05", "Tue 2026-10-06"),
        ("2026-10-05", "2026-10-07", "Thu 2026-10-08"),
        ("2026-10-05", "2026-10-09", "Mon 2026-10-12"),
    ],
)
def test_a_question_at_the_very_end_holds_the_end_open(asked: str, provided: str, due: str) -> None:
    """3 October 2026 is a Saturday, so the month ends on Monday 5; the last day is never one of
    those that do not count."""
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        f"clarification_asked={asked}",
        f"clarification_provided={provided}",
    )
    assert found.due == day(due)


@pytest.mark.rule("UK-7")
@pytest.mark.parametrize(
    "right", ["objection", "erasure", "rectification", "restriction", "portability"]
)
def test_no_other_right_is_paused(right: str) -> None:
    found = answer("uk", right, "GB-ENG", "received=2026-09-03", *CLARIFIED)
    assert found.due == day("Mon 2026-10-05")
    assert "UK-7" in rules_of(found)
    open_question = answer("uk", right, "GB-ENG", "received=2026-09-03", CLARIFIED[0])
    assert open_question.due == day("Mon 2026-10-05")


# ------------------------------------------------------------------ the relevant time


@pytest.mark.rule("UK-3", "UK-4")
def test_the_month_never_starts_without_the_identity_asked_for() -> None:
    found = answer("uk", "objection", "GB-ENG", "received=2026-10-01", "identity_asked=2026-10-05")
    assert found.due is None
    assert found.strict_due == day("Mon 2026-11-02")
    assert found.status == "on_hold"
    assert rules_of(found)[-1] == "UK-4"


@pytest.mark.rule("UK-3")
@pytest.mark.parametrize(
    ("others", "start"),
    [
        (("identity_asked=2026-10-05", "identity_provided=2026-10-12"), "2026-10-12"),
        (("fee_asked=2026-10-05", "fee_paid=2026-10-20"), "2026-10-20"),
        (
            (
                "identity_asked=2026-10-05",
                "identity_provided=2026-10-12",
                "fee_asked=2026-10-06",
                "fee_paid=2026-10-09",
            ),
            "2026-10-12",
        ),
        (
            (
                "identity_asked=2026-10-02",
                "identity_provided=2026-10-05",
                "identity_asked=2026-10-20",
                "identity_provided=2026-10-25",
            ),
            "2026-10-25",
        ),
        (("fee_paid=2026-10-09",), "2026-10-09"),
    ],
)
def test_the_relevant_time_is_the_latest(others: tuple[str, ...], start: str) -> None:
    assert answer("uk", "erasure", "GB-ENG", "received=2026-10-01", *others).start == day(start)


@pytest.mark.rule("UK-3")
def test_an_identity_question_after_the_last_day_restarts_nothing() -> None:
    found = answer(
        "uk",
        "erasure",
        "GB-ENG",
        "received=2026-10-01",
        "identity_asked=2026-11-03",
        "identity_provided=2026-11-10",
    )
    assert found.due == day("Mon 2026-11-02")
    open_question = answer(
        "uk", "erasure", "GB-ENG", "received=2026-10-01", "identity_asked=2026-11-03"
    )
    assert open_question.due == day("Mon 2026-11-02")


# ------------------------------------------------------------------ extension


@pytest.mark.rule("UK-5")
@pytest.mark.parametrize(
    ("notice", "due"),
    [
        ("2026-11-12:reasons", "Tue 2027-01-12"),
        ("2026-11-13:reasons", "Thu 2026-11-12"),
        ("2026-11-12", "Thu 2026-11-12"),
        ("2026-10-08:reasons", "Tue 2027-01-12"),  # while the identity question was open
    ],
)
def test_the_extension_counts_from_the_relevant_time(notice: str, due: str) -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-10-01",
        "identity_asked=2026-10-05",
        "identity_provided=2026-10-12",
        f"extension_notice={notice}",
    )
    assert found.due == day(due)
    assert found.notice_limit == day("Thu 2026-11-12")


@pytest.mark.rule("UK-5", "UK-6")
def test_a_pause_moves_the_notice_limit_and_the_extended_end() -> None:
    on_limit = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        *CLARIFIED,
        "extension_notice=2026-10-08:reasons",
    )
    assert on_limit.due == day("Tue 2026-12-08")  # 3 December and five days
    after = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        *CLARIFIED,
        "extension_notice=2026-10-09:reasons",
    )
    assert after.due == day("Thu 2026-10-08")


@pytest.mark.rule("UK-6")
def test_a_pause_in_the_extended_months_leaves_the_old_notice_limit() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        "extension_notice=2026-09-30:reasons",
        "clarification_asked=2026-11-02",
        "clarification_provided=2026-11-04",
    )
    assert found.notice_limit == day("Mon 2026-10-05")
    assert found.due == day("Mon 2026-12-07")  # 3 December and three days is Sunday 6


@pytest.mark.rule("UK-3", "UK-5", "UK-6")
def test_identity_clarification_and_extension_together() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-01",
        "identity_asked=2026-09-02",
        "clarification_asked=2026-09-05",
        "identity_provided=2026-09-15",
        "clarification_provided=2026-09-20",
        "extension_notice=2026-10-20:reasons",
    )
    assert found.unrolled == day("Sun 2026-12-20")  # 15 December and five days
    assert found.due == day("Mon 2026-12-21")
    assert found.notice_limit == day("Tue 2026-10-20")


@pytest.mark.rule("UK-8")
@pytest.mark.parametrize(
    ("refusal", "status"), [("2027-03-01", "refused"), ("2027-03-02", "refused_late")]
)
def test_a_refusal_may_use_the_extended_period(refusal: str, status: str) -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-11-30",
        "extension_notice=2026-12-20:reasons",
        f"refusal={refusal}",
        today="2027-03-05",
    )
    assert found.status == status


@pytest.mark.rule("UK-6")
@pytest.mark.parametrize(
    ("questions", "limit", "due"),
    [
        # asked on the very limit of 1 October: it moves both
        (("asked=2026-10-01", "provided=2026-10-05"), "Tue 2026-10-06", "Mon 2026-12-07"),
        # asked the day after: the limit stays
        (("asked=2026-10-02", "provided=2026-10-05"), "Thu 2026-10-01", "Mon 2026-12-07"),
        # a second question while one from before the limit is open
        (
            (
                "asked=2026-09-30",
                "asked=2026-10-05",
                "provided=2026-10-06",
                "provided=2026-10-08",
            ),
            "Mon 2026-10-12",
            "Thu 2026-12-10",
        ),
        # a second question while one from after the limit is open
        (
            (
                "asked=2026-10-02",
                "asked=2026-10-05",
                "provided=2026-10-06",
                "provided=2026-10-08",
            ),
            "Thu 2026-10-01",
            "Tue 2026-12-08",
        ),
    ],
)
def test_which_questions_move_the_limit_of_a_notice_already_given(
    questions: tuple[str, ...], limit: str, due: str
) -> None:
    texts = [f"clarification_{question}" for question in questions]
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-01",
        "extension_notice=2026-09-20:reasons",
        *texts,
    )
    assert (found.notice_limit, found.due) == (day(limit), day(due))


@pytest.mark.rule("UK-5", "UK-6")
def test_a_notice_is_in_time_while_any_question_is_open() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        "clarification_asked=2026-09-07",
        "clarification_asked=2026-09-08",
        "clarification_provided=2026-09-09",
        "extension_notice=2026-10-20:reasons",
        "clarification_provided=2026-10-22",
    )
    assert found.notice_limit == day("Wed 2026-11-18")  # 3 October and 46 days
    assert found.due == day("Mon 2027-01-18")  # 3 December and 46 days


@pytest.mark.rule("UK-3", "UK-6")
def test_without_the_open_question_a_later_one_would_have_been_late() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        "identity_asked=2026-09-05",
        "clarification_asked=2026-10-20",
        "clarification_provided=2026-10-25",
        "extension_notice=2026-10-22:reasons",
    )
    assert (found.due, found.strict_due) == (None, day("Mon 2026-10-05"))


# ------------------------------------------------------------------ the old text


@pytest.mark.rule("UK-2")
def test_the_text_turns_on_5_february_2026() -> None:
    identity = ("identity_asked=2026-02-06", "identity_provided=2026-02-20")
    old = answer("uk", "access", "GB-ENG", "received=2026-02-04", *identity)
    new = answer("uk", "access", "GB-ENG", "received=2026-02-05", *identity)
    assert (old.due, new.due) == (day("Wed 2026-03-04"), day("Fri 2026-03-20"))
    assert "old_text" in keys_of(old)
    assert "old_text" not in keys_of(new)


@pytest.mark.rule("UK-5")
def test_the_old_text_knew_the_extension() -> None:
    found = answer(
        "uk", "access", "GB-ENG", "received=2026-02-04", "extension_notice=2026-03-04:reasons"
    )
    assert found.due == day("Tue 2026-05-05")  # 4 May 2026 is a bank holiday


def test_an_answer_while_a_question_is_open_is_an_answer() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-10-01",
        "identity_asked=2026-10-05",
        "answer_full=2026-10-20",
        today="2026-12-01",
    )
    assert (found.due, found.status) == (None, "met")
