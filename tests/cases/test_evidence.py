"""The files of a case: kept as they are, handed out so that they do nothing, removed for good."""

from __future__ import annotations

import hashlib
import io
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from requests_app.accounts.models import User
from requests_app.cases import evidence
from requests_app.cases.models import Case
from requests_app.safety import audit
from requests_app.vault import files
from requests_app.vault.models import SealedFile
from tests.safety import hostile

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(open_case: Callable[..., Case]) -> Case:
    return open_case(date(2026, 11, 2))


@pytest.fixture
def browser(amara: User) -> Client:
    client = Client()
    client.force_login(amara)
    return client


def send(browser: Client, case: Case, name: str, content: bytes) -> Any:
    return browser.post(f"/cases/{case.pk}/files/", {"file": SimpleUploadedFile(name, content)})


def only(case: Case) -> evidence.Evidence:
    found = evidence.of_case(case)
    assert len(found) == 1
    return found[0]


def test_a_file_is_kept_byte_for_byte_with_its_fingerprint(browser: Client, case: Case) -> None:
    content = hostile.jpeg((40, 30), comment=b"SECRET-PLACE")
    assert send(browser, case, "Foto.jpg", content).status_code == 302
    kept = only(case)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    page = browser.get(f"/cases/{case.pk}/files/").content.decode()
    assert "Foto.jpg" in page
    assert kept.sha256 in page
    assert "where or how it was taken" in page
    assert "Files of this case" in browser.get(f"/cases/{case.pk}/").content.decode()
    taken = browser.get(f"/cases/{case.pk}/files/{kept.id}/")
    assert taken.content == content


def test_neither_name_nor_content_is_in_the_database_or_on_the_disk(
    browser: Client, case: Case
) -> None:
    send(browser, case, "Amara-secret.txt", b"SECRET-CONTENT of mine")
    file = SealedFile.objects.for_owner(case.owner_id).get()
    on_disk = b"".join(path.read_bytes() for path in files.folder().glob("*/*"))
    assert b"SECRET" not in on_disk
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM requests_app_sealedfile")
        row = b"".join(
            str(value).encode() if not isinstance(value, bytes | memoryview) else bytes(value)
            for value in cursor.fetchone()
        )
    assert b"Amara-secret" not in row
    assert file.place not in "Amara-secret.txt"


def test_the_original_is_handed_out_so_that_it_can_do_nothing(browser: Client, case: Case) -> None:
    send(browser, case, "a.pdf", hostile.pdf())
    taken = browser.get(f"/cases/{case.pk}/files/{only(case).id}/")
    assert taken["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert taken["X-Content-Type-Options"] == "nosniff"
    assert taken["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert taken["Cross-Origin-Resource-Policy"] == "same-origin"
    assert taken["Cache-Control"] == "no-store"


def test_a_picture_is_looked_at_made_anew(browser: Client, case: Case) -> None:
    send(browser, case, "a.jpg", hostile.jpeg((2000, 1000), comment=b"SECRET-PLACE"))
    seen = browser.get(f"/cases/{case.pk}/files/{only(case).id}/picture/")
    assert seen["Content-Type"] == "image/jpeg"
    assert b"SECRET" not in seen.content
    assert Image.open(io.BytesIO(seen.content)).size == (1600, 800)
    assert "sandbox" in seen["Content-Security-Policy"]


def test_what_is_no_picture_is_not_looked_at_here(browser: Client, case: Case) -> None:
    send(browser, case, "a.txt", b"<script>alert(1)</script>")
    answer = browser.get(f"/cases/{case.pk}/files/{only(case).id}/picture/")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.exe", b"MZ", "This kind of file is not taken"),
        ("a.pdf", b"MZ", "not what the name of the file says"),
        ("a.pdf", b"", "empty"),
    ],
)
def test_a_refused_file_is_said_in_a_sentence_and_nothing_is_kept(
    browser: Client, case: Case, name: str, content: bytes, says: str
) -> None:
    answer = send(browser, case, name, content)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert evidence.of_case(case) == []


def test_sending_it_twice_keeps_it_once(browser: Client, case: Case) -> None:
    for _ in range(2):
        send(browser, case, "a.txt", b"hello")
    assert len(evidence.of_case(case)) == 1


@pytest.mark.parametrize(
    ("name", "shown", "header"),
    [
        ("../../etc/passwd.txt", "passwd.txt", 'attachment; filename="passwd.txt"'),
        ('a"; filename="evil.txt', "a&quot;; filename=&quot;evil.txt", None),
        ("Grüße.txt", "Grüße.txt", "attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.txt"),
        ("<b>x.txt", "&lt;b&gt;x.txt", None),
    ],
)
def test_an_odd_name_is_only_a_name(
    browser: Client, case: Case, name: str, shown: str, header: str | None
) -> None:
    evidence.add(case, SimpleUploadedFile(name, b"hello"))
    assert shown in browser.get(f"/cases/{case.pk}/files/").content.decode()
    taken = browser.get(f"/cases/{case.pk}/files/{only(case).id}/")
    assert header is None or taken["Content-Disposition"] == header
    assert "\n" not in taken["Content-Disposition"]


