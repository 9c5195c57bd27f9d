"""A complaint that is being written: what was typed is there again until it is recorded."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from requests_app.accounts.archive import archive
from requests_app.accounts.models import User
from requests_app.cases import deleting, evidence, services
from requests_app.cases.models import Case
from requests_app.complaints.models import ComplaintDraft
from requests_app.complaints.services import forget_old_drafts
from tests.complaints.papers import mail

pytestmark = pytest.mark.django_db

HARM = "I no longer dare to post under my own name."
VIEW = "Their form asked for my passport number."


@pytest.fixture(autouse=True)
def _today(settings: Any):
    settings.JOBS_WAIT = True
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def silent(client: Client, amara: User, open_case: Callable[..., Case]) -> Case:
    """An objection of 1 September that nobody answered; amara is signed in."""
    client.force_login(amara)
    return open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="IE")


def address(case: Case, end: str = "") -> str:
    return f"/cases/{case.pk}/complaint-authority/{end}"


def send(client: Client, case: Case, go: str = "letter", **more: Any) -> Any:
    """The questions answered in the person's own words, and this button pressed."""
    answers = {"told": "1", "grounds": "no_answer", "own_ground": VIEW, "harm": HARM, "go": go}
    return client.post(address(case), {**answers, **more})


def edited(client: Client, case: Case, go: str, body: str, **more: Any) -> Any:
    """The letter's page sent with a text of one's own."""
    shown = client.get(address(case, "letter/")).content.decode()
    composed = shown.partition('name="composed" value="')[2].partition('"')[0]
    assert composed
    return send(client, case, go, subject="My complaint", body=body, composed=composed, **more)


def handed_in(**more: str) -> dict[str, str]:
    return {"on": "2026-11-24", "channel": "form", "case_reference": "REF 12",
            "submission": str(uuid.uuid4()), **more}  # fmt: skip


