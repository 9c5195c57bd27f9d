"""The instance's own key: made once, found wrong or missing before anything is overwritten."""

from __future__ import annotations

import base64
import os
import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from requests_app.accounts.models import User
from requests_app.vault import keyring as ring
from requests_app.vault import keys, wrapping
from requests_app.vault.custody import first_run_notice
from requests_app.vault.errors import KeyMissing, VaultError, WrongKey
from requests_app.vault.models import PersonKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key_file(settings, tmp_path: Path) -> Path:
    """A key file of the test's own, not made yet; nothing remembered from other tests."""
    settings.VAR_DIR = tmp_path
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
    keys._cache.clear()
    return settings.VAULT_KEY_FILE


def person() -> User:
    return User.objects.create_user(f"{uuid.uuid4().hex}@example.org")


def email_of(owner: User) -> str:
    keys._cache.clear()
    return str(User.objects.get(pk=owner.pk).email)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def line(version: int | str) -> str:
    return f"{version}:{base64.b64encode(os.urandom(32)).decode()}\n"


def test_the_first_use_makes_a_key_that_only_its_owner_reads(key_file: Path) -> None:
    person()
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.parent.stat().st_mode & 0o777 == 0o700
    assert list(key_file.parent.iterdir()) == [key_file]


def test_the_first_run_says_where_the_key_is_and_that_losing_it_loses_everything(
    key_file: Path,
) -> None:
    notice = "\n".join(first_run_notice())
    assert str(key_file) in notice
    assert "can be read again, by anyone" in notice
    assert "key export" in notice
    assert first_run_notice() == []


def test_whoever_was_told_of_the_new_key_reads_no_warning_and_a_log_has_one_otherwise(
    key_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert first_run_notice()
    assert caplog.text == ""
    key_file.unlink()
    ring.keyring()
    assert "The vault's key was made" in caplog.text


class TestMissing:
    """The key file is gone."""

    def test_data_stays_sealed_and_no_new_key_is_made(self, key_file: Path) -> None:
        owner = person()
        saved = key_file.read_text()
        key_file.unlink()
        for act in (lambda: email_of(owner), person, first_run_notice):
            with pytest.raises(KeyMissing, match="put the saved copy back"):
                act()
        assert not key_file.exists()
        key_file.write_text(saved)
        assert "@example.org" in email_of(owner)

    def test_show_says_it_in_a_sentence_and_exits_with_2(self, key_file: Path) -> None:
        person()
        key_file.unlink()
        with pytest.raises(CommandError, match="is missing") as refusal:
            run("key", "show")
        assert refusal.value.returncode == 2


class TestWrong:
    """Another key stands in its place."""

    def test_nothing_opens_and_nothing_is_sealed_under_it(self, key_file: Path) -> None:
        owner = person()
        before = PersonKey.objects.count()
        right = key_file.read_text()
        key_file.write_text(line("index") + line(1))
        for act in (lambda: email_of(owner), person):
            with pytest.raises(WrongKey, match="not the one this data was sealed under"):
                act()
        assert PersonKey.objects.count() == before
        key_file.write_text(right)
        assert "@example.org" in email_of(owner)

    def test_a_wrong_index_key_is_found_too(self, key_file: Path) -> None:
        person()
        wrapping_line = key_file.read_text().splitlines()[1]
        key_file.write_text(line("index") + wrapping_line)
        with pytest.raises(WrongKey, match="index key"):
            User.objects.by_email("amara@example.org")

    def test_an_older_copy_without_the_newest_version_is_found(self, key_file: Path) -> None:
        owner = person()
        older = key_file.read_text()
        wrapping.rotate(lambda _line: None)
        key_file.write_text(older)
        for act in (lambda: email_of(owner), person):
            with pytest.raises(KeyMissing, match="Version 2"):
                act()

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "needs an index key and at least one"),
            ("1:AAAA\n", "32 bytes in base64"),
            ("one:" + "A" * 43 + "=\n", "version number or the word index"),
            ("0:" + "A" * 43 + "=\n", "version number or the word index"),
            ("²:" + "A" * 43 + "=\n", "version number or the word index"),
            ("nonsense", "a colon"),
        ],
    )
    def test_a_damaged_file_is_refused_in_a_sentence(
        self, key_file: Path, text: str, says: str
    ) -> None:
        key_file.parent.mkdir()
        key_file.write_text(text)
        with pytest.raises(VaultError, match=says):
            ring.keyring()
        assert key_file.read_text() == text

    def test_a_version_given_twice_is_refused(self, key_file: Path) -> None:
        key_file.parent.mkdir()
        key_file.write_text(line("index") + line(1) + line(1))
        with pytest.raises(VaultError, match="twice"):
            ring.keyring()


