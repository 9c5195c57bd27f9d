"""The words on the pages of a case are true in the state it is in, and name who is meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from requests_app.cases import queries
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.next_step import Step, next_steps
from requests_app.cases.standing import in_force
from tests.cases.conftest import TODAY, Tell, form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Open = Callable[..., Case]

EU = {"regime": "eu", "seat": "IE", "residence": "FR"}
CH = {"regime": "ch", "seat": "IE", "residence": "CH"}
LETTER = {
    "platform": "linkedin", "wish": "objection:ai-training", "residence": "GB-ENG",
    "name": "Amara Okafor", "email": "a@example.org", "language": "en", "delivery": "form",
    "situation": "I look for work.",
}  # fmt: skip


def move(case: Case, name: str) -> Step:
    case.refresh_from_db()
    events = list(case.events.all())
    details = Details.from_data(case.details)
    now = queries.counted(case, events, TODAY)
    return next(
        one for one in next_steps(case, details, now, in_force(events), TODAY) if one.id == name
    )


def page_of(client: Client, case: Case, **more: str) -> str:
    html = client.get(f"/cases/{case.pk}/", headers=more).content.decode()
    return re.sub(r"\s+", " ", html).replace("&#x27;", "'")


# ---------------------------------------------------------------- from a letter to a case


def test_who_says_to_have_signed_in_and_has_not_is_told_so(client: Client) -> None:
    first = client.post("/cases/record-sending/", LETTER).content.decode()
    assert "This browser is not signed in yet" not in first
    answers = form(**LETTER, sent_on="2026-11-24", channel="form")
    again = client.post("/cases/record-sending/", answers).content.decode()
    assert "This browser is not signed in yet" in again
    assert "I look for work." in again


def test_enter_on_that_page_goes_on_and_downloads_nothing(client: Client) -> None:
    page = client.post("/cases/record-sending/", LETTER).content.decode()
    buttons = re.findall(r'<button[^>]*type="submit"[^>]*form="answers"[^>]*>', page)
    assert "formaction" not in buttons[0]
    assert "formaction" in buttons[1]


def test_the_letter_that_waits_for_signing_in_can_be_downloaded_from_there(client: Client) -> None:
    page = client.post("/cases/record-sending/", LETTER).content.decode()
    button = re.search(r'<button[^>]*form="answers"[^>]*formaction="([^"]+)"', page)
    assert button
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = client.post(button[1], carried)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("sent_on", "told"),
    [
        ("2026-11-20", "Recorded. The clock is running."),
        ("2026-10-12", "Recorded. The time limit ended on 12 November 2026."),
    ],
)
def test_a_letter_recorded_late_is_told_that_its_time_is_over(
    signed_in: Client, open_case: Open, sent_on: str, told: str
) -> None:
    case = open_case(None, **EU)
    answers = form(sent_on=sent_on, channel="form")
    page = signed_in.post(f"/cases/{case.pk}/sent/", answers, follow=True).content.decode()
    assert told in page
    answers = form(**LETTER, sent_on=sent_on, channel="form")
    page = signed_in.post("/cases/record-sending/", answers, follow=True).content.decode()
    assert told in page


def test_of_a_case_answered_meanwhile_no_clock_is_said_to_run(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(None)
    answers = form(sent_on="2026-11-10", channel="form")
    signed_in.post(f"/cases/{case.pk}/sent/", answers, follow=True)
    tell(case, "answer_full", date(2026, 11, 20))
    page = signed_in.post(f"/cases/{case.pk}/sent/", answers, follow=True).content.decode()
    assert "The clock is running" not in page
    assert "Recorded." in page


# ---------------------------------------------------------------- the next step


def test_before_the_complaint_come_questions_and_a_letter_without_any_is_ready(
    signed_in: Client, open_case: Open
) -> None:
    late = page_of(signed_in, open_case(date(2026, 9, 1), **EU))
    assert "A few more questions, then the complaint." in late
    assert "The letter is ready." not in late
    reminded = open_case(date(2026, 10, 20))
    assert move(reminded, "reminder").ahead == "The letter is ready."
    assert signed_in.get(move(reminded, "reminder").path).content.decode().count("letter-paper")


def test_a_letter_with_questions_of_its_own_says_so(open_case: Open, tell: Tell) -> None:
    case = open_case(date(2026, 11, 10))
    tell(case, "identity_asked", date(2026, 11, 20))
    assert move(case, "reply-identity").ahead == "A question or two, then the letter."


def test_the_reason_to_complain_is_the_one_that_has_come(open_case: Open, tell: Tell) -> None:
    waiting, late, refused, part = (open_case(date(2026, 11, 1), **EU) for _ in range(4))
    assert "once the time has run out or a refusal" in move(waiting, "complain-authority").reason
    late = open_case(date(2026, 9, 1), **EU)
    told = move(late, "complain-authority").reason
    assert told == "The time limit has ended, so you may complain now."
    tell(refused, "refusal", date(2026, 11, 20))
    assert move(refused, "complain-authority").reason == ("They refused, so you may complain now.")
    tell(part, "answer_partial", date(2026, 11, 20))
    assert move(part, "complain-authority").reason == (
        "They did only a part of it, so you may complain now."
    )


@pytest.mark.parametrize(
    ("home", "button"),
    [
        ("FR", "Complain to the CNIL"),
        ("IE", "Complain to the DPC"),
        ("DE-HH", "Complain to the HmbBfDI"),
        ("DE", "Complain to the supervisory authority"),
        ("AT", "Complain to the supervisory authority"),
    ],
)
def test_the_complaint_names_the_authority_where_one_is_known(
    open_case: Open, home: str, button: str
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence=home)
    assert move(case, "complain-authority").label == button


def test_the_ico_comes_after_the_company_and_the_words_follow_how_far_that_is(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 8, 3))
    assert "expects a complaint to the company first" in move(case, "complain-authority").reason
    tell(case, "complaint_to_controller", date(2026, 9, 10))
    assert "has not confirmed your complaint within 30 days" in (
        move(case, "complain-authority").reason
    )
    tell(case, "controller_acknowledged", date(2026, 10, 20))
    assert "names no day for the outcome" in move(case, "complain-authority").reason
    tell(case, "controller_outcome", date(2026, 11, 10))
    done = move(case, "complain-authority")
    assert done.reason == "The company has answered your complaint, so the ICO can look at it."
    assert done.possible_from is None


def test_while_the_authority_has_the_time_it_is_named_and_not_the_company(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 8, 3), **EU)
    tell(case, "complaint_to_authority", date(2026, 10, 5))
    assert move(case, "wait").reason.startswith("The authority may write")


def test_an_authority_asked_and_still_silent_leaves_a_next_step(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 5, 1), **EU)
    tell(case, "complaint_to_authority", date(2026, 7, 1))
    assert "they are over" in move(case, "nudge").reason
    tell(case, "nudged", date(2026, 11, 1))
    waits = move(case, "wait")
    assert waits.recommended
    assert "If it stays silent" in waits.reason


def test_where_the_law_sets_no_day_a_reminder_names_one(open_case: Open) -> None:
    assert "the law sets none" in move(open_case(date(2026, 9, 1), **CH), "reminder").reason


def test_what_is_wrong_with_an_extension_is_said_as_it_is(open_case: Open, tell: Tell) -> None:
    case = open_case(date(2026, 10, 30))
    tell(case, "extension_notice", date(2026, 11, 20), details={"reasons": False})
    assert (
        move(case, "reply-extension").reason == "They gave no reasons: their first day still holds."
    )


def test_a_question_of_theirs_leaves_the_day_open(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 10), **EU)
    tell(case, "identity_asked", date(2026, 11, 20))
    assert "unless their question to you stops the clock" in page_of(signed_in, case)


# ---------------------------------------------------------------- who wrote


def test_after_a_complaint_the_authority_and_the_company_have_a_button_each(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 8, 3), **EU)
    assert "They have answered" in page_of(signed_in, case)
    tell(case, "complaint_to_authority", date(2026, 10, 5))
    page = page_of(signed_in, case)
    assert "They have answered" not in page
    assert f'href="/cases/{case.pk}/reply/">LinkedIn answered</a>' in page
    assert f'href="/cases/{case.pk}/authority/">The authority wrote</a>' in page


# ---------------------------------------------------------------- how it was counted


@pytest.mark.parametrize(
    ("seat", "place"), [("IE", "Ireland"), ("CH-ZH", "Switzerland (ZH)"), ("GB-SCT", "Scotland")]
)
def test_whose_holidays_were_counted_is_said_in_words(
    signed_in: Client, open_case: Open, seat: str, place: str
) -> None:
    regime, home = {"I": ("eu", "FR"), "C": ("ch", "CH"), "G": ("uk", "GB-SCT")}[seat[0]]
    case = open_case(date(2026, 11, 10), regime=regime, seat=seat, residence=home)
    page = page_of(signed_in, case)
    assert f"Holidays counted: {place}." in page
    assert "Calendar data: holidays " in page


def test_a_rule_is_named_small_and_its_source_linked(signed_in: Client, open_case: Open) -> None:
    page = page_of(signed_in, open_case(date(2026, 11, 10), **EU))
    assert re.search(r'title="Rule EU-\d+">source</a>', page)
    assert re.search(r"To check it: rules EU-1, ", page)
    assert "EU-1 ·" not in page


def test_what_was_checked_are_the_facts_about_the_company_not_the_day(
    signed_in: Client, open_case: Open
) -> None:
    page = page_of(signed_in, open_case(date(2026, 11, 10)))
    assert "Facts about LinkedIn (last checked: " in page


def test_the_days_on_the_line_of_stations_are_in_words(signed_in: Client, open_case: Open) -> None:
    page = page_of(signed_in, open_case(date(2026, 10, 12), **EU), **{"accept-language": "fr"})
    line = page[page.index("progress-line") : page.index("</ol>", page.index("progress-line"))]
    assert "12 octobre 2026" in line
    assert "12/10/2026" not in line


def test_the_colon_of_a_case_is_the_languages_own(monkeypatch: pytest.MonkeyPatch) -> None:
    spaced = {"%(company)s: %(right)s": "%(company)s : %(right)s"}
    monkeypatch.setattr(queries, "_", lambda text: spaced.get(text, text))
    data = {"company": "LinkedIn", "right": "access", "purposes": ()}
    with translation.override("en"):
        assert queries.title_in(data) == "LinkedIn : Access"
