"""The table of worked cases: every row once, named, on the calendar it stands on.

"O" rows are official worked examples of the EDPB or the ICO; the others follow the rules. Weekdays
are written out and checked.
"""

from __future__ import annotations

import pytest

from tests.law.asking import answer, ask, day, find, outcome

# row, regime, right, seat, received, other events, due
ROWS = [
    ("E1", "eu", "access", "IE", "Fri 2027-03-05", [], "Mon 2027-04-05"),
    ("E2", "eu", "access", "IE", "Mon 2026-08-31", [], "Wed 2026-09-30"),
    ("E3", "eu", "erasure", "IE", "Sun 2027-01-31", [], "Mon 2027-03-01"),
    ("E5", "eu", "objection", "IE", "Sun 2028-01-30", [], "Tue 2028-02-29"),
    ("E6", "eu", "objection", "IE", "Tue 2028-02-29", [], "Wed 2028-03-29"),
    ("E8", "eu", "access", "IE", "Fri 2027-02-26", [], "Fri 2027-03-26"),
    ("E10", "eu", "access", "IE", "Mon 2026-11-23", [], "Wed 2026-12-23"),
    ("E11", "eu", "access", "IE", "Wed 2026-11-25", [], "Mon 2026-12-28"),
    (
        "E12",
        "eu",
        "access",
        "IE",
        "Mon 2026-11-30",
        ["extension_notice=2026-12-20:reasons"],
        "Mon 2027-03-01",
    ),
    (
        "E14",
        "eu",
        "access",
        "IE",
        "Fri 2027-03-05",
        ["extension_notice=2027-04-06:reasons"],
        "Mon 2027-04-05",
    ),
    (
        "E15",
        "eu",
        "access",
        "IE",
        "Thu 2026-10-01",
        ["identity_asked=2026-10-05", "identity_provided=2026-10-12"],
        "Mon 2026-11-09",
    ),
    ("E16", "eu", "access", "IE", "Fri 2026-07-31", [], "Mon 2026-08-31"),
    ("U1", "uk", "access", "GB-ENG", "Wed 2025-09-03", [], "Fri 2025-10-03"),
    ("U2", "uk", "access", "GB-ENG", "Mon 2024-11-25", [], "Fri 2024-12-27"),
    ("U3", "uk", "access", "GB-ENG", "Fri 2027-01-01", [], "Mon 2027-02-01"),
    ("U4", "uk", "access", "GB-ENG", "Sun 2027-01-31", [], "Mon 2027-03-01"),
    ("U5", "uk", "access", "GB-ENG", "Mon 2028-01-31", [], "Tue 2028-02-29"),
    ("U6", "uk", "access", "GB-ENG", "Wed 2027-03-31", [], "Fri 2027-04-30"),
    ("U7", "uk", "access", "GB-ENG", "Wed 2026-11-25", [], "Tue 2026-12-29"),
    ("U10 NI", "uk", "access", "GB-NIR", "Wed 2027-02-17", [], "Thu 2027-03-18"),
    ("U10 E&W", "uk", "access", "GB-ENG", "Wed 2027-02-17", [], "Wed 2027-03-17"),
    ("U11 E&W", "uk", "access", "GB-ENG", "Fri 2026-07-31", [], "Tue 2026-09-01"),
    ("U11 Scotland", "uk", "access", "GB-SCT", "Fri 2026-07-31", [], "Mon 2026-08-31"),
    (
        "U14",
        "uk",
        "objection",
        "GB-ENG",
        "Thu 2026-10-01",
        ["identity_asked=2026-10-05", "identity_provided=2026-10-12"],
        "Thu 2026-11-12",
    ),
    (
        "U14 day of the question unknown",
        "uk",
        "objection",
        "GB-ENG",
        "Thu 2026-10-01",
        ["identity_provided=2026-10-12"],
        "Thu 2026-11-12",
    ),
    (
        "U15",
        "uk",
        "access",
        "GB-ENG",
        "Thu 2026-09-03",
        ["clarification_asked=2026-09-10", "clarification_provided=2026-09-14"],
        "Thu 2026-10-08",
    ),
    (
        "U16",
        "uk",
        "objection",
        "GB-ENG",
        "Thu 2026-09-03",
        ["clarification_asked=2026-09-10", "clarification_provided=2026-09-14"],
        "Mon 2026-10-05",
    ),
    (
        "U18",
        "uk",
        "access",
        "GB-ENG",
        "Tue 2026-11-10",
        ["fee_asked=2026-11-12", "fee_paid=2026-11-20"],
        "Mon 2026-12-21",
    ),
    ("U19", "uk", "access", "GB-ENG", "Wed 2026-02-04", [], "Wed 2026-03-04"),
    (
        "U19 identity",
        "uk",
        "access",
        "GB-ENG",
        "Wed 2026-02-04",
        ["identity_asked=2026-02-06", "identity_provided=2026-02-20"],
        "Wed 2026-03-04",
    ),
    (
        "U19 clarification",
        "uk",
        "access",
        "GB-ENG",
        "Wed 2026-02-04",
        ["clarification_asked=2026-02-06", "clarification_provided=2026-02-20"],
        "Wed 2026-03-04",
    ),
    (
        "U19 fee",
        "uk",
        "access",
        "GB-ENG",
        "Wed 2026-02-04",
        ["fee_asked=2026-02-06", "fee_paid=2026-02-20"],
        "Wed 2026-03-04",
    ),
    (
        "U21",
        "uk",
        "access",
        "GB-ENG",
        "Tue 2026-09-01",
        ["clarification_asked=2026-09-01", "clarification_provided=2026-09-01"],
        "Thu 2026-10-01",
    ),
    ("C1", "ch", "access", "CH", "Mon 2026-11-23", [], "Wed 2026-12-23"),
    ("C2", "ch", "access", "CH", "Thu 2026-11-26", [], "Mon 2026-12-28"),
]


