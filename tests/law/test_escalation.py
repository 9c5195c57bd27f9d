"""After the answer failed: acknowledgement, the authority's silence, the bar."""

from __future__ import annotations

import pytest

from requests_app.law import CALENDAR_VERSION, EventError, LawError
from tests.law.asking import ask, day, find, keys_of, outcome, rules_of

# ------------------------------------------------------------------ complaint to the controller


@pytest.mark.rule("UK-12")
@pytest.mark.parametrize(
    ("seat", "complaint", "due"),
    [
        ("GB-ENG", "2026-11-24", "Thu 2026-12-24"),
        ("GB-ENG", "2026-11-25", "Tue 2026-12-29"),
        ("GB-NIR", "2026-06-19", "Mon 2026-07-20"),
        ("GB-SCT", "2026-12-03", "Tue 2027-01-05"),
        ("GB-ENG", "2026-12-03", "Mon 2027-01-04"),
        ("IE", "2026-11-25", "Tue 2026-12-29"),
        ("GB-ENG", "2027-01-31", "Tue 2027-03-02"),  # days, not a month
    ],
)
def test_the_acknowledgement_is_due_thirty_days_after_receipt(
    seat: str, complaint: str, due: str
) -> None:
    found = ask("uk", "objection", seat, f"complaint_to_controller={complaint}")
    assert find(found, "controller_acknowledgement").due == day(due)


@pytest.mark.rule("UK-12")
def test_a_person_in_scotland_gets_the_later_acknowledgement_date() -> None:
    found = find(
        ask(
            "uk",
            "complaint_controller",
            "US",
            "complaint_to_controller=2026-12-03",
            residence="GB-SCT",
        ),
        "controller_acknowledgement",
    )
    assert (found.strict_due, found.due) == (day("Mon 2027-01-04"), day("Tue 2027-01-05"))
    assert found.steps[-1].date == found.due


@pytest.mark.rule("UK-12", "UK-13")
@pytest.mark.parametrize(
    ("others", "today", "status"),
    [
        ((), "2026-06-18", "not_started"),
        ((), "2026-06-19", "running"),
        ((), "2026-07-19", "running"),
        ((), "2026-07-20", "due_today"),
        ((), "2026-07-21", "overdue"),
        (("controller_acknowledged=2026-07-20",), "2026-07-21", "met"),
        (("controller_acknowledged=2026-07-21",), "2026-07-21", "met_late"),
        (("controller_outcome=2026-07-10",), "2026-07-21", "met"),
        (
            ("controller_outcome=2026-07-10", "controller_acknowledged=2026-07-30"),
            "2026-08-01",
            "met",
        ),
    ],
)
def test_the_acknowledgement_is_met_by_it_or_by_the_outcome(
    others: tuple[str, ...], today: str, status: str
) -> None:
    found = find(
        ask("uk", "complaint_controller", "GB-ENG", "received=2026-06-19", *others, today=today),
        "controller_acknowledgement",
    )
    assert found.status == status
    assert [note.rule for note in found.notes] == ["UK-13"]


@pytest.mark.rule("UK-13")
def test_no_date_is_ever_shown_for_the_outcome() -> None:
    found = ask("uk", "complaint_controller", "GB-ENG", "received=2026-06-19")
    assert [one.kind for one in found] == ["controller_acknowledgement"]


# ------------------------------------------------------------------ the authority's silence


@pytest.mark.rule("EU-14")
@pytest.mark.parametrize(
    ("authority", "lodged", "strict", "due"),
    [
        ("ie-dpc", "2026-11-30", None, "Mon 2027-03-01"),
        ("fr-cnil", "2026-08-11", None, "Thu 2026-11-12"),
        ("at-dsb", "2026-10-06", None, "Thu 2027-01-07"),  # Epiphany in all Austria
        ("de-by-lda", "2026-10-06", "Wed 2027-01-06", "Thu 2027-01-07"),  # in Bavaria alone
        ("de-hh", "2026-10-06", None, "Wed 2027-01-06"),
        ("de-bfdi", "2026-10-06", None, "Wed 2027-01-06"),
        ("es-aepd", "2026-10-06", None, "Thu 2027-01-07"),
    ],
)
def test_the_authoritys_own_country_counts(
    authority: str, lodged: str, strict: str | None, due: str
) -> None:
    found = find(
        ask(
            "eu",
            "access",
            "IE",
            f"complaint_to_authority={lodged}",
            authority=authority,
            residence="PL",
        ),
        "authority_inaction",
    )
    assert found.due == day(due)
    assert found.strict_due == (day(strict) if strict else None)


