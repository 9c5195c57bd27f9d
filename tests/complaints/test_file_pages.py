"""Making the file in the site: papers, progress, stopping, taking it away, other people's."""

from __future__ import annotations

import hashlib
import io
import threading
import time
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.cases import evidence, made, services
from requests_app.cases.models import Case
from requests_app.cases.sending import request_as_data
from requests_app.complaints import services as complaints
from requests_app.complaints.bundle import making
from requests_app.letters.compose import compose
from requests_app.letters.contracts import LetterRequest, Person
from requests_app.safety import jobs
from requests_app.safety.job_table import Job
from requests_app.safety.uploads import UploadRefused
from requests_app.vault import files
from requests_app.vault.models import SealedFile
from tests.complaints.papers import mail, pdf
from tests.complaints.test_full_cases import text_of
from tests.people import details

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.JOBS_WAIT = True
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def silent(open_case: Callable[..., Case]) -> Case:
    return open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="IE")


def ask(client: Client, case: Case, **more: Any) -> Any:
    answers = {
        "told": "1",
        "grounds": "no_answer",
        "bundle_asked": "1",
        "papers": f"letter:{case.letters.first().pk}",
        "go": "bundle",
        **more,
    }
    follow = more.get("go") == "letter"
    return client.post(f"/cases/{case.pk}/complaint-authority/", answers, follow=follow)


def files_of(client: Client, case: Case) -> list[bytes]:
    job = jobs.of(case.owner_id, complaints.BUNDLE, case.pk)
    assert job is not None
    return [
        b"".join(client.get(f"/cases/{case.pk}/bundle/{one}/").streaming_content)
        for one in job.results
    ]


def test_papers_put_into_the_case_become_exhibits_in_the_order_of_their_dates(
    client: Client, amara: User, silent: Case
) -> None:
    client.force_login(amara)
    answer = client.post(
        f"/cases/{silent.pk}/complaint-authority/papers/",
        {"paper": SimpleUploadedFile("reply.eml", mail(), content_type="message/rfc822")},
    )
    assert answer.status_code == 302
    kept = evidence.of_case(silent)[0]
    services.record(
        silent,
        "refusal",
        date(2026, 10, 20),
        submission=uuid.uuid4(),
        details={"file": str(kept.id)},
    )
    started = ask(
        client,
        silent,
        grounds="not_shown",
        papers=[f"file:{kept.id}", f"letter:{silent.letters.first().pk}"],
    )
    assert started.status_code == 302
    content, _packed = files_of(client, silent)
    with pikepdf.open(io.BytesIO(content)) as read:
        names = list(read.attachments)
        assert names[1] == "Exhibit 02 - reply.eml"
        assert read.attachments[names[1]].get_file().read_bytes() == mail()
        marks = [item.title for item in read.open_outline().root[4].children]
    assert marks[0].startswith("Exhibit 1: Letter to LinkedIn")
    assert marks[1] == "Exhibit 2: LinkedIn Corporation refused"


def test_a_paper_known_only_by_its_name_is_offered_under_it_once(
    client: Client, amara: User, silent: Case
) -> None:
    client.force_login(amara)
    client.post(
        f"/cases/{silent.pk}/complaint-authority/papers/",
        {"paper": SimpleUploadedFile("reply.eml", mail(), content_type="message/rfc822")},
    )
    unnamed = ask(client, silent, go="letter").content.decode()
    assert "reply.eml" in unnamed
    assert "(reply.eml)" not in unnamed
    services.record(
        silent,
        "refusal",
        date(2026, 10, 20),
        submission=uuid.uuid4(),
        details={"file": str(evidence.of_case(silent)[0].id)},
    )
    named = ask(client, silent, go="letter", grounds="not_shown").content.decode()
    assert "LinkedIn Corporation refused (reply.eml)" in named


