"""Many letters at once: as a ZIP or to print, with how far it is, and stopped when asked."""

from __future__ import annotations

import io
import re
import threading
import time
import uuid
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.cases import bulk_views, bundles, deleting, evidence, made, services
from requests_app.cases.models import Case
from requests_app.letters.errors import LetterError
from requests_app.safety.job_table import Job
from requests_app.safety.uploads import UploadRefused
from requests_app.vault.models import SealedFile
from tests.cases.conftest import NOW
from tests.safety import hostile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Open = Callable[..., Case]


@pytest.fixture(autouse=True)
def _at_once(settings: Any) -> None:
    """Jobs are done before the request that asked for them is answered."""
    settings.JOBS_WAIT = True


@pytest.fixture
def ten(open_case: Open) -> list[Case]:
    return [open_case(None, company=f"Company {number}") for number in range(10)]


def ask(client: Client, cases: list[Case], form: str) -> str:
    """Ask for the letters of these cases together; the address of the page that tells of it."""
    answer = client.post("/cases/bulk/", {"case": [str(case.pk) for case in cases], "go": form})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/cases/letters/")
    return str(answer["Location"])


def taken(client: Client, page: str) -> bytes:
    """What the page offers for download."""
    html = client.get(page).content.decode()
    found = re.search(r'href="(/cases/letters/[^"]+)" download', html)
    assert found, html
    answer = client.get(found[1])
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    return b"".join(answer.streaming_content)


def test_ten_letters_come_as_a_zip_of_ten_files(signed_in: Client, ten: list[Case]) -> None:
    page = ask(signed_in, ten, "zip")
    assert "10 letters are ready." in signed_in.get(page).content.decode()
    names = zipfile.ZipFile(io.BytesIO(taken(signed_in, page))).namelist()
    assert [name.split("-")[0] for name in names] == [f"{number:02}" for number in range(1, 11)]
    assert all(name.endswith(".pdf") for name in names)


def test_for_printing_each_letter_begins_on_a_front_side(
    signed_in: Client, ten: list[Case]
) -> None:
    content = taken(signed_in, ask(signed_in, ten, "print"))
    with pikepdf.Pdf.open(io.BytesIO(content)) as whole:
        assert len(whole.pages) % 2 == 0
        assert len(whole.pages) >= 20


