"""After each thing that can happen the case names one right move, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from requests_app.cases import queries
from requests_app.cases.details import Details
from requests_app.cases.models import Case
from requests_app.cases.next_step import Step, next_steps
from requests_app.cases.standing import in_force
from tests.cases.conftest import Tell, form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Open = Callable[..., Case]

EU = {"regime": "eu", "seat": "IE", "residence": "FR"}
CH = {"regime": "ch", "seat": "IE", "residence": "CH"}
ACCESS = {"kind": "access", "right": "access", "rights": ("access",), "purposes": ()}


def steps(case: Case, on: date = date(2026, 11, 24)) -> list[Step]:
    case.refresh_from_db()
    events = list(case.events.all())
    details = Details.from_data(case.details)
    return next_steps(case, details, queries.counted(case, events, on), in_force(events), on)


def best(case: Case, on: date = date(2026, 11, 24)) -> str:
    found = [step.id for step in steps(case, on) if step.recommended]
    assert len(found) <= 1
    return found[0] if found else ""


def test_while_the_time_runs_one_waits(open_case: Open) -> None:
    case = open_case(date(2026, 11, 20))
    assert best(case) == "wait"
    assert next(s for s in steps(case) if s.recommended).label == "Wait until 21 December 2026"


def test_alternatives_name_the_day_from_which_they_are_possible(open_case: Open) -> None:
    first = {step.id: step.possible_from for step in steps(open_case(date(2026, 11, 20)))}
    assert first["reminder"] == date(2026, 12, 22)
    assert first["complain-controller"] == date(2026, 12, 22)
    assert first["complain-authority"] == date(2026, 12, 22)


def test_just_after_the_last_day_a_reminder_comes_first_and_later_the_complaint(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 10, 20))
    assert best(case) == "reminder"
    assert best(case, date(2026, 12, 20)) == "complain-controller"
    tell(case, "reminder", date(2026, 11, 23))
    assert best(case) == "complain-controller"


def test_in_the_eu_silence_leads_to_the_authority(open_case: Open) -> None:
    assert best(open_case(date(2026, 9, 1), **EU)) == "complain-authority"


@pytest.mark.parametrize(
    ("said", "move"),
    [
        ("identity_asked", "reply-identity"),
        ("clarification_asked", "reply-clarification"),
        ("fee_asked", "reply-fee"),
        ("setting_pointed_to", "reply-setting"),
        ("channel_pointed_to", "reply-channel"),
        ("not_identified", "reply-unidentified"),
        ("answer_partial", "reply-incomplete"),
        ("answer_full", "close"),
    ],
)
def test_what_they_say_decides_the_answer(
    open_case: Open, tell: Tell, said: str, move: str
) -> None:
    case = open_case(date(2026, 11, 10))
    tell(case, said, date(2026, 11, 20))
    assert best(case) == move


@pytest.mark.parametrize("said", ["identity_asked", "setting_pointed_to", "fee_asked"])
def test_once_answered_one_waits_again(open_case: Open, tell: Tell, said: str) -> None:
    case = open_case(date(2026, 11, 10), **EU)
    tell(case, said, date(2026, 11, 20))
    tell(case, "replied", date(2026, 11, 21))
    assert best(case) in ("wait", "")


def test_an_extension_with_reasons_is_waited_for(open_case: Open, tell: Tell) -> None:
    case = open_case(date(2026, 10, 30))
    tell(case, "extension_notice", date(2026, 11, 20), details={"reasons": True})
    assert best(case) == "wait"
    assert queries.now(case, date(2026, 11, 24)).due == date(2027, 2, 1)


def test_an_extension_without_reasons_is_contested_and_moves_nothing(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 10, 30))
    tell(case, "extension_notice", date(2026, 11, 20), details={"reasons": False})
    assert best(case) == "reply-extension"
    assert queries.now(case, date(2026, 11, 24)).due == date(2026, 11, 30)


def test_a_refusal_leads_to_the_complaint_with_the_contest_beside_it(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 1), **EU)
    tell(case, "refusal", date(2026, 11, 20))
    assert best(case) == "complain-authority"
    assert "reply-refusal" in {step.id for step in steps(case)}


def test_after_the_complaint_to_the_company_comes_the_ico_in_time(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 9, 1))
    tell(case, "complaint_to_controller", date(2026, 11, 10))
    assert best(case) == "wait"
    assert best(case, date(2026, 12, 15)) == "complain-authority"
    tell(case, "controller_acknowledged", date(2026, 11, 12))
    assert best(case) == "complain-authority"


def test_a_silent_authority_is_asked_after_three_months(open_case: Open, tell: Tell) -> None:
    case = open_case(date(2026, 5, 1), **EU)
    tell(case, "complaint_to_authority", date(2026, 7, 1))
    assert best(case) == "nudge"
    assert "court" in {step.id for step in steps(case)}


def test_its_decision_ends_the_matter(open_case: Open, tell: Tell) -> None:
    case = open_case(date(2026, 5, 1), **EU)
    tell(case, "complaint_to_authority", date(2026, 7, 1))
    tell(case, "authority_progress", date(2026, 9, 1), details={"outcome": True})
    assert queries.now(case, date(2026, 11, 24)).state == "decided"
    assert best(case) == "close"


def test_in_switzerland_an_unconfirmed_cost_withdraws_the_request(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 10, 20), **CH, **ACCESS)
    tell(case, "fee_asked", date(2026, 11, 10))
    assert queries.now(case, date(2026, 11, 15)).state == "on_hold"
    assert best(case, date(2026, 11, 15)) == "reply-fee"
    assert queries.now(case, date(2026, 11, 21)).state == "withdrawn"
    assert best(case, date(2026, 11, 21)) == "write-anew"


def test_doing_all_after_a_complaint_is_an_answer(open_case: Open, tell: Tell) -> None:
    case = open_case(date(2026, 9, 1))
    tell(case, "complaint_to_controller", date(2026, 10, 10))
    tell(case, "answer_full", date(2026, 10, 20))
    assert queries.now(case, date(2026, 11, 24)).state == "answered"


def test_court_is_told_of_and_never_recommended(open_case: Open) -> None:
    for where in ({}, EU, CH):
        case = open_case(date(2026, 8, 3), **where)
        court = [step for step in steps(case) if step.id == "court"]
        assert all(not step.recommended and not step.path for step in court)


@pytest.mark.parametrize(
    ("said", "kind", "answers"),
    [
        ("identity_asked", "answer-identity", {"identity_answer": "excessive"}),
        ("fee_asked", "answer-fee", {"fee": "20 pounds"}),
        ("answer_partial", "answer-incomplete", {"missing": "The messages."}),
        ("refusal", "answer-refusal", {}),
        ("setting_pointed_to", "answer-setting", {}),
        ("channel_pointed_to", "answer-channel", {}),
        ("not_identified", "answer-unidentified", {"identity_given": "My profile."}),
    ],
)
def test_the_letter_is_ready_with_what_happened_and_sending_it_is_recorded_once(
    signed_in: Client, open_case: Open, tell: Tell, said: str, kind: str, answers: dict[str, str]
) -> None:
    case = open_case(date(2026, 11, 2))
    tell(case, said, date(2026, 11, 16))
    path = next(step.path for step in steps(case) if step.letter == kind)
    page = signed_in.post(path, {**answers, "go": "letter"}).content.decode()
    assert "2 November 2026" in page
    assert "LinkedIn Corporation" in page
    sent = form(**answers, go="sent", on="2026-11-23", channel="email")
    for _ in range(2):
        assert signed_in.post(path, sent).status_code == 302
    assert case.letters.count() == 2
    assert case.events.filter(kind__in=["replied", "identity_provided"]).count() == 1


def test_giving_proof_of_identity_lets_the_clock_go_on(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 2))
    tell(case, "identity_asked", date(2026, 11, 16))
    assert queries.now(case, date(2026, 11, 24)).state == "on_hold"
    answers = {"identity_answer": "given", "identity_given": "A message from my account."}
    signed_in.post(
        f"/cases/{case.pk}/write/answer-identity/",
        form(**answers, go="sent", on="2026-11-23", channel="email"),
    )
    now = queries.now(case, date(2026, 11, 24))
    assert now.state == "waiting"
    assert now.due == date(2026, 12, 23)


def test_the_reminder_keeps_the_date_it_sets(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 10, 20))
    page = signed_in.get(f"/cases/{case.pk}/write/reminder/")
    assert page.status_code == 200
    signed_in.post(
        f"/cases/{case.pk}/write/reminder/", form(go="sent", on="2026-11-24", channel="email")
    )
    event = case.events.get(kind="reminder")
    assert event.letter is not None
    assert event.details["until"] > "2026-11-24"


def test_the_extension_letter_knows_what_is_wrong_with_it(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 10, 30))
    tell(case, "extension_notice", date(2026, 11, 20), details={"reasons": False})
    page = signed_in.get(f"/cases/{case.pk}/write/answer-extension/").content.decode()
    start = page.index('value="no-reasons"')
    assert "checked" in page[start : start + 200]


def test_letters_that_do_not_follow_are_not_there(signed_in: Client, open_case: Open) -> None:
    case = open_case(date(2026, 10, 30), **CH)
    for kind in ("answer-extension", "objection", "nothing", "complaint-authority"):
        assert signed_in.get(f"/cases/{case.pk}/write/{kind}/").status_code == 404


def test_the_letter_of_another_persons_case_is_not_there(
    client: Client, open_case: Open, other
) -> None:
    case = open_case(date(2026, 10, 30))
    client.force_login(other)
    assert client.get(f"/cases/{case.pk}/write/reminder/").status_code == 404


def test_a_silent_authority_is_written_to_by_the_letter_of_the_complaint(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 5, 1), **EU)
    complaint = form(
        outcome="silence", harm="", go="lodge", on="2026-07-06", channel="form", case_reference="A1"
    )
    assert signed_in.post(f"/cases/{case.pk}/complaint-authority/", complaint).status_code == 302
    assert best(case) == "nudge"
    path = next(step.path for step in steps(case) if step.id == "nudge")
    page = signed_in.post(path, {"go": "letter"}).content.decode()
    assert "Commission nationale" in page
    sent = form(go="sent", on="2026-11-24", channel="email")
    assert signed_in.post(path, sent).status_code == 302
    assert case.events.filter(kind="nudged").count() == 1
    assert best(case) != "nudge"


@pytest.mark.parametrize(
    "page", ["write/reminder/", "complaint-controller/", "sent/"], ids=lambda page: page.strip("/")
)
def test_whoever_has_a_letter_in_hand_is_told_where_to_send_it(
    signed_in: Client, open_case: Open, page: str
) -> None:
    case = open_case(None if page == "sent/" else date(2026, 9, 1))
    answers = {"go": "letter", "grounds": "no_answer", "outcome": "silence", "harm": ""}
    path = f"/cases/{case.pk}/{page}"
    is_complaint = "complaint" in page
    answer = signed_in.post(path, answers, follow=True) if is_complaint else signed_in.get(path)
    html = answer.content.decode()
    assert 'href="https://www.linkedin.com/help/linkedin/ask/TS-DPRO"' in html
    assert "1000 W Maude Avenue" in html


def test_without_an_answer_on_record_how_a_case_ended_is_left_to_the_person(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 9, 1))
    assert "checked" not in signed_in.get(f"/cases/{case.pk}/close/").content.decode()