def test_the_zip_holds_the_same_with_sums_that_agree(
    client: Client, amara: User, silent: Case
) -> None:
    client.force_login(amara)
    ask(client, silent)
    content, packed = files_of(client, silent)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert archive.read("00-bundle.pdf") == content
        for line in archive.read("SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert any(name.startswith("originals/Exhibit 01") for name in archive.namelist())


def test_a_paper_left_out_is_not_in_the_file(client: Client, amara: User, silent: Case) -> None:
    client.force_login(amara)
    ask(client, silent, papers=[])
    content, _packed = files_of(client, silent)
    with pikepdf.open(io.BytesIO(content)) as read:
        assert len(read.attachments) == 0


def test_a_working_copy_in_the_persons_language_follows_the_complaint(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="FR", language="en")
    client.force_login(amara)
    ask(client, case, language="fr", with_copy="on")
    content, _packed = files_of(client, case)
    with pikepdf.open(io.BytesIO(content)) as read:
        titles = [item.title for item in read.open_outline().root]
    assert titles[2] == "Réclamation"
    assert "Copie de travail" in titles[3]


def test_another_persons_case_has_no_file_here(
    client: Client, amara: User, other: User, silent: Case
) -> None:
    client.force_login(amara)
    ask(client, silent)
    job = jobs.of(silent.owner_id, complaints.BUNDLE, silent.pk)
    assert job is not None
    client.force_login(other)
    addresses = ["bundle/", f"bundle/{job.results[0]}/", "authority/", "complaint-authority/"]
    for address in addresses:
        assert client.get(f"/cases/{silent.pk}/{address}").status_code == 404
    assert client.post(f"/cases/{silent.pk}/bundle/stop/").status_code == 404
    paper = SimpleUploadedFile("reply.eml", mail())
    address = f"/cases/{silent.pk}/complaint-authority/papers/"
    assert client.post(address, {"paper": paper}).status_code == 404
    assert ask(client, silent).status_code == 404


def test_a_file_of_the_case_that_is_no_bundle_is_not_given_out_as_one(
    client: Client, amara: User, silent: Case
) -> None:
    upload = SimpleUploadedFile("reply.eml", mail())
    kept = evidence.add(silent, upload)
    client.force_login(amara)
    assert client.get(f"/cases/{silent.pk}/bundle/{kept.id}/").status_code == 404


def test_what_is_no_paper_is_refused_with_the_reason(
    client: Client, amara: User, silent: Case
) -> None:
    client.force_login(amara)
    answer = client.post(
        f"/cases/{silent.pk}/complaint-authority/papers/",
        {"paper": SimpleUploadedFile("run.exe", b"MZ\x90")},
        follow=True,
    )
    with pytest.raises(UploadRefused) as why:
        evidence.add(silent, SimpleUploadedFile("run.exe", b"MZ\x90"))
    assert str(why.value) in unescape(answer.content.decode())
    assert evidence.of_case(silent) == []


def test_while_it_is_made_the_page_shows_how_far_and_can_be_stopped(
    client: Client, amara: User, silent: Case
) -> None:
    client.force_login(amara)
    job = Job.objects.create(
        owner_id=amara.pk, kind="bundle", thing=silent.pk, seen_at=timezone.now(), done=3, total=9
    )
    answer = client.get(f"/cases/{silent.pk}/bundle/")
    assert "Step 3 of 9" in answer.content.decode()
    assert answer.headers["Refresh"] == "2"
    client.post(f"/cases/{silent.pk}/bundle/stop/")
    job.refresh_from_db()
    assert job.stop_wanted


def test_a_file_whose_maker_is_gone_is_called_lost_and_can_be_begun_anew(
    client: Client, amara: User, silent: Case
) -> None:
    client.force_login(amara)
    Job.objects.create(
        owner_id=amara.pk,
        kind="bundle",
        thing=silent.pk,
        seen_at=timezone.now() - timedelta(minutes=2),
    )
    html = client.get(f"/cases/{silent.pk}/bundle/").content.decode()
    assert "Nothing was kept; make it once more" in html
    assert ask(client, silent).status_code == 302
    assert len(files_of(client, silent)) == 2


def test_a_second_file_takes_the_place_of_the_first(
    client: Client, amara: User, silent: Case
) -> None:
    client.force_login(amara)
    ask(client, silent)
    ask(client, silent)
    reference = complaints.bundle_reference(silent.pk)
    assert SealedFile.objects.for_owner(amara).filter(reference=reference).count() == 2


def test_after_a_day_it_is_removed(client: Client, amara: User, silent: Case) -> None:
    client.force_login(amara)
    ask(client, silent)
    with time_machine.travel(datetime(2026, 11, 25, 13, tzinfo=UTC), tick=False):
        assert made.forget_old() == 2
        client.force_login(amara)
        html = client.get(f"/cases/{silent.pk}/bundle/").content.decode()
    assert "removed a day after it was made" in html


def test_nothing_of_the_person_stands_in_the_jobs_row(
    client: Client, amara: User, silent: Case
) -> None:
    client.force_login(amara)
    ask(client, silent)
    row = Job.objects.for_owner(amara).values().get()
    words = " ".join(str(value) for value in row.values())
    for private in ("Amara", "LinkedIn", "a@example.org", "objection"):
        assert private not in words


def test_too_many_exhibits_end_in_one_clear_sentence(
    client: Client, amara: User, silent: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MAX_EXHIBITS", 0)
    client.force_login(amara)
    ask(client, silent)
    html = client.get(f"/cases/{silent.pk}/bundle/").content.decode()
    assert "A file takes at most 99 exhibits" in html


def test_a_paper_that_cannot_be_opened_any_more_is_named(
    client: Client, amara: User, silent: Case
) -> None:
    kept = evidence.add(silent, SimpleUploadedFile("reply.eml", mail()))
    file = evidence.file_of(silent, kept.id)
    assert file is not None
    (files.folder() / file.place[:2] / file.place).write_bytes(b"overwritten")
    client.force_login(amara)
    answer = ask(client, silent, papers=[f"file:{kept.id}"])
    assert answer.status_code == 200
    assert "“reply.eml” cannot be opened any more: leave it out." in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_is_made_beside_the_request_and_stops_when_asked(
    client: Client, amara: User, silent: Case, settings: Any
) -> None:
    settings.JOBS_WAIT = False
    begun = threading.Event()

    def work(progress: jobs.Progress) -> list[uuid.UUID]:
        begun.set()
        for step in range(2000):
            progress.tell(step, 2000)
            if progress.stop_wanted():
                raise jobs.Stopped
            time.sleep(0.05)
        return []

    job = jobs.start(amara.pk, "bundle", silent.pk, work)
    assert begun.wait(60)
    again = jobs.start(amara.pk, "bundle", silent.pk, work)
    assert again.pk == job.pk
    jobs.stop(job)
    for _ in range(1200):
        job.refresh_from_db()
        if job.state != Job.RUNNING:
            break
        time.sleep(0.05)
    assert job.state == Job.STOPPED
    assert job.done < 2000


def open_for_another(amara: User) -> Case:
    """A case somebody opened for their mother."""
    facts = details(regime="eu", seat="IE", residence="IE", controller="LinkedIn Ireland")
    request = LetterRequest(
        kind="objection",
        regime="eu",
        language="en",
        date=date(2026, 9, 1),
        writer=Person("Amara Okafor", ("12 Garden Row", "Cork"), email="a@example.org"),
        represented=Person("Nadia Okafor", ("3 Mill Lane", "Cork")),
        platform="linkedin",
        purposes=("ai-training",),
        situation="She is looking for work under her own name.",
        residence="IE",
    )
    return services.open_case(
        amara.pk,
        submission=uuid.uuid4(),
        details=facts,
        platform="linkedin",
        request=request_as_data(request),
        text=compose(request),
        sent_on=date(2026, 9, 1),
        channel="form",
    )


def test_for_somebody_else_the_missing_mandate_is_said(client: Client, amara: User) -> None:
    case = open_for_another(amara)
    client.force_login(amara)
    html = client.get(f"/cases/{case.pk}/complaint-authority/").content.decode()
    assert "their mandate belongs into the file" in html
    assert "Add the signed mandate" in html
    answer = ask(client, case, go="letter")
    assert answer.status_code == 422
    assert "Say in what capacity you write for this person." in answer.content.decode()


def test_an_organisations_mandate_is_named_and_becomes_the_first_exhibit(
    client: Client, amara: User
) -> None:
    case = open_for_another(amara)
    kept = evidence.add(case, SimpleUploadedFile("mandate.pdf", pdf()))
    client.force_login(amara)
    started = ask(
        client,
        case,
        mandate="organisation",
        mandate_file=f"file:{kept.id}",
        papers=[f"letter:{case.letters.first().pk}", f"file:{kept.id}"],
    )
    assert started.status_code == 302, started.content.decode()
    content, _packed = files_of(client, case)
    with pikepdf.open(io.BytesIO(content)) as read:
        first = read.open_outline().root[4].children[0].title
        assert next(iter(read.attachments)) == "Exhibit 01 - mandate.pdf"
    assert first == "Exhibit 1: Mandate of Nadia Okafor"
    text = text_of(content)
    assert "On behalf of Nadia Okafor Organisation mandated by the person" in text
    assert "Article 80(1) GDPR" in text
    assert "Mandate of Nadia Okafor" in text
