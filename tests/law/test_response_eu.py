"""The answer under the GDPR: seats, extension, identity, refusal, and what changes nothing."""

from __future__ import annotations

import pytest

from tests.law.asking import answer, ask, day, find, keys_of, outcome, rules_of


@pytest.mark.rule("EU-1", "EU-5")
@pytest.mark.parametrize(
    ("seat", "received", "due"),
    [
        ("DE", "2026-09-03", "Mon 2026-10-05"),  # 3 October is a Saturday and Unity Day
        ("FR", "2026-10-11", "Thu 2026-11-12"),  # Armistice Day on a Wednesday
        ("IE", "2026-10-11", "Wed 2026-11-11"),
        ("GR", "2026-03-10", "Tue 2026-04-14"),  # Orthodox Good Friday and Easter Monday
        ("NO", "2027-04-17", "Tue 2027-05-18"),  # Constitution Day and Whit Monday
        ("IS", "2027-03-22", "Fri 2027-04-23"),  # First Day of Summer
        ("LI", "2027-07-15", "Mon 2027-08-16"),  # 15 August is a Sunday
        ("IE", "2026-01-02", "Tue 2026-02-03"),  # St Brigid's Monday
        ("NL", "2026-11-26", "Mon 2026-12-28"),  # 26 December is a Saturday
        ("re", "2026-06-14", "Tue 2026-07-14"),  # see below: Réunion is France
    ],
)
def test_the_seat_decides_which_holidays_count(seat: str, received: str, due: str) -> None:
    if seat == "re":
        due = "Wed 2026-07-15"
    assert answer("eu", "access", seat, f"received={received}").due == day(due)


@pytest.mark.rule("EU-5")
def test_without_a_seat_in_the_union_the_representative_counts_before_the_person() -> None:
    got = "received=2026-09-26"  # 26 October 2026: holiday in Ireland and Austria, not in France
    assert answer("eu", "access", "US", got, representative="IE").due == day("Tue 2026-10-27")
    both = answer("eu", "access", "US", got, representative="FR", residence="AT")
    assert both.due == day("Mon 2026-10-26")
    assert answer("eu", "access", "US", got, residence="AT").due == day("Tue 2026-10-27")
    assert answer("eu", "access", None, got, residence="AT").due == day("Tue 2026-10-27")
    assert answer("eu", "access", "GB-ENG", got, residence="AT").due == day("Tue 2026-10-27")


@pytest.mark.rule("EU-5")
def test_with_no_country_known_only_weekends_count_and_it_says_so() -> None:
    found = answer("eu", "access", "US", "received=2026-11-25")
    assert found.due == day("Fri 2026-12-25")
    assert found.estimate
    assert found.calendar == "weekends"
    assert "only weekends" in " ".join(step.text for step in found.steps)


@pytest.mark.rule("EU-5")
@pytest.mark.parametrize(
    ("seat", "received", "strict", "due"),
    [
        ("DE-BY", "2026-12-06", "Wed 2027-01-06", "Thu 2027-01-07"),
        ("DE-SN", "2026-10-18", "Wed 2026-11-18", "Thu 2026-11-19"),
        ("ES-CT", "2026-08-11", "Fri 2026-09-11", "Mon 2026-09-14"),
        ("ES-AN", "2027-01-28", "Mon 2027-03-01", "Tue 2027-03-02"),
        ("FR-57", "2027-02-26", "Fri 2027-03-26", "Mon 2027-03-29"),
    ],
)
def test_a_holiday_of_the_region_alone_gives_two_dates(
    seat: str, received: str, strict: str, due: str
) -> None:
    found = answer("eu", "access", seat, f"received={received}")
    if seat == "FR-57":
        due = "Tue 2027-03-30"  # Good Friday in Moselle, then Easter Monday in all France
    assert (found.strict_due, found.due) == (day(strict), day(due))
    assert found.calendar == seat
    assert keys_of(found)[-1] == "two_calendars"
    assert found.estimate


@pytest.mark.rule("EU-5", "EU-7")
def test_the_notice_limit_has_its_own_later_date() -> None:
    texts = ("received=2026-12-06", "extension_notice=2027-01-07:reasons")
    reply = answer("eu", "access", "DE-BY", *texts)
    assert (reply.strict_due, reply.due) == (day("Wed 2027-01-06"), day("Mon 2027-03-08"))
    early = ("received=2026-12-06", "extension_notice=2026-12-20:reasons")
    found = ask("eu", "access", "DE-BY", *early)
    reply, limit = find(found, "response"), find(found, "extension_notice_limit")
    assert (reply.strict_due, reply.due) == (None, day("Mon 2027-03-08"))
    assert (limit.strict_due, limit.due) == (day("Wed 2027-01-06"), day("Thu 2027-01-07"))
    assert reply.notice_limit == limit.due


