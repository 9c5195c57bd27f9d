"""New keys for people's data: everything is sealed anew, and readable at every moment of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.cases.models import Case, Event, Letter
from requests_app.vault import files, keys, resealing
from requests_app.vault.errors import KeyMissing
from requests_app.vault.models import KeyRotation, PersonKey, SealedFile

pytestmark = pytest.mark.django_db

CONTENT = b"evidence " * 60_000


def quiet(_line: str) -> None:
    """Say nothing."""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.VAULT_KEY_FILE = tmp_path / "vault.key"
    keys._cache.clear()


@pytest.fixture
def people() -> list[User]:
    return [_with_things(number) for number in range(3)]


def _with_things(number: int) -> User:
    owner = User.objects.create_user(f"person{number}@example.org")
    case = Case.objects.create(
        owner=owner, platform="linkedin", details={"regime": "uk"}, submission=uuid.uuid4()
    )
    letter = Letter.objects.create(
        owner=owner, case=case, kind="objection", dated="2026-11-24", subject="s", body=f"b{number}"
    )
    Event.objects.create(
        owner=owner, case=case, kind="sent", on="2026-11-24", letter=letter,
        details={"note": f"n{number}"}, submission=uuid.uuid4(),
    )  # fmt: skip
    files.keep(owner.pk, [CONTENT], name="a.pdf", content_type="application/pdf")
    return owner


def everything(owner: User) -> list[object]:
    keys._cache.clear()
    letter = Letter.objects.for_owner(owner).get()
    return [
        User.objects.get(pk=owner.pk).email,
        Case.objects.for_owner(owner).get().details,
        (letter.subject, letter.body, letter.request),
        Event.objects.for_owner(owner).get().details,
        SealedFile.objects.for_owner(owner).get().about["name"],
        files.read(SealedFile.objects.for_owner(owner).get()) == CONTENT,
    ]


def test_all_is_on_the_new_version_and_reads_as_before(people: list[User]) -> None:
    before = [everything(owner) for owner in people]
    outcome = resealing.rotate(quiet)
    assert (outcome.left, outcome.unreadable, outcome.people) == (0, 0, 3)
    # address, details, subject, body, note, the file's name and the file; no request was kept
    assert outcome.sealed == 3 * 7
    assert [everything(owner) for owner in people] == before
    assert resealing.left_on_older() == 0
    assert set(resealing.newest_versions().values()) == {2}


def test_a_record_of_what_happened_is_sealed_anew_and_otherwise_untouched(
    people: list[User],
) -> None:
    before = Event.objects.for_owner(people[0]).values_list("pk", "recorded_at", "on", "submission")
    before = list(before)
    resealing.rotate(quiet)
    after = Event.objects.for_owner(people[0]).values_list("pk", "recorded_at", "on", "submission")
    assert list(after) == before


def test_both_versions_are_read_while_it_runs(people: list[User], monkeypatch) -> None:
    seen: list[int] = []
    whole = resealing.Rows.seal_anew

    def watched(self, owner_id, key):
        result = whole(self, owner_id, key)
        for owner in people:
            assert everything(owner)[0]
        seen.append(resealing.left_on_older())
        return result

    monkeypatch.setattr(resealing.Rows, "seal_anew", watched)
    resealing.rotate(quiet)
    assert seen[0] > seen[-1]


class Cut(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("after", [0, 1, 4, 9, 14])
def test_one_that_was_cut_off_is_carried_on_and_ends(
    people: list[User], monkeypatch, after: int
) -> None:
    before = [everything(owner) for owner in people]
    whole = resealing.Rows._row
    done = 0

    def cut(self, *args):
        nonlocal done
        if done == after:
            raise Cut
        done += 1
        return whole(self, *args)

    with monkeypatch.context() as patch:
        patch.setattr(resealing.Rows, "_row", cut)
        with pytest.raises(Cut):
            resealing.rotate(quiet)
    assert [everything(owner) for owner in people] == before
    said: list[str] = []
    assert resealing.rotate(said.append).left == 0
    assert "Carrying on" in said[0]
    assert [everything(owner) for owner in people] == before
    assert set(resealing.newest_versions().values()) == {2}
    assert KeyRotation.objects.filter(finished_at=None).count() == 0


def test_somebody_who_comes_while_it_runs_keeps_their_fresh_key(people: list[User]) -> None:
    KeyRotation.objects.create(kind="data")
    late = _with_things(9)
    resealing.rotate(quiet)
    assert resealing.newest_versions()[late.pk] == 1
    assert everything(late)[0] == "person9@example.org"


def test_somebody_erased_while_it_runs_gets_no_new_key(people: list[User]) -> None:
    gone = people[0].pk
    listed = [gone]
    keys.destroy(gone)
    assert resealing._renewed(gone, timezone.now()) is None
    assert not PersonKey.objects.filter(owner_id__in=listed).exists()


def test_old_keys_go_only_after_a_while_and_when_nothing_needs_them(people: list[User]) -> None:
    before = [everything(owner) for owner in people]
    resealing.rotate(quiet)
    assert PersonKey.objects.count() == 6
    assert resealing.drop_old_keys() == 0
    later = timezone.now() + timedelta(minutes=16)
    assert resealing.drop_old_keys(later) == 3
    assert PersonKey.objects.count() == 3
    assert [everything(owner) for owner in people] == before


def test_a_value_written_back_by_an_old_reader_is_sealed_anew_before_its_key_goes(
    people: list[User],
) -> None:
    stale = Case.objects.for_owner(people[0]).get()
    resealing.rotate(quiet)
    stale.state = "waiting"
    stale.save()
    assert resealing.left_on_older() == 1
    resealing.drop_old_keys(timezone.now() + timedelta(minutes=16))
    assert resealing.left_on_older() == 0
    assert everything(people[0])[1] == {"regime": "uk"}


def test_what_does_not_open_is_said_left_alone_and_keeps_its_key(people: list[User]) -> None:
    rows = models.QuerySet(Letter).filter(owner=people[0])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE requests_app_letter SET body = %s WHERE owner_id = %s",
            [b"\x01\x00\x01" + b"x" * 60, _id(people[0].pk)],
        )
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("rotate_keys", "--data", stdout=out)
    assert refusal.value.returncode == 1
    assert "1 values do not open" in out.getvalue()
    assert bytes(rows.values_list("body", flat=True).get()) == b"\x01\x00\x01" + b"x" * 60
    resealing.drop_old_keys(timezone.now() + timedelta(minutes=16))
    assert PersonKey.objects.filter(owner_id=people[0].pk).count() == 2
    assert PersonKey.objects.filter(owner_id=people[1].pk).count() == 1


def _id(pk: uuid.UUID) -> object:
    return pk.hex if connection.vendor == "sqlite" else pk


def test_the_file_on_the_disk_is_a_new_one_and_the_old_one_is_gone(
    people: list[User], django_capture_on_commit_callbacks: Callable
) -> None:
    kept = SealedFile.objects.for_owner(people[0]).get()
    old = files._path(kept.place)
    with django_capture_on_commit_callbacks(execute=True):
        resealing.rotate(quiet)
    now = SealedFile.objects.for_owner(people[0]).get()
    assert now.place != kept.place
    assert not old.exists()
    # Whoever held the row from before still reads it.
    assert files.read(kept) == CONTENT


def test_the_command_says_how_much_and_that_nothing_is_left(people: list[User]) -> None:
    out = StringIO()
    call_command("rotate_keys", "--data", stdout=out)
    assert "21 values of 3 people sealed anew, 0 on an older version." in out.getvalue()


def test_a_key_of_an_unknown_version_is_named(people: list[User]) -> None:
    with pytest.raises(KeyMissing):
        keys.key_for_opening(people[0].pk, 9)
