"""Everything about a person can be taken along, and comes in whole at another instance."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from requests_app.accounts import own_data
from requests_app.accounts.archive import archive
from requests_app.accounts.incoming import ArchiveRefused, Incoming
from requests_app.accounts.models import User
from requests_app.cases import bundles, feeds, rounds
from requests_app.cases.models import Case, Event, Letter, Round
from requests_app.directory.models import OwnCompany
from requests_app.letters.models import LetterDraft
from requests_app.letters.services import MOST_DRAFTS, forget_old_drafts, keep_draft
from requests_app.reminders.models import Reminder
from requests_app.safety import audit
from requests_app.safety.ownership import Owned
from requests_app.safety.plain_data import write
from requests_app.vault import files
from requests_app.vault.models import SealedFile
from tests.accounts.lives import letters_of, lived, picture, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder_and_day(settings: Any, tmp_path: Path):
    settings.VAR_DIR = tmp_path
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        yield


def packed(person: User) -> bytes:
    return b"".join(archive(person))


def data(person: User) -> dict[str, Any]:
    """What the export says, but for what is another at each place and time."""
    found = write(own_data.gather(person).export)
    for place in ("made_at", "site", "person", "for_information"):
        del found[place]
    return found


def take_over(content: bytes, person: User, *, with_settings: bool = True):
    return Incoming(io.BytesIO(content)).take_over(person, with_settings=with_settings)


class TestArchive:
    """The ZIP file."""

    def test_it_holds_data_log_letters_and_files_as_they_were(self) -> None:
        person = lived()
        with zipfile.ZipFile(io.BytesIO(packed(person))) as found:
            assert found.testzip() is None
            names = found.namelist()
            assert names[:3] == ["README.txt", "data.json", "audit.json"]
            letters = [name for name in names if name.startswith("letters/")]
            assert len(letters) == len(letters_of(person)) == 2
            assert all(found.read(name).startswith(b"%PDF-") for name in letters)
            content = json.loads(found.read("data.json"))
            assert content["format"] == "dsr-desk/export"
            for file in content["files"]:
                assert len(found.read(file["path"])) == file["size"]
            (photo,) = [f for f in content["files"] if f["type"] == "image/png"]
            assert found.read(photo["path"]) == picture()
            assert photo["belongs_to"]["kind"] == "event"
            verbs = {entry["what"] for entry in json.loads(found.read("audit.json"))}
            assert {"case_opened", "event_recorded", "consent_given"} <= verbs

    def test_a_hostile_file_name_is_harmless_in_the_archive_and_kept_as_data(self) -> None:
        person = User.objects.create_user("a@example.org")
        for name in ("../../etc/passwd", "C:\\evil", "..", "", "a" * 300 + ".png"):
            files.keep(person.pk, [b"x"], name=name, content_type="text/plain")
        with zipfile.ZipFile(io.BytesIO(packed(person))) as found:
            content = json.loads(found.read("data.json"))
            paths = {file["name"]: file["path"] for file in content["files"]}
            assert paths["../../etc/passwd"].endswith("-passwd")
            for path in found.namelist():
                assert re.fullmatch(r"[A-Za-z.]+|files/\d{4}-[\w.-]{1,80}", path), path

    def test_it_says_what_was_sent_where_one_is_signed_in_and_what_was_agreed_to(
        self, client: Client
    ) -> None:
        person = lived()
        client.force_login(person)
        feeds.make(person, with_names=True)
        facts = {"name": "Amara Okafor", "situation": "I write for a living."}
        rounds.begin(person, facts, ["linkedin", "openai"], uuid.uuid4())
        told = write(own_data.gather(person).export)["for_information"]
        assert told["sessions"]
        assert told["reminders"]
        assert told["consents"][0]["name"] == "sensitive"
        assert [feed["with_names"] for feed in told["calendar_feeds"]] == [True]
        [begun] = write(own_data.gather(person).export)["rounds"]
        assert begun["platforms"] == ["linkedin", "openai"]
        assert begun["answers"] == facts

    def test_what_was_made_from_the_rest_is_not_in_it(self, settings: Any) -> None:
        settings.JOBS_WAIT = True
        person = lived()
        before = len(data(person)["files"])
        bundles.start(person.pk, letters_of(person), "zip")
        assert SealedFile.objects.for_owner(person).count() == before + 1
        assert len(data(person)["files"]) == before

    def test_it_never_holds_what_signs_somebody_in(self) -> None:
        person = lived(password="correct horse battery staple")
        text = packed(person).decode("latin-1")
        with zipfile.ZipFile(io.BytesIO(packed(person))) as found:
            text = "".join(found.read(name).decode("latin-1") for name in found.namelist())
        assert "argon2" not in text
        assert person.password not in text

    def test_it_is_made_piece_by_piece_and_no_file_is_written_for_it(self, tmp_path: Path) -> None:
        person = lived()
        before = sorted(tmp_path.rglob("*"))
        pieces = archive(person)
        first = next(pieces)
        assert first.startswith(b"PK")
        assert sorted(tmp_path.rglob("*")) == before
        assert max(len(piece) for piece in [first, *pieces]) < 2_000_000

    def test_what_an_older_version_kept_in_another_form_is_in_it_all_the_same(self) -> None:
        person = lived()
        case = Case.objects.for_owner(person).first()
        Letter.objects.create(
            owner=person, case=case, kind="objection", dated="2020-01-01", subject="My subject",
            body="My words", request={"text": {"unknown": 1}},
        )  # fmt: skip
        OwnCompany.objects.create(owner=person, details={"name": "Old Shop"})
        with zipfile.ZipFile(io.BytesIO(packed(person))) as found:
            letter = found.read("letters/2020-01-01-objection.txt").decode()
            assert letter == "My subject\n\nMy words\n"
            names = [
                one["details"]["name"] for one in json.loads(found.read("data.json"))["companies"]
            ]
            assert "Old Shop" in names

    def test_every_table_of_a_person_is_in_it(self) -> None:
        tables = {model.__name__ for model in apps.get_models() if issubclass(model, Owned)}
        missing = tables - set(own_data.COVERED)
        assert not missing, f"say in accounts.own_data.COVERED where these are: {missing}"
        assert set(own_data.COVERED) <= tables

    def test_another_person_is_not_in_it(self) -> None:
        lived("other@example.org", mark="Otherworld")
        with zipfile.ZipFile(io.BytesIO(packed(lived()))) as found:
            assert not any(b"Otherworld" in found.read(name) for name in found.namelist())


class TestRoundTrip:
    """What is taken along comes in elsewhere as it was."""

    def test_the_same_data_stands_in_the_other_account(self) -> None:
        first = lived(mark="Ünïcode")
        second = User.objects.create_user("second@example.org")
        added = take_over(packed(first), second)
        assert (added.cases, added.letters, added.companies, added.files) == (2, 2, 1, 2)
        assert added.drafts == 1
        assert data(second) == data(first)

    def test_the_files_are_the_very_same_and_belong_to_the_same_event(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        take_over(packed(first), second)
        theirs = SealedFile.objects.for_owner(second).get(reference__startswith="event:")
        assert files.read(theirs) == picture()
        event = Event.objects.for_owner(second).get(kind="refusal")
        assert theirs.reference == f"event:{event.pk}"

    def test_rows_get_ids_of_their_own(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        take_over(packed(first), second)
        for table in (Case, Letter, Event, SealedFile):
            one = set(table.objects.for_owner(first).values_list("pk", flat=True))
            two = set(table.objects.for_owner(second).values_list("pk", flat=True))
            assert len(one) == len(two)
            assert not one & two

    def test_a_second_time_nothing_is_added(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        content = packed(first)
        take_over(content, second)
        again = take_over(content, second)
        assert again.nothing
        assert data(second) == data(first)

    def test_back_where_it_came_from_nothing_is_added(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        before = data(first)
        take_over(packed(first), second)
        assert take_over(packed(second), first).nothing
        assert data(first) == before

    def test_a_newer_export_adds_only_what_is_new(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        take_over(packed(first), second)
        case = Case.objects.for_owner(first).get(closed_at=None)
        tell(case, "reminder", date(2026, 10, 1))
        added = take_over(packed(first), second)
        assert (added.cases, added.letters, added.events, added.files) == (0, 0, 1, 0)
        assert data(second) == data(first)

    def test_a_letter_begun_is_gone_on_with_in_the_new_account(self, client: Client) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        take_over(packed(first), second)
        draft = LetterDraft.objects.for_owner(second).get()
        assert draft.pk != LetterDraft.objects.for_owner(first).get().pk
        client.force_login(second)
        page = client.get(f"/letter/drafts/{draft.pk}/").content.decode()
        assert "Where do you live?" in page
        assert "Amara Okafor" in page

    def test_a_control_character_in_what_was_pasted_stands_in_nobodys_way(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        case = Case.objects.for_owner(first).get(closed_at=None)
        tell(case, "reminder", date(2026, 10, 2), details={"note": "Page\x0cbreak\x02"})
        begun = {"situation": ["I read\x0b this\x85"]}
        keep_draft(first.pk, uuid.uuid4(), begun, "situation")
        take_over(packed(first), second)
        notes = [(event.details or {}).get("note") for event in Event.objects.for_owner(second)]
        assert "Pagebreak" in notes
        situations = [row.answers.get("situation") for row in LetterDraft.objects.for_owner(second)]
        assert ["I read this"] in situations

    def test_where_there_is_no_room_for_drafts_all_else_comes_in(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        for number in range(MOST_DRAFTS):
            keep_draft(second.pk, uuid.uuid4(), {"name": [f"Number {number}"]}, "details")
        with pytest.raises(ArchiveRefused, match="at most 50 drafts"):
            take_over(packed(first), second)
        assert data(second)["files"] == data(first)["files"]
        assert data(second)["settings"] == data(first)["settings"]

    def test_a_letter_begun_long_ago_is_kept_as_long_as_any_other(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        content = packed(first)
        with time_machine.travel(datetime(2027, 11, 24, 12, tzinfo=UTC), tick=False):
            take_over(content, second)
            forget_old_drafts()
            assert LetterDraft.objects.for_owner(second).exists()

    def test_letters_to_several_companies_are_gone_on_with_in_the_new_account(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        answers = {
            "wish": "objection:ai-training", "residence": "FR", "name": "Amara Okafor",
            "email": "a@example.org", "situation": "I write for a living.",
        }  # fmt: skip
        one = rounds.begin(first, answers, ["linkedin", "openai", "x"], uuid.uuid4())
        one = rounds.go_on(one, seconds=0)
        assert one.done == 1
        take_over(packed(first), second)
        assert data(second) == data(first)
        theirs = Round.objects.for_owner(second).get()
        assert theirs.pk != one.pk
        assert [case.platform for case in rounds.cases_of(theirs)] == ["linkedin"]
        assert rounds.go_on(theirs).done == 3
        assert take_over(packed(first), second).nothing

    def test_a_letter_gone_on_with_meanwhile_stays_as_it_is(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        content = packed(first)
        take_over(content, second)
        draft = LetterDraft.objects.for_owner(second).get()
        keep_draft(second.pk, draft.pk, {"platform": ["x"]}, "wish")
        assert take_over(content, second).drafts == 1
        kept = LetterDraft.objects.for_owner(second)
        assert sorted(row.answers["platform"][0] for row in kept) == ["linkedin", "x"]

    def test_reminders_go_on_in_the_new_account(self) -> None:
        first, second = User.objects.create_user("a@example.org"), None
        from tests.accounts.lives import opened

        opened(first, date(2026, 11, 20))
        second = User.objects.create_user("b@example.org")
        take_over(packed(first), second)

        def days(person: User) -> set[date]:
            rows = Reminder.objects.for_owner(person).filter(state="planned")
            return set(rows.values_list("due_on", flat=True))

        assert days(second) == days(first) != set()

    def test_settings_come_along_only_if_wanted(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        take_over(packed(first), second, with_settings=False)
        second.refresh_from_db()
        assert (second.language, second.time_zone) == ("en", "Europe/London")
        take_over(packed(first), second)
        second.refresh_from_db()
        assert (second.language, second.time_zone) == ("fr", "Europe/Paris")

    def test_the_address_one_signs_in_with_stays(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        take_over(packed(first), second)
        assert User.objects.get(pk=second.pk).email == "second@example.org"

    def test_it_is_written_down(self) -> None:
        first, second = lived(), User.objects.create_user("second@example.org")
        take_over(packed(first), second)
        assert audit.of_person(second.pk).filter(verb="imported").count() == 1
        assert audit.verify().broken is None


class TestPages:
    """In the browser."""

    @pytest.fixture
    def signed_in(self, client: Client) -> Client:
        self.person = lived()
        client.force_login(self.person)
        return client

    def test_the_export_comes_as_an_attachment_that_nobody_keeps(self, signed_in: Client) -> None:
        answer = signed_in.post("/settings/your-data/export/")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/zip"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Cache-Control"] == "no-store"
        assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
        assert audit.of_person(self.person.pk).first().verb == "exported"

    def test_it_needs_a_post_and_somebody_who_has_just_proved_who_they_are(
        self, signed_in: Client
    ) -> None:
        assert signed_in.get("/settings/your-data/export/").status_code == 405
        with time_machine.travel(datetime(2026, 11, 24, 13, tzinfo=UTC)):
            answer = signed_in.post("/settings/your-data/export/")
        assert answer.status_code == 302
        assert "/confirm/" in answer["Location"]

    def test_an_export_is_taken_over_by_a_form(self, signed_in: Client) -> None:
        content = packed(self.person)
        other = User.objects.create_user("other@example.org")
        browser = Client()
        browser.force_login(other)
        upload = io.BytesIO(content)
        upload.name = "export.zip"
        answer = browser.post("/settings/your-data/take-over/", {"archive": upload}, follow=True)
        assert "Taken over: 2 cases, 2 letters" in answer.content.decode()
        upload.seek(0)
        answer = browser.post("/settings/your-data/take-over/", {"archive": upload}, follow=True)
        assert "is here already" in answer.content.decode()

    def test_no_file_and_no_zip_are_said_at_the_field(self, signed_in: Client) -> None:
        answer = signed_in.post("/settings/your-data/take-over/", {})
        assert answer.status_code == 422
        assert "Choose the file" in answer.content.decode()
        upload = io.BytesIO(b"no zip at all")
        upload.name = "x.zip"
        answer = signed_in.post("/settings/your-data/take-over/", {"archive": upload})
        assert answer.status_code == 422
        assert "not a whole ZIP archive" in answer.content.decode()

    def test_the_page_is_for_people_who_are_signed_in(self, client: Client, db: None) -> None:
        for path in ("", "export/", "take-over/", "erase/", "log/", "closed-cases/"):
            answer = client.post(f"/settings/your-data/{path}")
            assert answer.status_code in (302, 405), path
            assert client.get(f"/settings/your-data/{path}").status_code in (302, 405)