@pytest.mark.parametrize("form", ["zip", "print"])
def test_a_few_letters_come_with_the_answer_itself(
    signed_in: Client, ten: list[Case], form: str
) -> None:
    few = [str(case.pk) for case in ten[: bundles.AT_ONCE]]
    answer = signed_in.post("/cases/bulk/", {"case": few, "go": form})
    if form == "zip":
        assert len(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == len(few)
    else:
        with pikepdf.Pdf.open(io.BytesIO(answer.content)) as whole:
            assert len(whole.pages) >= 2 * len(few)
    assert not Job.objects.for_owner(ten[0].owner_id).exists()


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_beside_the_request_tells_how_far_it_is_and_stops_when_asked(
    signed_in: Client, ten: list[Case], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOBS_WAIT = False
    monkeypatch.setattr(bulk_views, "_PATIENCE", 0.0)
    third, go_on = threading.Event(), threading.Event()
    printed: list[str] = []

    def slowly(text: Any) -> bytes:
        printed.append(text.controller)
        if len(printed) == 3:
            third.set()
            assert go_on.wait(60)
        return hostile.pdf()

    monkeypatch.setattr(bundles, "render_pdf", slowly)
    page = ask(signed_in, ten, "zip")
    assert third.wait(60)
    shown = signed_in.get(page)
    assert "2 of 10 letters are set." in shown.content.decode()
    assert shown["Refresh"] == "2"
    assert ask(signed_in, ten, "zip") == page, "asked for twice, it is still one job"
    signed_in.post(f"{page}stop/")
    go_on.set()
    job = Job.objects.for_owner(ten[0].owner_id).get()
    for _ in range(1200):
        if job.state != Job.RUNNING:
            break
        time.sleep(0.05)
        job.refresh_from_db()
    assert job.state == Job.STOPPED
    assert len(printed) == 3
    assert not SealedFile.objects.for_owner(job.owner_id).exists()
    assert "It was stopped. Nothing was kept." in signed_in.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_is_soon_done_is_shown_as_ready_at_once(
    signed_in: Client, ten: list[Case], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOBS_WAIT = False
    monkeypatch.setattr(bulk_views, "_PATIENCE", 120.0)
    monkeypatch.setattr(bundles, "render_pdf", lambda text: hostile.pdf())
    shown = signed_in.get(ask(signed_in, ten, "zip"))
    assert "10 letters are ready." in shown.content.decode()
    assert "Refresh" not in shown


def test_a_letter_that_cannot_be_set_is_named_by_its_case(
    signed_in: Client, ten: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[Any] = []

    def broken_for_one(text: Any) -> bytes:
        printed.append(text)
        if len(printed) == 5:
            raise LetterError("body", "The letter could not be set.")
        return hostile.pdf()

    monkeypatch.setattr(bundles, "render_pdf", broken_for_one)
    html = signed_in.get(ask(signed_in, ten, "print")).content.decode()
    assert "A letter of “Company 4: Objection to AI training” could not be set as a PDF." in html
    assert "download" not in html


def test_more_letters_than_anybody_prints_are_refused_in_one_sentence(
    signed_in: Client, ten: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "MOST", 9)
    html = signed_in.get(ask(signed_in, ten, "zip")).content.decode()
    assert "choose fewer cases" in html


def test_a_job_whose_program_was_ended_says_so_and_can_be_begun_again(
    signed_in: Client, amara: User, ten: list[Case]
) -> None:
    page = ask(signed_in, ten, "zip")
    job = Job.objects.for_owner(amara).filter(pk=page.split("/")[3])
    job.update(state=Job.RUNNING, seen_at=timezone.now() - timedelta(minutes=2))
    assert "Nothing was kept; choose the cases once more" in signed_in.get(page).content.decode()
    assert ask(signed_in, ten, "zip") != page


def test_after_a_day_the_file_is_removed_and_later_the_job(
    signed_in: Client, amara: User, ten: list[Case]
) -> None:
    page = ask(signed_in, ten, "zip")
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        signed_in.force_login(amara)
        assert "The file is not here any more." in signed_in.get(page).content.decode()
        assert made.forget_old() == 1
        assert not SealedFile.objects.for_owner(amara).exists()
    with time_machine.travel(NOW + timedelta(hours=49), tick=False):
        made.forget_old()
        signed_in.force_login(amara)
        assert signed_in.get(page).status_code == 404


def test_nobody_elses_letters_go_into_the_file_or_come_out_of_it(
    client: Client, other: User, ten: list[Case], signed_in: Client
) -> None:
    page = ask(signed_in, ten, "zip")
    html = signed_in.get(page).content.decode()
    found = re.search(r'href="(/cases/letters/[^"]+)" download', html)
    assert found
    client.force_login(other)
    for path in (page, found[1]):
        assert client.get(path).status_code == 404
    chosen = [str(case.pk) for case in ten]
    answer = client.post("/cases/bulk/", {"case": chosen, "go": "zip"}, follow=True)
    assert "Choose at least one case." in answer.content.decode()


def test_the_jobs_row_says_nothing_of_the_person(
    signed_in: Client, amara: User, ten: list[Case]
) -> None:
    ask(signed_in, ten, "zip")
    words = " ".join(str(value) for value in Job.objects.for_owner(amara).values().get().values())
    for private in ("Amara", "Company", "objection", "@"):
        assert private not in words


def test_what_was_made_takes_no_room_from_what_is_uploaded(
    signed_in: Client, amara: User, ten: list[Case], settings: Any
) -> None:
    ask(signed_in, ten, "zip")
    size = SealedFile.objects.for_owner(amara).get().size
    settings.UPLOAD_QUOTA_MB = 0.001
    assert size > 1000
    evidence.check_quota(amara.pk, 1000)
    with pytest.raises(UploadRefused):
        evidence.check_quota(amara.pk, 1001)
    with pytest.raises(UploadRefused):
        evidence.add(ten[0], SimpleUploadedFile("paper.pdf", hostile.pdf() + b" " * 1000))


def test_a_case_that_is_deleted_leaves_no_letter_in_a_file_made_before(
    signed_in: Client, amara: User, ten: list[Case]
) -> None:
    ask(signed_in, ten, "zip")
    services.record(ten[0], "closed", date(2026, 11, 24), submission=uuid.uuid4())
    assert deleting.delete_case(amara.pk, ten[0].pk)
    assert not SealedFile.objects.for_owner(amara).exists()
