"""Files of people lie sealed on the disk, and only their row, owner and key open them."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path

import pytest
from django.db import transaction

from requests_app.accounts.models import User
from requests_app.vault import files, keys
from requests_app.vault.errors import KeyMissing, TooLarge, Unreadable
from requests_app.vault.models import SealedFile

pytestmark = pytest.mark.django_db

CONTENT = b"Their answer: we will not comply. " * 40_000


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def amara() -> User:
    return User.objects.create_user("amara@example.org")


def keep(owner: User, content: bytes = CONTENT, **more) -> SealedFile:
    pieces = (content[at : at + 50_000] for at in range(0, len(content), 50_000))
    return files.keep(
        owner.pk, pieces, name="Antwort März.pdf", content_type="application/pdf", **more
    )


def on_disk() -> list[Path]:
    return [path for path in files.folder().rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_was_with_its_name_and_fingerprint(amara: User) -> None:
    kept = SealedFile.objects.for_owner(amara).get(pk=keep(amara).pk)
    assert files.read(kept) == CONTENT
    assert b"".join(files.chunks(kept)) == CONTENT
    assert kept.size == len(CONTENT)
    assert kept.about == {
        "name": "Antwort März.pdf",
        "type": "application/pdf",
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
    }


def test_on_the_disk_are_a_random_name_and_nothing_to_read(amara: User) -> None:
    keep(amara)
    (path,) = on_disk()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert files.folder().stat().st_mode & 0o777 == 0o700
    assert len(path.name) == 32
    assert b"comply" not in path.read_bytes()


def test_too_large_a_file_is_refused_and_nothing_of_it_stays(amara: User) -> None:
    with pytest.raises(TooLarge):
        keep(amara, limit=len(CONTENT) - 1)
    assert on_disk() == []
    assert not SealedFile.objects.for_owner(amara).exists()
    assert keep(amara, limit=len(CONTENT)).size == len(CONTENT)


def test_when_the_upload_breaks_off_nothing_stays(amara: User) -> None:
    def broken():
        yield b"x" * 100
        raise OSError("the connection is gone")

    with pytest.raises(OSError, match="gone"):
        files.keep(amara.pk, broken(), name="a", content_type="b")
    assert on_disk() == []


def test_the_content_of_one_file_does_not_open_as_another(amara: User) -> None:
    first, second = keep(amara), keep(amara, b"x" * len(CONTENT))
    one, two = files._path(first.place), files._path(second.place)
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)
    for file in (first, second):
        with pytest.raises(Unreadable):
            files.read(file)


def test_a_row_pointed_at_somebody_elses_file_does_not_open_it(amara: User) -> None:
    other = User.objects.create_user("other@example.org")
    theirs, mine = keep(other), keep(amara)
    SealedFile.objects.for_owner(other).delete()
    SealedFile.objects.for_owner(amara).update(place=theirs.place)
    with pytest.raises(Unreadable):
        files.read(SealedFile.objects.for_owner(amara).get(pk=mine.pk))


@pytest.mark.parametrize("change", [-1, -70_000, -(256 * 1024 + 16), 1, 300_000])
def test_a_file_cut_or_lengthened_on_the_disk_is_refused_at_once(amara: User, change: int) -> None:
    kept = keep(amara)
    path = files._path(kept.place)
    stored = path.read_bytes()
    path.write_bytes(stored[:change] if change < 0 else stored + os.urandom(change))
    with pytest.raises(Unreadable):
        files.opened(kept)
    assert path.exists()


def test_a_missing_file_is_said(amara: User) -> None:
    kept = keep(amara)
    files._path(kept.place).unlink()
    with pytest.raises(Unreadable, match="missing on the disk"):
        files.read(kept)


def test_once_the_key_is_destroyed_the_file_does_not_open(amara: User) -> None:
    kept = keep(amara)
    keys.destroy(amara.pk)
    with pytest.raises(KeyMissing):
        files.read(kept)


@pytest.mark.django_db(transaction=True)
def test_removing_takes_row_and_content_and_only_if_the_removal_stands(amara: User) -> None:
    kept = keep(amara)
    with transaction.atomic():
        files.remove(kept)
        transaction.set_rollback(True)
    assert files.read(SealedFile.objects.for_owner(amara).get(pk=kept.pk)) == CONTENT
    files.remove(kept)
    assert on_disk() == []
    assert not SealedFile.objects.for_owner(amara).exists()


def test_what_a_crash_left_is_swept_after_a_day_and_nothing_else(amara: User) -> None:
    kept = keep(amara)
    lost = files._path(uuid.uuid4().hex)
    lost.parent.mkdir(exist_ok=True)
    for path in (lost, lost.with_name(lost.name + ".part")):
        path.write_bytes(b"x")
    assert files.sweep() == 0
    assert files.sweep(now=lost.stat().st_mtime + 25 * 3600) == 2
    assert files.read(kept) == CONTENT


def test_another_person_does_not_find_it(amara: User) -> None:
    kept = keep(amara)
    other = User.objects.create_user("other@example.org")
    assert not SealedFile.objects.for_owner(other).filter(pk=kept.pk).exists()
