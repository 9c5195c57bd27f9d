"""Erasing takes all of a person and nothing of anybody else, and stays done after a restore."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from requests_app.accounts import erasure, tombstones
from requests_app.accounts.models import User
from requests_app.accounts.rights_models import Tombstone
from requests_app.cases.models import Letter
from requests_app.reminders.engine import sweep
from requests_app.reminders.models import Reminder
from requests_app.safety import audit
from requests_app.safety.ownership import Owned
from requests_app.vault import files, keys
from requests_app.vault.errors import KeyMissing
from requests_app.vault.models import PersonKey, SealedFile
from tests.accounts.lives import lived, opened

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _folder_and_day(settings: Any, tmp_path: Path):
    settings.VAR_DIR = tmp_path
    settings.MAIL_FOLDER = tmp_path / "mail"
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def erase(django_capture_on_commit_callbacks: Callable) -> Callable[[User], Tombstone]:
    def do(person: User) -> Tombstone:
        with django_capture_on_commit_callbacks(execute=True):
            return erasure.erase(person.pk)

    return do


def everything(person_id: Any) -> dict[str, int]:
    """How many rows of each table belong to the person."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            points = field.remote_field and field.remote_field.model is User
            if points or (model is PersonKey and field.name == "owner_id"):
                rows = models.QuerySet(model).filter(**{field.attname: person_id}).count()
                found[model.__name__] = found.get(model.__name__, 0) + rows
    return found


def on_disk() -> set[Path]:
    return {path for path in files.folder().rglob("*") if path.is_file()}


def test_nothing_of_the_person_is_left(erase, client: Client) -> None:
    person = lived()
    client.force_login(person)
    before = everything(person.pk)
    assert sum(before.values()) > 15
    erase(person)
    assert not any(everything(person.pk).values())
    assert not User.objects.filter(pk=person.pk).exists()
    assert on_disk() == set()


def test_nobody_else_loses_anything(erase) -> None:
    person, other = lived(), lived("other@example.org")
    before = everything(other.pk)
    theirs = SealedFile.objects.for_owner(other).first()
    erase(person)
    assert everything(other.pk) == before
    assert files.read(theirs)
    assert Letter.objects.for_owner(other).first().body


def test_what_was_sealed_opens_no_more_even_from_a_copy(erase) -> None:
    person = lived()
    letter = Letter.objects.for_owner(person).first()
    copy = Letter.objects.for_owner(person).get(pk=letter.pk)
    erase(person)
    with pytest.raises(KeyMissing):
        _ = copy.body


def test_sessions_end_on_every_browser(erase) -> None:
    person = lived()
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(person)
        assert browser.get("/cases/").status_code == 200
    erase(person)
    for browser in browsers:
        assert browser.get("/cases/").status_code == 302


def test_no_reminder_goes_out_any_more_and_those_in_files_are_gone(
    erase, settings: Any, tmp_path: Path
) -> None:
    person = User.objects.create_user("amara@example.org")
    with time_machine.travel(datetime(2026, 10, 1, 12, tzinfo=UTC)):
        opened(person, date(2026, 10, 1))
    with time_machine.travel(datetime(2026, 11, 4, 12, tzinfo=UTC)):
        sweep()
    assert list(settings.MAIL_FOLDER.iterdir())
    erase(person)
    assert list(settings.MAIL_FOLDER.iterdir()) == []
    assert not Reminder.objects.across_owners().exists()
    assert not sweep().counts.get("sent")


def test_a_tombstone_and_the_log_stay_and_say_nothing_of_who_it_was(erase) -> None:
    person = lived()
    tombstone = erase(person)
    assert (tombstone.person, tombstone.reason) == (person.pk, "asked")
    assert audit.of_person(person.pk).first().verb == "erased"
    assert audit.verify().broken is None
    line = json.loads(tombstones.path().read_text())
    assert set(line) == {"id", "person", "at", "reason"}
    assert tombstones.path().stat().st_mode & 0o777 == 0o600


def test_erasing_twice_is_one_erasure(erase) -> None:
    person = lived()
    first = erase(person)
    assert erasure.erase(person.pk).pk == first.pk
    assert len(tombstones.path().read_text().splitlines()) == 1


def test_every_table_of_a_person_goes_with_the_person() -> None:
    for model in apps.get_models():
        if issubclass(model, Owned):
            assert model._meta.get_field("owner").remote_field.on_delete is models.CASCADE


