"""The files of an export: examined like uploads, bounded, and taken over whole from one of ours."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import uuid
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from requests_app.accounts import incoming, incoming_archive, incoming_files, own_data, retention
from requests_app.accounts.archive import archive
from requests_app.accounts.incoming import Added, ArchiveRefused, Incoming
from requests_app.accounts.models import User
from requests_app.cases import bundles, evidence, originals
from requests_app.cases.models import Case, Event
from requests_app.safety import audit, sandbox, uploads
from requests_app.safety.plain_data import write
from requests_app.vault import files
from requests_app.vault.models import SealedFile
from tests.accounts.lives import letters_of, lived, tell
from tests.accounts.test_own_rights_import import changed, exported
from tests.safety import hostile

pytestmark = pytest.mark.django_db
MAIL = b"From: dpo@example.org\r\nTo: amara@example.org\r\nSubject: Yes\r\n\r\nWe agree."
ACTIVE = next(one.content for one in hostile.uploads() if one.becomes == "seen")


@pytest.fixture(autouse=True)
def _folder_and_day(settings: Any, tmp_path: Path):
    settings.VAR_DIR = tmp_path
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("other@example.org")


def export_of(
    members: list[tuple[str, bytes]], *, paths: list[str] | None = None, **more: Any
) -> io.BytesIO:
    """An export of nothing but these files."""
    named = paths or [f"files/{number}" for number in range(len(members))]
    moment = "2026-01-01T00:00:00+00:00"
    listed = [
        {
            "path": path, "name": name, "type": "text/plain", "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(), "kept_at": moment, **more,
        }
        for path, (name, content) in zip(named, members, strict=True)
    ]  # fmt: skip
    data = {
        "format": "dsr-desk/export", "version": 1, "made_at": moment, "site": "x",
        "person": {"email": "", "account_since": moment},
        "settings": {"language": "en", "time_zone": "Europe/London", "reminder_hour": 9},
        "companies": [], "cases": [], "files": listed,
    }  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(data))
        for path, (_name, content) in dict(zip(named, members, strict=True)).items():
            packed.writestr(path, content)
    file.seek(0)
    return file


def take_over(file: io.BytesIO, person: User) -> Added:
    return Incoming(file).take_over(person, with_settings=False)


def kept(person: User) -> dict[str, dict[str, Any]]:
    return {row.about["name"]: row.about for row in SealedFile.objects.for_owner(person)}


def imports(person: User) -> int:
    return audit.of_person(person.pk).filter(verb="imported").count()


class TestExamined:
    """What would be refused as an upload is refused here."""

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("virus.exe", b"MZ" + bytes(100), "virus.exe: This kind of file is not taken"),
            ("page.html", b"<script>alert(1)</script>", "page.html: This kind of file"),
            ("bomb.pdf", b"%PDF-broken", "bomb.pdf: The file is damaged"),
            ("macro.docx", b"PK\x03\x04nothing", "macro.docx: The content is not what"),
            ("empty.txt", b"", "empty.txt: The file is empty"),
            ("../../etc/passwd", b"root", "passwd: This kind of file"),
            ("evil\u202etxt.exe", b"MZ", "eviltxt.exe: This kind of file"),
        ],
    )
    def test_it_is_named_and_nothing_at_all_comes_in(
        self, person: User, name: str, content: bytes, says: str
    ) -> None:
        file = export_of([("good.txt", b"a good one"), (name, content)])
        with pytest.raises(ArchiveRefused) as refused:
            take_over(file, person)
        assert says in str(refused.value)
        assert str(refused.value).endswith(".")
        assert not kept(person)
        assert imports(person) == 0

    def test_the_cases_beside_it_do_not_come_in_either(self, person: User) -> None:
        def rename(data: dict[str, Any]) -> None:
            data["files"][0]["name"] = "photo.exe"

        with pytest.raises(ArchiveRefused, match=r"photo\.exe"):
            take_over(changed(exported(), rename), person)
        assert not Case.objects.for_owner(person).exists()

    def test_what_was_found_is_found_anew_and_not_believed(self, person: User) -> None:
        take_over(export_of([("form.pdf", ACTIVE)], found={"pages": 1, "active": []}), person)
        assert uploads.remarks(kept(person)["form.pdf"]["found"])
        take_over(export_of([("a.txt", b"hello")], found={"password": True}), person)
        assert kept(person)["a.txt"]["found"] == {"encoding": "utf-8"}

    def test_a_mail_that_came_with_a_reply_is_taken_however_broken_it_is(
        self, person: User
    ) -> None:
        members = exported()

        def belongs(data: dict[str, Any]) -> None:
            for file in data["files"]:
                file["belongs_to"]["kind"] = kind
                file["name"] = f"{file['sha256'][:5]}.eml"

        kind = "evidence"
        with pytest.raises(ArchiveRefused, match=r"\.eml: "):
            take_over(changed(members, belongs), person)
        kind = "case"
        assert take_over(changed(members, belongs), person).files == 2

    def test_while_too_many_are_examined_one_is_asked_to_come_back(
        self, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(*_args: Any) -> Any:
            raise sandbox.Busy

        with monkeypatch.context() as patched:
            patched.setattr(sandbox, "run", busy)
            with pytest.raises(ArchiveRefused, match=r"^Too many .* try again in a minute"):
                take_over(export_of([("a.txt", b"hello")]), person)
        assert not kept(person)
        assert take_over(export_of([("a.txt", b"hello")]), person).files == 1


class TestOwnExport:
    """What this desk once took comes in whole."""

    def lived_with_files(self) -> User:
        """Somebody whose files came through the doors of the site, of every kind there is."""
        owner = lived()
        case = Case.objects.for_owner(owner).get(closed_at=None)
        for name, content in [
            ("scan.pdf", hostile.pdf(3)),
            ("active.pdf", ACTIVE),
            ("photo.jpg", hostile.jpeg()),
            ("Foto.PNG", hostile.png()),
            ("Grüße.txt", "Grüße aus Köln".encode("cp1252")),
            ("word.docx", hostile.zipped(hostile.WORD)),
            ("mail.eml", MAIL),
        ]:
            evidence.add(case, SimpleUploadedFile(name, content))
        for name, content in [
            ("reply.pdf", hostile.pdf(2)),
            ("reply active.pdf", ACTIVE),
            ("broken.eml", b"\x00\xff not a mail at all"),
        ]:
            originals.keep(case, SimpleUploadedFile(name, content))
        told = originals.keep(case, SimpleUploadedFile("told.eml", MAIL + b" Really."))
        originals.belongs_to(told, tell(case, "reminder", date(2026, 10, 1)))
        return owner

    def test_files_of_every_kind_come_in_as_they_were(self, person: User, settings: Any) -> None:
        settings.JOBS_WAIT = True
        owner = self.lived_with_files()
        bundles.start(owner.pk, letters_of(owner), "zip")
        bundles.start(owner.pk, letters_of(owner), "print")
        packed = io.BytesIO(b"".join(archive(owner)))
        added = take_over(packed, person)
        assert (added.files, added.left) == (13, 0)
        before = write(own_data.gather(owner).export.files)
        after = write(own_data.gather(person).export.files)
        assert after == before
        for one in SealedFile.objects.for_owner(person):
            assert hashlib.sha256(files.read(one)).hexdigest() == one.about["sha256"]
        assert take_over(packed, person).nothing

    def test_what_a_reply_would_do_by_itself_is_said_of_it_too(self, person: User) -> None:
        case = Case.objects.for_owner(lived()).get(closed_at=None)
        originals.keep(case, SimpleUploadedFile("reply.pdf", ACTIVE))
        (shown,) = [one for one in evidence.of_case(case) if one.name == "reply.pdf"]
        assert "Open it with care" in shown.remarks[0]


class TestBounds:
    """However many files an archive names."""

    def test_a_path_that_is_named_twice_is_refused_before_it_is_unpacked(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unpacked: list[str] = []
        real = incoming_archive.Archive.pieces

        def noted(self: Any, name: str, limit: int) -> Any:
            unpacked.append(name)
            return real(self, name, limit)

        monkeypatch.setattr(incoming_archive.Archive, "pieces", noted)
        file = export_of([("a.txt", b"hello")] * 3, paths=["files/a"] * 3)
        with pytest.raises(ArchiveRefused, match=r"files\[1\]: this file is there twice"):
            Incoming(file)
        assert unpacked == ["data.json"]

    def test_more_than_there_is_room_for_is_refused_before_it_is_unpacked(
        self, person: User, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.UPLOAD_QUOTA_MB = 1
        ready = Incoming(export_of([(f"{n}.txt", b"%d" % n * 400_000) for n in range(3)]))
        monkeypatch.setattr(incoming_archive.Archive, "pieces", lambda *_: pytest.fail("unpacked"))
        with pytest.raises(ArchiveRefused, match="more than 1 MB"):
            ready.take_over(person, with_settings=False)
        assert not kept(person)

    @pytest.mark.parametrize(("size", "says"), [(-1, "not the one"), (2**40, "too large")])
    def test_a_length_that_is_not_the_members_is_refused(self, size: int, says: str) -> None:
        with pytest.raises(ArchiveRefused, match=says):
            Incoming(export_of([("a.txt", b"hello")], size=size))

    def test_only_what_is_added_counts_towards_the_room(self, person: User, settings: Any) -> None:
        settings.UPLOAD_QUOTA_MB = 1
        content = [("a.txt", b"a" * 600_000)]
        assert take_over(export_of(content), person).files == 1
        assert take_over(export_of(content), person).nothing
        with pytest.raises(ArchiveRefused, match="more than 1 MB"):
            take_over(export_of([*content, ("b.txt", b"b" * 600_000)]), person)
        assert take_over(export_of([*content, ("c.txt", b"c" * 300_000)]), person).files == 1

    def test_files_of_cases_that_are_yet_to_come_count_though_the_same_lie_here_already(
        self, person: User, settings: Any
    ) -> None:
        """Else each new case would bring the same file in again, past all limits."""
        settings.UPLOAD_QUOTA_MB = 2
        members = exported()

        def loose(data: dict[str, Any]) -> None:
            data["cases"] = []

        def again(data: dict[str, Any]) -> None:
            for case in data["cases"]:
                case["submission"] = str(uuid.uuid4())
                renamed = {event["submission"]: str(uuid.uuid4()) for event in case["events"]}
                for event in case["events"]:
                    event["submission"] = renamed[event["submission"]]
                    event["replaces"] = renamed.get(event["replaces"])
                for file in data["files"]:
                    owner = file["belongs_to"]
                    owner["submission"] = renamed.get(owner["submission"], owner["submission"])

        assert take_over(changed(members, loose), person).files == 2
        with pytest.raises(ArchiveRefused, match="more than 2 MB"):
            take_over(changed(members, again), person)

    def test_what_there_is_no_time_for_comes_in_when_it_is_handed_in_again(
        self, person: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = [(f"{number}.txt", b"%d" % number) for number in range(3)]
        with monkeypatch.context() as hurried:
            hurried.setattr(incoming_files, "EXAMINING_SECONDS", 0.0)
            added = take_over(export_of(found), person)
            assert (added.files, added.left) == (1, 2)
            browser = Client()
            browser.force_login(person)
            upload = export_of(found)
            upload.name = "export.zip"
            page = browser.post("/settings/your-data/take-over/", {"archive": upload}, follow=True)
            assert "1 file was not taken over yet" in page.content.decode()
        added = take_over(export_of(found), person)
        assert (added.files, added.left) == (1, 0)
        assert len(kept(person)) == 3

    def test_many_files_of_the_same_length_are_told_apart_at_once(self, person: User) -> None:
        """Each row that lies here is opened twice at most, and not once for every file."""
        for number in range(50):
            files.keep(person.pk, [b"%05d" % number], name="a.txt", content_type="text/plain")
        opened = 0
        real = incoming_files._there

        def counted(owner: User) -> Any:
            nonlocal opened
            for one in real(owner):
                opened += 1
                yield one

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(incoming_files, "_there", counted)
            found = [(f"{number}.txt", b"%05d" % number) for number in range(50)]
            assert take_over(export_of(found), person).nothing
        assert opened == 100

    def test_one_archive_is_read_at_a_time(
        self, person: User, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(incoming, "PATIENCE", 0.1)
        client.force_login(person)
        inside, done = threading.Event(), threading.Event()

        def other() -> None:
            with incoming.alone():
                inside.set()
                done.wait(60)

        busy = threading.Thread(target=other)
        busy.start()
        try:
            assert inside.wait(60)
            upload = export_of([("a.txt", b"hello")])
            upload.name = "export.zip"
            page = client.post("/settings/your-data/take-over/", {"archive": upload})
        finally:
            done.set()
            busy.join()
        assert page.status_code == 422
        assert "Another archive is being taken over just now" in page.content.decode()
        upload.seek(0)
        assert client.post("/settings/your-data/take-over/", {"archive": upload}).status_code == 302


def test_an_import_that_breaks_off_is_written_down_with_what_it_kept(person: User) -> None:
    def contradict(data: dict[str, Any]) -> None:
        # Fits by itself, but this event is recorded in the first case already.
        events = data["cases"][1]["events"]
        old, known = events[0]["submission"], data["cases"][0]["events"][0]["submission"]
        events[0]["submission"] = known
        for event in events:
            event["replaces"] = known if event["replaces"] == old else event["replaces"]

    with pytest.raises(ArchiveRefused, match="up to this place"):
        take_over(changed(exported(), contradict), person)
    assert Case.objects.for_owner(person).count() == 1
    assert Event.objects.for_owner(person).exists()
    assert imports(person) == 1
    assert audit.verify().broken is None


def test_the_archive_of_a_full_account_may_be_sent(settings: Any) -> None:
    """Files hardly get smaller in a ZIP; letters as PDF, the data and the log come on top."""
    files_of_all = settings.UPLOAD_QUOTA_MB * 1_000_000
    beside = incoming_archive.LARGEST_DATA + 60 * 1024 * 1024
    assert incoming_archive.largest_archive() >= files_of_all + beside
    assert incoming_archive.largest_archive() < settings.LARGEST_UPLOAD


def test_the_documented_limits_are_those_in_force(settings: Any) -> None:
    documented = (settings.BASE_DIR / "docs" / "operating.md").read_text()
    for figure, limit in [
        ("`data.json` of 40 MB", incoming_archive.LARGEST_DATA == 40 * 1024 * 1024),
        ("20,000 members", incoming_archive.MOST_MEMBERS == 20_000),
        ("5,000 cases", incoming.MOST_CASES == 5000),
        ("45 seconds", incoming_files.EXAMINING_SECONDS == 45),
    ]:
        assert figure in documented
        assert limit, figure


def test_the_months_an_export_may_name_are_those_that_are_offered(settings: Any) -> None:
    schema = json.loads((settings.BASE_DIR / "docs" / "export.schema.json").read_text())
    offered = schema["$defs"]["SettingsData"]["properties"]["keep_closed_cases_months"]
    assert tuple(offered["enum"]) == get_args(retention.Months) == retention.CHOICES