@pytest.mark.rule("EU-2", "EU-3", "EU-4", "UK-1", "UK-2", "CH-1", "CH-4", "CH-8")
@pytest.mark.parametrize(
    ("row", "regime", "right", "seat", "received", "others", "due"),
    ROWS,
    ids=[row[0] for row in ROWS],
)
def test_the_answer_is_due_on_the_day_of_the_table(
    row: str, regime: str, right: str, seat: str, received: str, others: list[str], due: str
) -> None:
    found = answer(regime, right, seat, f"received={day(received)}", *others)
    assert found.due == day(due)
    assert found.statutory


@pytest.mark.rule("EU-7")
def test_e12_the_notice_limit_is_one_month_from_receipt() -> None:
    found = answer(
        "eu", "access", "IE", "received=2026-11-30", "extension_notice=2026-12-20:reasons"
    )
    assert found.notice_limit == day("Wed 2026-12-30")
    assert found.unrolled == day("Sun 2027-02-28")


@pytest.mark.rule("EU-10")
def test_e15_keeps_the_strict_and_the_suspended_date() -> None:
    found = answer(
        "eu",
        "access",
        "IE",
        "received=2026-10-01",
        "identity_asked=2026-10-05",
        "identity_provided=2026-10-12",
    )
    assert found.strict_due == day("Mon 2026-11-02")
    assert found.due_if_suspended == day("Mon 2026-11-09")
    assert found.due == found.due_if_suspended
    assert found.unrolled == day("Sun 2026-11-08")


def test_e16_the_hour_of_receipt_is_irrelevant() -> None:
    late = answer("eu", "access", "IE", "received=2026-07-31T23:50")
    assert late.due == day("Mon 2026-08-31")


@pytest.mark.rule("UK-6")
def test_u15_the_pause_moves_the_notice_limit_too() -> None:
    found = answer(
        "uk",
        "access",
        "GB-ENG",
        "received=2026-09-03",
        "clarification_asked=2026-09-10",
        "clarification_provided=2026-09-14",
    )
    assert (found.unrolled, found.notice_limit) == (day("Thu 2026-10-08"), day("Thu 2026-10-08"))
    assert found.strict_due is None


@pytest.mark.rule("UK-10", "UK-12")
@pytest.mark.parametrize(
    "texts",
    [
        ("complaint_controller", "received=2026-06-19"),
        ("complaint_controller", "complaint_to_controller=2026-06-19"),
        ("objection", "received=2026-05-01", "complaint_to_controller=2026-06-19"),
    ],
)
def test_k1_the_controller_acknowledges_within_thirty_days(texts: tuple[str, ...]) -> None:
    right, *rest = texts
    found = find(ask("uk", right, "GB-ENG", *rest), "controller_acknowledgement")
    assert (found.due, found.unrolled) == (day("Mon 2026-07-20"), day("Sun 2026-07-19"))


@pytest.mark.rule("UK-14")
def test_k3_a_complaint_before_19_june_2026_carries_no_duty() -> None:
    answered = outcome("uk", "complaint_controller", "GB-ENG", "received=2026-06-18")
    assert answered.deadlines == ()
    assert [note.rule for note in answered.notes] == ["UK-14"]


@pytest.mark.rule("UK-18")
@pytest.mark.parametrize(
    "text", ["complaint_to_authority=2026-11-30", "received=2026-11-30", "sent=2026-11-30"]
)
def test_k4_the_commissioner_has_three_months(text: str) -> None:
    found = find(ask("uk", "authority_inaction", "GB-ENG", text), "authority_inaction")
    assert (found.due, found.unrolled) == (day("Mon 2027-03-01"), day("Sun 2027-02-28"))


@pytest.mark.rule("CH-6")
@pytest.mark.parametrize("right", ["objection", "erasure", "rectification", "objection_marketing"])
def test_c4_swiss_law_sets_no_date_and_the_person_does(right: str) -> None:
    [found] = ask("ch", right, "CH", "received=2026-11-23")
    assert (found.kind, found.statutory) == ("self_set", False)
    assert "date you set" in found.steps[0].text


@pytest.mark.rule("EU-14")
def test_s1_the_court_is_open_after_three_months_of_silence() -> None:
    [found] = ask("eu", "authority_inaction", "IE", "complaint_to_authority=2026-11-30")
    assert found.due == day("Mon 2027-03-01")