@pytest.mark.rule("EU-14")
def test_without_an_authority_the_persons_country_is_taken_then_the_seat() -> None:
    lodged = "complaint_to_authority=2026-10-06"
    at_home = find(ask("eu", "access", "IE", lodged, residence="AT"), "authority_inaction")
    assert (at_home.due, at_home.estimate) == (day("Thu 2027-01-07"), True)
    at_seat = find(ask("eu", "access", "AT", lodged), "authority_inaction")
    assert at_seat.due == day("Thu 2027-01-07")
    nowhere = find(ask("eu", "access", "US", lodged), "authority_inaction")
    assert (nowhere.due, nowhere.calendar) == (day("Wed 2027-01-06"), "weekends")


@pytest.mark.rule("EU-14")
@pytest.mark.parametrize(
    ("others", "due", "keys"),
    [
        (("authority_progress=2027-01-15",), "Thu 2027-04-15", "authority_after_news"),
        (
            ("authority_progress=2027-01-15", "authority_progress=2027-04-10"),
            "Mon 2027-07-12",
            "authority_after_news",
        ),
        (("authority_progress=2027-03-05",), "Tue 2027-06-08", "authority_news_late"),
    ],
)
def test_news_in_the_union_starts_three_months_anew(
    others: tuple[str, ...], due: str, keys: str
) -> None:
    texts = ("complaint_to_authority=2026-11-30", *others)
    found = find(ask("eu", "access", "IE", *texts, authority="ie-dpc"), "authority_inaction")
    assert found.due == day(due)  # 5 June 2027 is a Saturday and Monday 7 a bank holiday
    assert keys in keys_of(found)
    assert found.estimate


@pytest.mark.rule("UK-18")
@pytest.mark.parametrize(
    ("others", "due"),
    [
        ((), "Mon 2027-03-01"),
        (("authority_progress=2027-01-15",), "Tue 2027-06-01"),  # 30 May Sunday, then a holiday
        (("authority_progress=2027-03-01",), "Tue 2027-06-01"),  # still in the first block
        (("authority_progress=2027-03-02",), "Tue 2027-08-31"),  # in the second
        (
            ("authority_progress=2027-01-15", "authority_progress=2027-05-20"),
            "Tue 2027-08-31",  # 30 August is a bank holiday
        ),
        (("authority_progress=2027-09-10",), "Mon 2028-02-28"),  # fourth block ends 30 November
    ],
)
def test_later_blocks_of_three_months_run_from_the_complaint(
    others: tuple[str, ...], due: str
) -> None:
    texts = ("complaint_to_authority=2026-11-30", *others)
    found = find(ask("uk", "objection", "US", *texts, authority="gb-ico"), "authority_inaction")
    if due == "Mon 2028-02-28":
        due = "Tue 2028-02-29"
    assert found.due == day(due)
    assert found.calendar == "GB-ENG"
    assert ("authority_news_late" in keys_of(found)) == any(
        late in others[0] for late in ("03-02", "09-10") if others
    )


@pytest.mark.rule("UK-18")
def test_the_tribunals_window_is_told_as_an_estimate() -> None:
    found = find(
        ask("uk", "objection", "US", "complaint_to_authority=2026-11-30"), "authority_inaction"
    )
    [note] = found.notes
    assert (note.date, note.sure) == (day("Sun 2027-06-27"), "K")  # 30 May and 28 days
    assert "(Estimate.)" in note.text