def page(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_letter_is_a_page_that_can_be_come_back_to(client: Client, silent: Case) -> None:
    answer = send(client, silent)
    assert (answer.status_code, answer["Location"]) == (302, address(silent, "letter/"))
    for _time in range(2):
        html = page(client, address(silent, "letter/"))
        assert VIEW in html
        assert HARM in html


def test_the_questions_open_with_what_was_typed(client: Client, silent: Case) -> None:
    send(client, silent, grounds=[])
    html = page(client, address(silent))
    assert VIEW in html
    assert HARM in html
    box = html.partition('value="no_answer"')[2].partition(">")[0]
    assert box
    assert "checked" not in box
    assert "kept here, encrypted" in html


def test_what_was_typed_is_there_again_even_if_something_was_missing(
    client: Client, silent: Case
) -> None:
    assert send(client, silent, grounds=[], own_ground="").status_code == 422
    assert HARM in page(client, address(silent))


def test_after_the_file_the_complaint_is_as_it_was_left(client: Client, silent: Case) -> None:
    send(client, silent)
    started = edited(client, silent, "bundle", "My own words.", bundle_asked="1", papers=[])
    bundle = page(client, started["Location"])
    assert f'href="{address(silent, "letter/")}"' in bundle
    html = page(client, address(silent, "letter/"))
    assert "My own words." in html
    assert HARM in html


def test_a_change_of_the_text_survives_the_way_over_the_questions(
    client: Client, silent: Case
) -> None:
    send(client, silent)
    edited(client, silent, "questions", "My own words.")
    assert send(client, silent, harm="Another harm.").status_code == 302
    html = page(client, address(silent, "letter/"))
    assert "My own words." in html
    assert "You edited the letter, and what it is written from has changed since" in html
    # Enter presses the first button of a form: it must not throw the text away.
    form = html[html.index('<form method="post" action="/cases/') :]
    assert re.findall(r'name="go" value="(\w+)"', form)[0] == "letter"
    send(client, silent, "anew", harm="Another harm.", subject="S", body="My own words.")
    html = page(client, address(silent, "letter/"))
    assert "My own words." not in html
    assert "Another harm." in html


def test_a_letter_that_was_not_changed_follows_the_answers(client: Client, silent: Case) -> None:
    send(client, silent)
    send(client, silent, harm="Another harm.")
    html = page(client, address(silent, "letter/"))
    assert "Another harm." in html
    assert HARM not in html
    assert "You edited the letter" not in html


def test_a_paper_left_out_stays_out_and_a_new_one_is_offered_ticked(
    client: Client, silent: Case
) -> None:
    first = f"letter:{silent.letters.get().pk}"
    send(client, silent, "letter", bundle_asked="1", offered=first)
    added = evidence.add(silent, SimpleUploadedFile("reply.eml", mail()))
    html = page(client, address(silent, "letter/"))

    def box(value: str) -> str:
        tags = [tag.partition(">")[0] for tag in html.split("<input")]
        return next(tag for tag in tags if "checkbox" in tag and value in tag)

    assert "checked" not in box(first)
    assert "checked" in box(f"file:{added.id}")


def test_without_answers_the_letters_page_leads_to_the_questions(
    client: Client, silent: Case
) -> None:
    answer = client.get(address(silent, "letter/"))
    assert (answer.status_code, answer["Location"]) == (302, address(silent))


def test_an_answer_that_nothing_supports_any_more_is_asked_again(
    client: Client, silent: Case
) -> None:
    send(client, silent)
    services.record(silent, "answer_full", date(2026, 11, 20), submission=uuid.uuid4())
    html = page(client, address(silent, "letter/"))
    assert "Nothing on record supports this ground." in html
    assert HARM in html


def test_once_it_is_recorded_what_was_typed_goes(client: Client, silent: Case) -> None:
    send(client, silent)
    assert send(client, silent, "lodge", **handed_in()).status_code == 302
    assert not ComplaintDraft.objects.across_owners().exists()
    assert HARM not in page(client, address(silent))


def test_a_refused_day_loses_nothing(client: Client, silent: Case) -> None:
    assert send(client, silent, "lodge", **handed_in(on="2027-01-01")).status_code == 422
    assert HARM in page(client, address(silent, "letter/"))


def test_it_is_recorded_from_the_files_page_as_the_file_has_it(
    client: Client, silent: Case
) -> None:
    send(client, silent)
    bundle = edited(client, silent, "bundle", "My own words.", bundle_asked="1", papers=[])
    edited(client, silent, "txt", "Words of another day.")
    where, form = bundle["Location"], handed_in()
    assert "When you have handed it in" in page(client, where)
    for _twice in range(2):
        answer = client.post(where, form)
        assert (answer.status_code, answer["Location"]) == (302, f"/cases/{silent.pk}/")
    lodged = silent.events.get(kind="complaint_to_authority")
    assert lodged.details["reference"] == "REF 12"
    assert lodged.letter.body.strip() == "My own words."
    assert not ComplaintDraft.objects.across_owners().exists()
    assert "When you have handed it in" not in page(client, where)


def test_a_day_before_the_letter_is_refused_on_the_files_page(client: Client, silent: Case) -> None:
    where = send(client, silent, "bundle", bundle_asked="1", papers=[])["Location"]
    answer = client.post(where, handed_in(on="2027-01-01"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "This day is in the future" in html
    assert "Download the PDF" in html


def test_the_file_is_kept_until_a_moment_where_the_person_is(
    client: Client, amara: User, silent: Case
) -> None:
    amara.time_zone = "Asia/Tokyo"
    amara.save()
    where = send(client, silent, "bundle", bundle_asked="1", papers=[])["Location"]
    html = page(client, where)
    assert "It is kept until 25 November 2026, 21:0" in html
    assert "UTC" not in html


def test_both_complaints_of_a_case_are_kept_apart(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1))
    client.force_login(amara)
    send(client, case)
    assert HARM not in page(client, f"/cases/{case.pk}/complaint-controller/")


def test_nothing_of_it_can_be_read_in_the_database(client: Client, silent: Case) -> None:
    edited_once = send(client, silent)
    assert edited_once.status_code == 302
    edited(client, silent, "bundle", "My own words.", bundle_asked="1", papers=[])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM requests_app_complaintdraft")
        row = repr(cursor.fetchall())
    for words in (HARM, VIEW, "My own words", "no_answer"):
        assert words not in row


def test_another_person_does_not_find_it(client: Client, other: User, silent: Case) -> None:
    send(client, silent)
    client.force_login(other)
    assert client.get(address(silent, "letter/")).status_code == 404


def test_the_export_has_it_for_the_reader(client: Client, amara: User, silent: Case) -> None:
    send(client, silent)
    with zipfile.ZipFile(io.BytesIO(b"".join(archive(amara)))) as packed:
        data = json.loads(packed.read("data.json"))
    found = data["for_information"]["complaints_begun"]
    assert [one["case"] for one in found] == [str(silent.submission)]
    assert found[0]["answers"]["harm"] == [HARM]


def test_it_goes_with_the_case_and_after_ninety_days(
    client: Client, amara: User, silent: Case, open_case: Callable[..., Case]
) -> None:
    send(client, silent)
    second = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="IE")
    send(client, second)
    services.record(silent, "answer_full", date(2026, 11, 20), submission=uuid.uuid4())
    services.record(silent, "closed", date(2026, 11, 24), submission=uuid.uuid4())
    assert deleting.delete_case(amara.pk, silent.pk)
    kept = ComplaintDraft.objects.for_owner(amara)
    assert [draft.case_id for draft in kept] == [second.pk]
    forget_old_drafts()
    assert kept.all().exists()
    with time_machine.travel(datetime(2027, 2, 23, 12, tzinfo=UTC), tick=False):
        forget_old_drafts()
    assert not kept.all().exists()