def test_it_can_be_removed_for_good(browser: Client, case: Case) -> None:
    send(browser, case, "a.txt", b"hello")
    file = only(case)
    browser.post(f"/cases/{case.pk}/files/{file.id}/remove/")
    assert evidence.of_case(case) == []
    assert browser.get(f"/cases/{case.pk}/files/{file.id}/").status_code == 404


def test_what_an_entry_rests_on_stays(browser: Client, case: Case) -> None:
    send(browser, case, "a.txt", b"hello")
    file = SealedFile.objects.for_owner(case.owner_id).get()
    SealedFile.objects.for_owner(case.owner_id).update(reference=f"event:{case.events.first().pk}")
    answer = browser.post(f"/cases/{case.pk}/files/{file.pk}/remove/", follow=True)
    assert "rests on this file" in answer.content.decode()
    assert only(case).belongs_to


def test_another_persons_file_is_not_there(case: Case, other: User) -> None:
    kept = evidence.add(case, SimpleUploadedFile("a.txt", b"hello"))
    thief = Client()
    thief.force_login(other)
    for path in ("", "picture/"):
        foreign = thief.get(f"/cases/{case.pk}/files/{kept.id}/{path}")
        missing = thief.get(f"/cases/{uuid.uuid4()}/files/{uuid.uuid4()}/{path}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
    assert thief.post(f"/cases/{case.pk}/files/{kept.id}/remove/").status_code == 404
    assert only(case).id == kept.id


def test_a_file_of_another_case_is_not_there(
    browser: Client, case: Case, open_case: Callable[..., Case]
) -> None:
    kept = evidence.add(case, SimpleUploadedFile("a.txt", b"hello"))
    second = open_case(date(2026, 11, 3))
    assert browser.get(f"/cases/{second.pk}/files/{kept.id}/").status_code == 404


def test_a_file_that_was_damaged_is_said_to_be(browser: Client, case: Case) -> None:
    kept = evidence.add(case, SimpleUploadedFile("a.txt", b"hello"))
    for path in files.folder().glob("*/*"):
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    answer = browser.get(f"/cases/{case.pk}/files/{kept.id}/", follow=True)
    assert "damaged on the disk" in answer.content.decode()


def test_everybody_has_so_much_room_and_no_more(browser: Client, case: Case, settings: Any) -> None:
    settings.UPLOAD_QUOTA_MB = 1
    assert send(browser, case, "a.txt", b"a" * 900_000).status_code == 302
    answer = send(browser, case, "b.txt", b"b" * 200_000)
    assert "more than 1 MB in all" in answer.content.decode()


def test_a_case_has_a_hundred_files_at_most(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MOST_FILES", 2)
    for number in range(2):
        evidence.add(case, SimpleUploadedFile("a.txt", b"%d" % number))
    with pytest.raises(evidence.UploadRefused, match="2 files at most"):
        evidence.add(case, SimpleUploadedFile("a.txt", b"third"))


def test_so_many_an_hour_and_no_more(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "UPLOADS_AN_HOUR", 1)
    with time_machine.travel(timezone.now(), tick=False):  # so that the hour does not end between
        evidence.add(case, SimpleUploadedFile("a.txt", b"first"))
        with pytest.raises(evidence.UploadRefused, match="wait a while"):
            evidence.add(case, SimpleUploadedFile("a.txt", b"second"))


def test_what_is_far_too_large_is_refused_before_it_is_read(browser: Client, case: Case) -> None:
    answer = browser.post(
        f"/cases/{case.pk}/files/",
        data=b"--B\r\n",
        content_type="multipart/form-data; boundary=B",
        CONTENT_LENGTH=str(40 * 1024 * 1024),
    )
    assert answer.status_code == 413
    assert "at most 25 MB" in answer.content.decode()


def test_somebody_who_is_not_signed_in_can_send_no_large_file(case: Case) -> None:
    # The form is read to check where it comes from, before anything asks who sends it.
    visitor = Client(enforce_csrf_checks=True)
    visitor.get("/sign-in/")
    answer = visitor.post(
        f"/cases/{case.pk}/files/", {"file": SimpleUploadedFile("a.txt", b"a" * 2_000_000)}
    )
    assert answer.status_code == 413


def test_no_upload_touches_the_temporary_folder_in_clear(
    browser: Client, case: Case, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    real = files._write

    def look(file: Any, pieces: Any, key: Any) -> None:
        seen.extend(path.read_bytes() for path in tmp_path.iterdir())
        real(file, pieces, key)

    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(files, "_write", look)
    send(browser, case, "a.txt", b"SECRET " * 600_000)
    assert not any(b"SECRET" in content for content in seen)
    assert only(case).size == 4_200_000


def test_adding_taking_and_removing_are_in_the_audit_log(browser: Client, case: Case) -> None:
    send(browser, case, "a.txt", b"hello")
    kept = only(case)
    browser.get(f"/cases/{case.pk}/files/{kept.id}/")
    browser.post(f"/cases/{case.pk}/files/{kept.id}/remove/")
    verbs = [entry.verb for entry in audit.of_person(case.owner_id) if entry.thing == kept.id]
    assert verbs == ["file_removed", "file_taken", "file_kept"]