class TestRestore:
    """A backup from before the erasure comes back."""

    def restored(self, email: str = "amara@example.org") -> User:
        """The person as a backup brings them: the rows, without the tombstone's row."""
        person = lived(email)
        erasure.erase(person.pk)
        Tombstone.objects.all().delete()
        again = lived(email)
        User.objects.filter(pk=again.pk).delete()
        back = User(pk=person.pk)
        back.set_email(email)
        back.save()
        opened(back, date(2026, 9, 1))
        return back

    def test_the_erasure_is_done_again(self) -> None:
        back = self.restored()
        out = StringIO()
        call_command("restore_tombstones", stdout=out)
        assert "1 tombstones, 1 people erased again." in out.getvalue()
        assert not any(everything(back.pk).values())
        assert Tombstone.objects.filter(person=back.pk).exists()
        call_command("restore_tombstones", stdout=out)
        assert "1 tombstones, 0 people erased again." in out.getvalue()

    def test_keys_that_come_back_alone_are_destroyed_too(self) -> None:
        person = lived()
        rows = list(PersonKey.objects.filter(owner_id=person.pk))
        erasure.erase(person.pk)
        PersonKey.objects.bulk_create(rows)
        keys._cache.clear()
        erasure.reapply()
        assert not PersonKey.objects.filter(owner_id=person.pk).exists()

    def test_a_copy_of_the_file_can_be_named(self, tmp_path: Path) -> None:
        back = self.restored()
        copy = tmp_path / "newest-erasures.log"
        tombstones.path().rename(copy)
        call_command("restore_tombstones", str(copy), stdout=StringIO())
        assert not User.objects.filter(pk=back.pk).exists()
        assert tombstones.path().exists()

    @pytest.mark.parametrize("text", ["nonsense\n{}\n", '{"id": 1}\nx\n'])
    def test_a_damaged_file_is_said_and_nobody_is_erased(self, text: str) -> None:
        person = lived()
        tombstones.path().write_text(text)
        with pytest.raises(CommandError, match="line 1 is no tombstone") as refusal:
            call_command("restore_tombstones")
        assert refusal.value.returncode == 2
        assert User.objects.filter(pk=person.pk).exists()

    def test_a_file_that_is_not_there_is_said(self) -> None:
        with pytest.raises(CommandError, match="is not there") as refusal:
            call_command("restore_tombstones", "/nowhere/erasures.log")
        assert refusal.value.returncode == 2

    def test_a_line_that_a_crash_cut_off_is_written_anew(self) -> None:
        for number in range(3):
            erasure.erase(lived(f"{number}@example.org").pk)
        whole = tombstones.path().read_text()
        tombstones.path().write_text(whole[: len(whole) - 30])
        assert tombstones.write_missing() == 1
        assert tombstones.path().read_text() == whole
        assert tombstones.write_missing() == 0

    def test_a_lost_file_is_written_anew_from_the_database(self) -> None:
        erasure.erase(lived().pk)
        whole = tombstones.path().read_text()
        tombstones.path().unlink()
        assert tombstones.write_missing() == 1
        assert tombstones.path().read_text() == whole


def test_a_key_made_for_nobody_is_destroyed_after_a_while() -> None:
    person = lived()
    erasure.erase(person.pk)
    keys.key_for_sealing(person.pk)
    kept = lived("other@example.org")
    assert erasure.destroy_keys_of_nobody() == 0
    assert erasure.destroy_keys_of_nobody(timezone.now() + timedelta(hours=2)) == 1
    assert not PersonKey.objects.filter(owner_id=person.pk).exists()
    assert User.objects.get(pk=kept.pk).email == "other@example.org"


class TestPages:
    """In the browser."""

    @pytest.fixture
    def signed_in(self, client: Client) -> Client:
        self.person = lived()
        client.force_login(self.person)
        return client

    def test_it_asks_first_and_says_what_goes(self, signed_in: Client) -> None:
        page = signed_in.get("/settings/your-data/erase/").content.decode()
        assert "the key they are encrypted with" in page
        assert "take your data along first" in page
        answer = signed_in.post("/settings/your-data/erase/", {})
        assert answer.status_code == 422
        assert "Tick the box" in answer.content.decode()
        assert User.objects.filter(pk=self.person.pk).exists()

    def test_then_it_is_done_and_gives_a_proof(self, signed_in: Client) -> None:
        answer = signed_in.post("/settings/your-data/erase/", {"sure": "on"})
        assert answer.status_code == 200
        assert str(Tombstone.objects.get().pk) in answer.content.decode()
        assert '"cookies"' in answer["Clear-Site-Data"]
        assert not User.objects.filter(pk=self.person.pk).exists()
        assert signed_in.get("/cases/").status_code == 302

    def test_it_wants_somebody_who_has_just_proved_who_they_are(self, signed_in: Client) -> None:
        with time_machine.travel(NOW + timedelta(hours=1)):
            answer = signed_in.post("/settings/your-data/erase/", {"sure": "on"})
        assert answer.status_code == 302
        assert "/confirm/" in answer["Location"]
        assert User.objects.filter(pk=self.person.pk).exists()

    def test_the_owner_of_a_personal_desk_can_begin_anew(self, client: Client) -> None:
        from requests_app.accounts.services import owner

        first = owner()
        client.force_login(first)
        client.post("/settings/your-data/erase/", {"sure": "on"})
        assert owner().pk != first.pk