class TestRotation:
    """A new version of the key."""

    def test_everyone_is_under_the_new_version_and_everything_opens(self, key_file: Path) -> None:
        people = [person() for _ in range(5)]
        said: list[str] = []
        assert wrapping.rotate(said.append) == 0
        assert "5 keys wrapped anew, 0 under an older version." in said
        assert {wrapping.under(1), wrapping.under(2)} == {0, 5}
        assert all("@example.org" in email_of(owner) for owner in people)
        assert key_file.stat().st_mode & 0o777 == 0o600

    def test_a_running_site_knows_the_new_version_at_once(self) -> None:
        person()
        wrapping.rotate(lambda _line: None)
        owner = person()
        assert wrapping.under(2) == 2
        assert "@example.org" in email_of(owner)

    def test_one_that_was_cut_off_is_carried_on(self) -> None:
        people = [person() for _ in range(3)]
        wrapping.rotate(lambda _line: None)
        ringed = ring.keyring()
        half = PersonKey.objects.filter(owner_id=people[0].pk)
        key = keys.unwrap(half.get())
        from requests_app.vault.cipher import seal

        half.update(wrapped=seal(key.secret, ringed.key(1), keys._where(people[0].pk, 1)))
        said: list[str] = []
        assert wrapping.rotate(said.append) == 0
        assert "Wrapping people's keys under version 2" in said[0]
        assert max(ring.keyring().wrapping) == 2

    def test_from_the_environment_the_next_key_is_asked_for_and_then_used(
        self, settings, key_file: Path
    ) -> None:
        owner = person()
        settings.VAULT_KEYS = key_file.read_text().strip().replace("\n", ",")
        with pytest.raises(CommandError, match="add a key of version 2") as refusal:
            run("rotate_keys")
        assert refusal.value.returncode == 2
        printed = run("key", "new").strip()
        assert printed.startswith("2:")
        settings.VAULT_KEYS += "," + printed
        assert "1 keys wrapped anew" in run("rotate_keys")
        assert "@example.org" in email_of(owner)

    def test_an_old_version_is_forgotten_only_when_nothing_needs_it(self, key_file: Path) -> None:
        owner = person()
        with pytest.raises(CommandError, match="is the newest"):
            run("key", "forget", "1")
        wrapping.rotate(lambda _line: None)
        PersonKey.objects.filter(owner_id=owner.pk)
        run("key", "forget", "1")
        assert "1:" not in key_file.read_text().replace("index:", "").split("\n")[1][:2]
        assert "@example.org" in email_of(owner)
        for nonsense in ("1", "x", "99"):
            with pytest.raises(CommandError) as refusal:
                run("key", "forget", nonsense)
            assert refusal.value.returncode == 2

    def test_a_version_in_use_is_not_forgotten(self) -> None:
        person()
        wrapping.rotate(lambda _line: None)
        row = PersonKey.objects.get()
        from requests_app.vault.cipher import seal

        secret = keys.unwrap(row).secret
        PersonKey.objects.filter(pk=row.pk).update(
            wrapped=seal(secret, ring.keyring().key(1), keys._where(row.owner_id, 1))
        )
        with pytest.raises(VaultError, match="still under version 1"):
            wrapping.forget(1)

    def test_only_one_change_runs_at_a_time(self) -> None:
        with wrapping.alone(), pytest.raises(VaultError, match="Another change"):
            wrapping.rotate(lambda _line: None)


class TestExport:
    """A copy of the key."""

    def test_the_copy_brings_everything_back(self, key_file: Path, tmp_path: Path) -> None:
        owner = person()
        copy = tmp_path / "copy.key"
        assert "keep the two apart" in run("key", "export", str(copy))
        assert copy.stat().st_mode & 0o777 == 0o600
        key_file.unlink()
        copy.rename(key_file)
        assert "@example.org" in email_of(owner)

    def test_it_can_go_to_standard_output_and_is_all_there_is(
        self, key_file: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        person()
        call_command("key", "export", "-")
        assert capsys.readouterr().out == key_file.read_text()

    def test_a_file_that_is_there_is_not_overwritten(self, tmp_path: Path) -> None:
        person()
        there = tmp_path / "there"
        there.write_text("mine")
        with pytest.raises(CommandError, match="not overwritten") as refusal:
            run("key", "export", str(there))
        assert refusal.value.returncode == 2
        assert there.read_text() == "mine"

    @pytest.mark.parametrize("arguments", [("export",), ("export", "/nowhere/at/all"), ("burn",)])
    def test_a_wrong_call_is_said(self, arguments: tuple[str, ...]) -> None:
        with pytest.raises(CommandError) as refusal:
            run("key", *arguments)
        assert refusal.value.returncode == 2


def test_show_names_place_versions_and_what_losing_it_means(key_file: Path) -> None:
    person()
    wrapping.rotate(lambda _line: None)
    shown = run("key", "show")
    assert str(key_file) in shown
    assert "can be read again, by anyone" in shown
    assert "Version 1: 0 people's keys" in shown
    assert "Version 2 (newest): 1 people's keys" in shown
    assert "It opens what is sealed here." in shown
    secret = key_file.read_text().splitlines()[1].partition(":")[2]
    assert secret not in shown


def test_show_warns_when_others_can_read_the_key(key_file: Path) -> None:
    person()
    key_file.chmod(0o644)
    assert "chmod 600" in run("key", "show")


def test_a_key_destroyed_elsewhere_is_forgotten_here_within_a_minute(monkeypatch) -> None:
    owner = person()
    assert "@example.org" in str(User.objects.get(pk=owner.pk).email)
    PersonKey.objects.filter(owner_id=owner.pk).delete()
    now = keys.time.monotonic()
    monkeypatch.setattr(keys.time, "monotonic", lambda: now + 61)
    with pytest.raises(KeyMissing, match="destroyed"):
        _ = User.objects.get(pk=owner.pk).email