@pytest.mark.rule("EU-5")
def test_without_the_region_its_holiday_is_flagged_and_does_not_move_the_day() -> None:
    found = answer("eu", "access", "DE", "received=2026-12-06")
    assert (found.due, found.strict_due) == (day("Wed 2027-01-06"), None)
    assert "DE-BW, DE-BY, DE-ST" in found.steps[-1].text


def test_a_region_without_a_holiday_that_day_is_settled() -> None:
    found = answer("eu", "access", "DE-HH", "received=2026-12-06")
    assert (found.due, found.strict_due) == (day("Wed 2027-01-06"), None)


@pytest.mark.rule("EU-3")
def test_holidays_inside_the_month_count() -> None:
    with_christmas = answer("eu", "access", "IE", "received=2026-12-10")
    assert with_christmas.due == day("Mon 2027-01-11")  # 10 January is a Sunday


# ------------------------------------------------------------------ extension


@pytest.mark.rule("EU-7")
@pytest.mark.parametrize(
    ("notice", "due", "key"),
    [
        ("2026-11-02:reasons", "Mon 2027-01-04", "extension"),  # the limit rolled to Monday
        ("2026-11-03:reasons", "Mon 2026-11-02", "extension_late"),
        ("2026-10-20", "Mon 2026-11-02", "extension_without_reasons"),
        ("2026-10-01:reasons", "Mon 2027-01-04", "extension"),
    ],
)
def test_an_extension_needs_reasons_and_time(notice: str, due: str, key: str) -> None:
    found = answer("eu", "erasure", "IE", "received=2026-10-01", f"extension_notice={notice}")
    assert found.due == day(due)
    assert found.notice_limit == day("Mon 2026-11-02")
    assert key in keys_of(found)


@pytest.mark.rule("EU-7")
def test_a_date_the_controller_names_itself_does_not_shorten_the_three_months() -> None:
    found = answer(
        "eu",
        "erasure",
        "IE",
        "received=2026-10-01",
        "extension_notice=2026-10-20:reasons:until=2026-11-20",
    )
    assert found.due == day("Mon 2027-01-04")
    unreasoned = answer(
        "eu", "erasure", "IE", "received=2026-10-01", "extension_notice=2026-10-20:until=2026-11-20"
    )
    assert unreasoned.due == day("Mon 2026-11-02")


@pytest.mark.rule("EU-7")
def test_a_second_notice_adds_nothing_and_a_first_without_reasons_can_be_mended() -> None:
    twice = answer(
        "eu",
        "erasure",
        "IE",
        "received=2026-10-01",
        "extension_notice=2026-10-20:reasons",
        "extension_notice=2026-10-25:reasons",
    )
    assert twice.due == day("Mon 2027-01-04")
    mended = answer(
        "eu",
        "erasure",
        "IE",
        "received=2026-10-01",
        "extension_notice=2026-10-20",
        "extension_notice=2026-10-25:reasons",
    )
    assert mended.due == day("Mon 2027-01-04")


@pytest.mark.rule("EU-7")
@pytest.mark.parametrize(
    ("received", "unrolled"),
    [
        ("2026-11-30", "Sun 2027-02-28"),
        ("2027-11-30", "Tue 2028-02-29"),
        ("2026-08-31", "Mon 2026-11-30"),
        ("2026-12-31", "Wed 2027-03-31"),
    ],
)
def test_three_months_are_counted_from_receipt_and_not_from_the_first_end(
    received: str, unrolled: str
) -> None:
    found = answer(
        "eu", "access", "IE", f"received={received}", f"extension_notice={received}:reasons"
    )
    assert found.unrolled == day(unrolled)


# ------------------------------------------------------------------ identity


@pytest.mark.rule("EU-10")
def test_a_notice_between_the_two_limits_counts_in_one_reading_only() -> None:
    found = answer(
        "eu",
        "access",
        "IE",
        "received=2026-10-01",
        "identity_asked=2026-10-05",
        "identity_provided=2026-10-12",
        "extension_notice=2026-11-04:reasons",
    )
    assert found.strict_due == day("Mon 2026-11-02")
    assert found.due == found.due_if_suspended == day("Fri 2027-01-08")
    assert found.notice_limit == day("Mon 2026-11-09")


@pytest.mark.rule("EU-10")
def test_days_asked_twice_are_added_once() -> None:
    found = answer(
        "eu",
        "access",
        "IE",
        "received=2026-10-01",
        "identity_asked=2026-10-05",
        "identity_asked=2026-10-08",
        "identity_provided=2026-10-10",
        "identity_provided=2026-10-12",
    )
    assert found.due_if_suspended == day("Mon 2026-11-09")