@pytest.mark.rule("UK-18")
@pytest.mark.parametrize(
    ("others", "today", "status"),
    [
        ((), "2026-11-29", "not_started"),
        ((), "2027-02-28", "running"),
        ((), "2027-03-01", "due_today"),
        ((), "2027-03-02", "overdue"),
        (("authority_progress=2027-01-15",), "2027-03-02", "running"),
        (("authority_progress=2027-01-15:outcome",), "2027-03-02", "met"),
        (("authority_progress=2027-01-15:outcome",), "2027-01-14", "running"),
        (("authority_progress=2027-01-15:outcome",), "2027-01-15", "met"),
    ],
)
def test_the_status_of_the_authoritys_silence(
    others: tuple[str, ...], today: str, status: str
) -> None:
    found = ask(
        "uk", "authority_inaction", None, "complaint_to_authority=2026-11-30", *others, today=today
    )
    assert find(found, "authority_inaction").status == status


def test_a_report_in_switzerland_has_no_clock() -> None:
    for texts in (("received=2026-11-23",), ("complaint_to_authority=2026-11-23",)):
        found = outcome("ch", "complaint_authority", "CH", *texts, authority="ch-fdpic")
        assert found.deadlines == ()
        assert "no right to a decision" in found.notes[0].text
    with pytest.raises(LawError, match="authority_inaction"):
        ask("ch", "authority_inaction", "CH", "received=2026-11-23")


@pytest.mark.rule("UK-16")
def test_the_regulators_three_months_are_policy() -> None:
    found = outcome(
        "uk", "objection", "US", "received=2026-09-03", "refusal=2026-11-30", "reminder=2026-12-20"
    )
    [note] = found.notes
    assert (note.rule, note.date) == ("UK-16", day("Sun 2027-02-28"))
    assert "policy" in note.text
    lodged = outcome(
        "uk",
        "objection",
        "US",
        "received=2026-09-03",
        "refusal=2026-11-30",
        "complaint_to_authority=2026-12-20",
    )
    assert lodged.notes == ()


# ------------------------------------------------------------------ the bar


@pytest.mark.rule("AT-1")
@pytest.mark.parametrize(
    ("knowledge", "infringement", "due"),
    [
        ("2026-01-10", "2024-05-05", "Sun 2027-01-10"),  # a Sunday, and it stays one
        ("2026-06-01", "2024-01-06", "Wed 2027-01-06"),  # Epiphany, and it stays
        ("2028-02-29", "2027-03-01", "Wed 2029-02-28"),
        ("2026-12-31", "2024-02-29", "Sun 2027-02-28"),
        ("2025-12-25", None, "Fri 2026-12-25"),
        (None, "2023-12-26", "Sat 2026-12-26"),
        ("2026-03-01", "2024-03-01", "Mon 2027-03-01"),  # both on one day
    ],
)
@pytest.mark.parametrize("right", ["complaint_authority", "objection"])
def test_the_earlier_end_binds_and_is_never_rolled(
    right: str, knowledge: str | None, infringement: str | None, due: str
) -> None:
    texts = [f"knowledge={knowledge}"] if knowledge else []
    texts += [f"infringement={infringement}"] if infringement else []
    found = find(ask("eu", right, "IE", *texts, authority="at-dsb"), "complaint_bar")
    assert found.due == found.unrolled == day(due)
    assert found.statutory
    assert (found.calendar, found.calendar_version) == ("", CALENDAR_VERSION)
    assert "a roll to the next working day may apply" in found.steps[-1].text
    if not (knowledge and infringement):
        assert "bar_other_unknown" in keys_of(found)


@pytest.mark.rule("AT-1")
@pytest.mark.parametrize(
    ("others", "today", "status"),
    [
        ((), "2027-01-09", "running"),
        ((), "2027-01-10", "due_today"),
        ((), "2027-01-11", "lapsed"),
        (("complaint_to_authority=2027-01-10",), "2027-01-11", "met"),
        (("complaint_to_authority=2027-01-11",), "2027-01-11", "lapsed"),
        (("complaint_to_authority=2027-01-10",), "2027-01-09", "running"),
        (("complaint_to_authority=2027-01-10",), "2027-01-10", "met"),
    ],
)
def test_the_status_of_the_bar(others: tuple[str, ...], today: str, status: str) -> None:
    found = ask(
        "eu",
        "complaint_authority",
        "IE",
        "knowledge=2026-01-10",
        "infringement=2024-05-05",
        *others,
        authority="at-dsb",
        today=today,
    )
    assert find(found, "complaint_bar").status == status


