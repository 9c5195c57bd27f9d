"""The answer under Swiss law: thirty days, the controller's own limit, the cost, the canton."""

from __future__ import annotations

import pytest

from tests.law.asking import answer, ask, day, find, keys_of, rules_of


@pytest.mark.rule("CH-1", "CH-4")
@pytest.mark.parametrize(
    ("seat", "received", "due"),
    [
        ("CH", "2028-07-02", "Wed 2028-08-02"),  # 1 August is a Tuesday
        ("CH", "2026-07-02", "Mon 2026-08-03"),  # 1 August is a Saturday
        ("CH-GE", "2026-08-11", "Fri 2026-09-11"),  # Geneva's fast day
        ("CH-ZH", "2026-08-11", "Thu 2026-09-10"),
        ("CH-TI", "2027-02-17", "Mon 2027-03-22"),  # St Joseph on a Friday
        ("CH-ZH", "2027-02-24", "Tue 2027-03-30"),  # Good Friday and Easter Monday
        ("CH-VS", "2027-02-24", "Fri 2027-03-26"),  # Good Friday is no holiday in Valais
        ("CH", "2027-04-06", "Fri 2027-05-07"),  # Ascension Day, in every canton
    ],
)
def test_the_place_of_performance_decides(seat: str, received: str, due: str) -> None:
    assert answer("ch", "access", seat, f"received={received}").due == day(due)


@pytest.mark.rule("CH-4")
def test_without_a_canton_the_cantonal_holiday_is_flagged() -> None:
    found = answer("ch", "access", "CH", "received=2027-02-24")
    assert found.due == day("Fri 2027-03-26")
    assert "CH-ZH" in found.steps[-1].text
    assert "CH-VS" not in found.steps[-1].text


@pytest.mark.rule("CH-4")
def test_a_controller_abroad_gets_the_later_of_both_calendars() -> None:
    found = answer("ch", "access", "IE", "received=2026-07-04")
    assert (found.strict_due, found.due) == (day("Mon 2026-08-03"), day("Tue 2026-08-04"))
    swiss = answer("ch", "access", "IE", "received=2028-07-02")
    assert (swiss.strict_due, swiss.due) == (day("Tue 2028-08-01"), day("Wed 2028-08-02"))
    at_home = answer("ch", "access", "IE", "received=2026-08-11", residence="CH-GE")
    assert at_home.due == day("Fri 2026-09-11")


@pytest.mark.rule("CH-5")
def test_portability_has_the_limits_of_access() -> None:
    found = answer("ch", "portability", "CH", "received=2026-11-26")
    assert found.due == day("Mon 2026-12-28")
    assert "CH-5" in rules_of(found)


@pytest.mark.rule("CH-2")
@pytest.mark.parametrize(
    ("notice", "due", "key"),
    [
        ("2026-12-20:until=2027-02-15", "Mon 2027-02-15", "extension_own_date"),
        ("2026-12-20:until=2027-02-14", "Mon 2027-02-15", "extension_own_date"),
        ("2026-12-23:until=2027-02-15", "Mon 2027-02-15", "extension_own_date"),
        ("2026-12-24:until=2027-02-15", "Wed 2026-12-23", "extension_late"),
        ("2026-12-20", "Wed 2026-12-23", "extension_without_date"),
        ("2026-12-20:reasons", "Wed 2026-12-23", "extension_without_date"),
        ("2026-12-01:until=2026-12-10", "Wed 2026-12-23", "extension_own_date"),
    ],
)
def test_the_controller_may_name_its_own_limit_in_time(notice: str, due: str, key: str) -> None:
    found = answer("ch", "access", "CH", "received=2026-11-23", f"extension_notice={notice}")
    assert found.due == day(due)
    assert key in keys_of(found)
    assert found.notice_limit == day("Wed 2026-12-23")


@pytest.mark.rule("CH-2")
def test_the_last_timely_notice_names_the_limit() -> None:
    found = answer(
        "ch",
        "access",
        "CH",
        "received=2026-11-23",
        "extension_notice=2026-12-10:until=2027-02-15",
        "extension_notice=2026-12-20:until=2027-03-15",
    )
    assert found.due == day("Mon 2027-03-15")


@pytest.mark.rule("CH-3")
def test_a_refusal_has_the_thirty_days_whatever_limit_was_named() -> None:
    found = answer(
        "ch",
        "access",
        "CH",
        "received=2026-11-23",
        "extension_notice=2026-12-20:until=2027-02-15",
        "refusal=2027-01-05",
        today="2027-01-06",
    )
    assert found.status == "refused_late"