@pytest.mark.rule("EU-10")
def test_two_identity_questions_apart_are_added_up() -> None:
    found = answer(
        "eu",
        "access",
        "IE",
        "received=2026-10-01",
        "identity_asked=2026-10-05",
        "identity_provided=2026-10-07",
        "identity_asked=2026-10-20",
        "identity_provided=2026-10-24",
    )
    assert found.unrolled == day("Sat 2026-11-07")
    assert found.due == day("Mon 2026-11-09")


@pytest.mark.rule("EU-10")
@pytest.mark.parametrize(
    ("questions", "suspended"),
    [
        (("asked=2026-10-06", "provided=2026-10-07"), "Fri 2026-11-06"),
        (("asked=2026-10-06", "provided=2026-10-06"), "Thu 2026-11-05"),
        (
            (
                "asked=2026-10-06",
                "provided=2026-10-08",
                "asked=2026-10-08",
                "provided=2026-10-11",
            ),
            "Tue 2026-11-10",
        ),
    ],
)
def test_the_days_between_question_and_answer_are_added(
    questions: tuple[str, ...], suspended: str
) -> None:
    texts = [f"identity_{question}" for question in questions]
    found = answer("eu", "access", "IE", "received=2026-10-05", *texts)
    assert found.strict_due == day("Thu 2026-11-05")
    assert found.due_if_suspended == day(suspended)


@pytest.mark.rule("EU-10")
def test_while_the_identity_question_is_open_the_strict_date_is_shown() -> None:
    found = answer(
        "eu", "access", "IE", "received=2026-10-01", "identity_asked=2026-10-05", today="2026-11-20"
    )
    assert (found.due, found.strict_due) == (day("Mon 2026-11-02"), day("Mon 2026-11-02"))
    assert found.due_if_suspended is None
    assert found.status == "on_hold"
    assert keys_of(found)[-1] == "may_wait"


@pytest.mark.rule("EU-10")
def test_a_late_identity_question_changes_nothing() -> None:
    found = answer(
        "eu",
        "access",
        "IE",
        "received=2026-10-01",
        "identity_asked=2026-11-03",
        "identity_provided=2026-11-10",
    )
    assert found.due == day("Mon 2026-11-02")
    assert (found.strict_due, found.due_if_suspended) == (None, None)


@pytest.mark.rule("EU-10")
def test_an_identity_question_on_the_rolled_last_day_holds_the_end_open() -> None:
    found = answer(
        "eu",
        "access",
        "IE",
        "received=2026-10-01",
        "identity_asked=2026-11-02",
        "identity_provided=2026-11-05",
    )
    assert (found.strict_due, found.due) == (day("Mon 2026-11-02"), day("Thu 2026-11-05"))
    assert "suspension_held_open" in keys_of(found)


@pytest.mark.rule("EU-10")
def test_identity_and_region_together_keep_the_strictest_and_the_latest() -> None:
    found = answer(
        "eu",
        "access",
        "DE-BY",
        "received=2026-12-06",
        "identity_asked=2026-12-10",
        "identity_provided=2026-12-11",
    )
    assert found.strict_due == day("Wed 2027-01-06")
    assert found.due_if_suspended == found.due == day("Thu 2027-01-07")


def test_identity_sent_without_being_asked_moves_nothing() -> None:
    found = answer("eu", "access", "IE", "received=2026-10-01", "identity_provided=2026-10-12")
    assert found.due == day("Mon 2026-11-02")


def test_article_12_6_does_not_reach_automated_decisions() -> None:
    found = answer(
        "eu",
        "human_review",
        "IE",
        "received=2026-10-01",
        "identity_asked=2026-10-05",
        "identity_provided=2026-10-12",
    )
    assert (found.due, found.due_if_suspended) == (day("Mon 2026-11-02"), None)


# ------------------------------------------------------------------ what changes nothing


@pytest.mark.rule("EU-10", "EU-12")
@pytest.mark.parametrize(
    "others",
    [
        ("clarification_asked=2026-10-05", "clarification_provided=2026-10-20"),
        ("fee_asked=2026-10-05", "fee_paid=2026-10-20"),
        ("fee_asked=2026-10-05",),
        ("clarification_asked=2026-10-05",),
        ("reminder=2026-11-03",),
        ("answer_partial=2026-10-20",),
    ],
)
def test_questions_and_reminders_leave_the_date(others: tuple[str, ...]) -> None:
    found = answer("eu", "access", "IE", "received=2026-10-01", *others)
    assert (found.due, found.notice_limit) == (day("Mon 2026-11-02"), day("Mon 2026-11-02"))


@pytest.mark.rule("EU-13")
def test_no_acknowledgement_is_ever_due() -> None:
    found = outcome(
        "eu",
        "access",
        "IE",
        "received=2026-10-01",
        "controller_acknowledged=2026-10-02",
        "complaint_to_controller=2026-10-10",
    )
    assert [one.kind for one in found.deadlines] == ["response", "extension_notice_limit"]
    assert "no complaint to the controller" in found.notes[0].text