@pytest.mark.rule("AT-1")
def test_the_bar_follows_the_authority_and_without_one_the_home() -> None:
    texts = ("received=2026-10-01", "knowledge=2026-10-02")
    at_home = ask("eu", "access", "IE", *texts, residence="AT")
    assert find(at_home, "complaint_bar").due == day("Sat 2027-10-02")
    elsewhere = outcome("eu", "access", "IE", *texts, residence="AT", authority="ie-dpc")
    assert "complaint_bar" not in [one.kind for one in elsewhere.deadlines]
    assert "do not wait" in elsewhere.notes[0].text
    unknown = outcome("eu", "access", "IE", "received=2026-10-01", "sent=2026-10-01")
    assert unknown.notes == ()


@pytest.mark.rule("AT-1")
def test_at_the_austrian_authority_the_days_are_asked_for() -> None:
    found = outcome(
        "eu", "complaint_authority", "IE", "complaint_to_authority=2026-11-30", authority="at-dsb"
    )
    assert "add these days" in found.notes[0].text


def test_several_clocks_stand_side_by_side_in_a_fixed_order() -> None:
    found = ask(
        "eu",
        "access",
        "IE",
        "received=2026-10-01",
        "reminder=2026-11-03:until=2026-11-17",
        "complaint_to_authority=2026-11-20",
        "knowledge=2026-11-03",
        authority="at-dsb",
    )
    assert [one.kind for one in found] == [
        "response",
        "extension_notice_limit",
        "authority_inaction",
        "complaint_bar",
        "self_set",
    ]
    assert rules_of(found[0])[0] == "EU-1"


# ------------------------------------------------------------------ what cannot be


@pytest.mark.parametrize(
    ("regime", "right", "texts", "says"),
    [
        (
            "uk",
            "objection",
            ("complaint_to_controller=2026-07-01", "controller_acknowledged=2026-06-30"),
            "controller_acknowledged.*UK-12",
        ),
        (
            "uk",
            "objection",
            ("complaint_to_controller=2026-07-01", "controller_outcome=2026-06-30"),
            "controller_outcome.*UK-12",
        ),
        (
            "eu",
            "objection",
            ("complaint_to_authority=2026-07-01", "authority_progress=2026-06-30"),
            "EU-14",
        ),
        ("uk", "objection", ("received=2026-06-01", "controller_outcome=2026-06-30"), "UK-12"),
        (
            "uk",
            "objection",
            ("received=2026-06-01", "authority_progress=2026-06-30"),
            "no complaint_to_authority.*UK-18",
        ),
        ("eu", "objection", ("received=2026-06-01", "controller_outcome=2026-06-30"), "EU-1"),
        ("ch", "objection", ("received=2026-06-01", "authority_progress=2026-06-30"), "CH-6"),
        ("eu", "complaint_authority", (), "complaint_to_authority.*EU-14"),
        ("uk", "complaint_controller", (), "complaint_to_controller.*UK-12"),
        ("uk", "complaint_authority", ("complaint_to_controller=2026-07-01",), None),
        (
            "uk",
            "complaint_authority",
            ("received=2026-06-01", "complaint_to_controller=2026-07-01"),
            None,
        ),
    ],
)
def test_a_follow_up_without_its_complaint_is_refused(
    regime: str, right: str, texts: tuple[str, ...], says: str | None
) -> None:
    if says is None:
        assert [one.kind for one in ask(regime, right, "IE", *texts)] == [
            "controller_acknowledgement"
        ]
        return
    with pytest.raises(EventError, match=says) as caught:
        ask(regime, right, "IE", *texts)
    assert caught.value.field in str(caught.value)
    assert str(caught.value).endswith(f"({caught.value.rule}).")


def test_an_acknowledgement_on_the_very_day_is_one() -> None:
    texts = ("complaint_to_controller=2026-07-01", "controller_acknowledged=2026-07-01")
    found = ask("uk", "objection", "IE", *texts, today="2026-07-01")
    assert find(found, "controller_acknowledgement").status == "met"