@pytest.mark.rule("CH-7")
def test_the_thirty_days_run_after_the_ten_days_of_reflection() -> None:
    found = answer(
        "ch", "access", "CH", "received=2026-10-01", "fee_asked=2026-10-12", "fee_paid=2026-10-20"
    )
    assert found.start == day("Thu 2026-10-22")
    assert found.unrolled == day("Sat 2026-11-21")
    assert found.due == found.notice_limit == day("Mon 2026-11-23")


@pytest.mark.rule("CH-7")
@pytest.mark.parametrize(
    ("others", "today", "status"),
    [
        ((), "2026-10-15", "on_hold"),
        ((), "2026-10-22", "on_hold"),
        ((), "2026-10-23", "withdrawn"),
        (("fee_paid=2026-10-22",), "2026-10-23", "running"),
        (("fee_paid=2026-10-23",), "2026-10-23", "withdrawn"),
        (("fee_paid=2026-10-22",), "2026-11-24", "overdue"),
    ],
)
def test_unless_confirmed_in_ten_days_the_request_counts_as_withdrawn(
    others: tuple[str, ...], today: str, status: str
) -> None:
    found = answer(
        "ch", "access", "CH", "received=2026-10-01", "fee_asked=2026-10-12", *others, today=today
    )
    assert found.status == status


@pytest.mark.rule("CH-7")
def test_a_cost_named_after_the_last_day_changes_nothing() -> None:
    found = answer("ch", "access", "CH", "received=2026-10-01", "fee_asked=2026-11-03")
    assert (found.due, found.status) == (day("Mon 2026-11-02"), "overdue")


@pytest.mark.rule("CH-8")
def test_identity_and_clarification_move_nothing() -> None:
    found = answer(
        "ch",
        "access",
        "CH",
        "received=2026-11-23",
        "identity_asked=2026-11-25",
        "identity_provided=2026-12-01",
        "clarification_asked=2026-12-02",
    )
    assert (found.due, found.status) == (day("Wed 2026-12-23"), "running")


@pytest.mark.rule("CH-6")
def test_the_date_of_the_letter_is_called_the_persons_own() -> None:
    [found] = ask("ch", "objection", "CH", "sent=2026-11-23:until=2026-12-18")
    assert (found.kind, found.due, found.statutory) == ("self_set", day("Fri 2026-12-18"), False)
    assert found.receipt_estimated
    [later] = ask(
        "ch",
        "objection",
        "CH",
        "sent=2026-11-23:until=2026-12-18",
        "reminder=2026-12-19:until=2027-01-09",
    )
    assert (later.unrolled, later.due) == (day("Sat 2027-01-09"), day("Mon 2027-01-11"))
    [kept] = ask("ch", "objection", "CH", "sent=2026-11-23:until=2026-12-18", "reminder=2026-12-19")
    assert kept.due == day("Fri 2026-12-18")


@pytest.mark.rule("CH-6")
@pytest.mark.parametrize(
    ("others", "status"),
    [
        ((), "overdue"),
        (("answer_full=2026-12-23",), "met"),
        (("answer_full=2026-12-24",), "met_late"),
        (("refusal=2026-12-23",), "refused"),
        (("refusal=2026-12-24",), "refused_late"),
        (("refusal=2026-12-20", "answer_full=2026-12-22"), "met"),
        (("refusal=2026-12-30",), "refused_late"),
        (("refusal=2026-12-20", "answer_full=2026-12-30"), "met_late"),
        (("refusal=2026-12-20", "answer_full=2026-12-31"), "refused"),
    ],
)
def test_the_status_of_the_persons_own_date(others: tuple[str, ...], status: str) -> None:
    [found] = ask("ch", "objection", "CH", "received=2026-11-23", *others, today="2026-12-30")
    assert found.status == status


def test_a_reminder_with_a_date_stands_beside_the_laws_own_deadline() -> None:
    found = ask("eu", "access", "IE", "received=2026-10-01", "reminder=2026-11-03:until=2026-11-17")
    own = find(found, "self_set")
    assert (own.due, own.statutory) == (day("Tue 2026-11-17"), False)
    assert "Beside" in own.steps[0].text
    assert find(found, "response").due == day("Mon 2026-11-02")