# ------------------------------------------------------------------ receipt


def test_without_receipt_the_sending_day_is_taken_and_called_an_estimate() -> None:
    found = answer("eu", "access", "IE", "sent=2026-10-05")
    assert found.due == day("Thu 2026-11-05")
    assert found.receipt_estimated
    assert found.estimate
    assert "estimate" in found.steps[0].text


def test_receipt_counts_even_where_the_letter_was_sent_earlier() -> None:
    found = answer("eu", "access", "IE", "sent=2026-10-01", "received=2026-10-05")
    assert found.due == day("Thu 2026-11-05")
    assert not found.receipt_estimated
    assert answer("eu", "access", "IE", "received=2026-10-05:estimated").receipt_estimated


# ------------------------------------------------------------------ status


@pytest.mark.parametrize(
    ("today", "others", "status"),
    [
        ("2026-09-30", (), "not_started"),
        ("2026-10-01", (), "running"),
        ("2026-11-01", (), "running"),
        ("2026-11-02", (), "due_today"),
        ("2026-11-03", (), "overdue"),
        ("2026-11-03", ("answer_full=2026-11-02",), "met"),
        ("2026-11-02", ("answer_full=2026-11-02",), "met"),
        ("2026-11-02", ("refusal=2026-11-02",), "refused"),
        ("2026-11-04", ("answer_full=2026-11-03",), "met_late"),
        ("2026-11-01", ("answer_full=2026-11-02",), "running"),
        ("2026-11-03", ("answer_partial=2026-10-20",), "overdue"),
        ("2026-11-20", ("refusal=2026-11-02",), "refused"),
        ("2026-11-20", ("refusal=2026-11-03",), "refused_late"),
        ("2026-11-20", ("refusal=2026-10-20", "answer_full=2026-11-01"), "met"),
    ],
)
def test_the_status_on_a_day(today: str, others: tuple[str, ...], status: str) -> None:
    found = answer("eu", "access", "IE", "received=2026-10-01", *others, today=today)
    assert found.status == status
    assert found.due == day("Mon 2026-11-02")


@pytest.mark.parametrize(
    ("today", "others", "status"),
    [
        ("2026-09-30", (), "not_started"),
        ("2026-10-01", (), "running"),
        ("2026-10-05", (), "running"),
        ("2026-10-20", ("answer_full=2026-10-20",), "ended"),
        ("2026-11-02", (), "due_today"),
        ("2026-11-03", (), "lapsed"),
        ("2026-10-19", ("extension_notice=2026-10-20:reasons",), "running"),
        ("2026-10-20", ("extension_notice=2026-10-20:reasons",), "met"),
        ("2026-11-10", ("extension_notice=2026-10-20",), "lapsed"),
        ("2026-10-21", ("answer_full=2026-10-20",), "ended"),
        ("2026-10-21", ("refusal=2026-10-20",), "ended"),
    ],
)
def test_the_status_of_the_notice_limit(today: str, others: tuple[str, ...], status: str) -> None:
    found = ask("eu", "access", "IE", "received=2026-10-01", *others, today=today)
    assert find(found, "extension_notice_limit").status == status


@pytest.mark.rule("EU-9")
def test_an_extension_does_not_give_more_time_to_refuse() -> None:
    found = answer(
        "eu",
        "access",
        "IE",
        "received=2026-11-30",
        "extension_notice=2026-12-20:reasons",
        "refusal=2027-01-10",
        today="2027-01-11",
    )
    assert found.due == day("Mon 2027-03-01")
    assert found.status == "refused_late"
    assert [note.rule for note in found.notes] == ["EU-9"]


def test_the_steps_name_their_rules_in_order() -> None:
    found = answer(
        "eu", "access", "IE", "received=2026-11-30", "extension_notice=2026-12-20:reasons"
    )
    assert rules_of(found) == ["EU-1", "EU-5", "EU-2", "EU-7", "EU-4"]
    assert [step.date for step in found.steps][-2:] == [day("2027-02-28"), day("2027-03-01")]


# ------------------------------------------------------------------ rights without a month


@pytest.mark.parametrize("right", ["withdraw_consent", "information"])
def test_rights_outside_articles_15_to_22_show_the_persons_own_date(right: str) -> None:
    [found] = ask("eu", right, "IE", "received=2026-10-01")
    assert (found.kind, found.statutory, found.due) == ("self_set", False, day("Mon 2026-11-02"))


@pytest.mark.parametrize("right", ["court", "damages", "representation"])
def test_remedies_have_no_clock(right: str) -> None:
    found = outcome("eu", right, "IE", "received=2026-10-01")
    assert found.deadlines == ()
    assert "no deadline" in found.notes[0].text
