"""What a person types is stored so that only its own row, owner and key can open it."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from requests_app.accounts.models import User
from requests_app.cases.models import Case, Event, Letter
from requests_app.safety.append_only import AppendOnlyError
from requests_app.safety.ownership import UnscopedQuery
from requests_app.vault import keys
from requests_app.vault.errors import KeyMissing, SealedFieldMisuse, Unreadable

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara() -> User:
    return User.objects.create_user("Amara@Example.org")


@pytest.fixture
def case(amara: User) -> Case:
    return Case.objects.create(
        owner=amara, platform="linkedin", details={"regime": "uk"}, submission=uuid.uuid4()
    )


def letter(case: Case, body: str) -> Letter:
    return Letter.objects.create(
        owner_id=case.owner_id, case=case, kind="objection", dated="2026-11-24", body=body
    )


def stored(table: str, column: str, pk: uuid.UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [_key(pk)])
        return bytes(cursor.fetchone()[0])


def _key(pk: uuid.UUID) -> object:
    return pk.hex if connection.vendor == "sqlite" else pk


def test_what_was_typed_comes_back_and_is_not_in_the_database(case: Case) -> None:
    written = letter(case, "Ich widerspreche. Žluťoučký kůň")
    assert Letter.objects.for_owner(case.owner).get().body == "Ich widerspreche. Žluťoučký kůň"
    assert b"widerspreche" not in stored("requests_app_letter", "body", written.pk)


def test_json_comes_back_as_it_was(case: Case) -> None:
    assert Case.objects.for_owner(case.owner).get().details == {"regime": "uk"}


def test_deferred_and_untouched_values_survive_a_save(case: Case) -> None:
    again = Case.objects.for_owner(case.owner).defer("details").get()
    again.state = "waiting"
    again.save()
    assert Case.objects.for_owner(case.owner).get().details == {"regime": "uk"}
    assert again.details == {"regime": "uk"}


def test_an_address_is_found_whatever_its_case_and_is_not_stored_in_clear(amara: User) -> None:
    assert User.objects.by_email("AMARA@example.org ") == amara
    assert amara.email == "Amara@Example.org"
    assert b"xample" not in stored("requests_app_user", "email", amara.pk)


def test_a_ciphertext_moved_to_another_row_does_not_open(case: Case) -> None:
    first, second = letter(case, "first"), letter(case, "second")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE requests_app_letter SET body = (SELECT body FROM requests_app_letter"
            " WHERE id = %s) WHERE id = %s",
            [_key(first.pk), _key(second.pk)],
        )
    moved = Letter.objects.for_owner(case.owner).get(pk=second.pk)
    with pytest.raises(Unreadable, match="does not open"):
        _ = moved.body


def test_a_ciphertext_moved_to_another_person_does_not_open(case: Case) -> None:
    other = User.objects.create_user("b@example.org")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE requests_app_case SET owner_id = %s WHERE id = %s",
            [_key(other.pk), _key(case.pk)],
        )
    moved = Case.objects.for_owner(other).get()
    with pytest.raises(Unreadable):
        _ = moved.details


def test_searching_or_bulk_changing_a_sealed_field_is_refused(case: Case) -> None:
    people = Case.objects.for_owner(case.owner)
    with pytest.raises(SealedFieldMisuse, match="cannot be searched"):
        people.filter(details="x").exists()
    with pytest.raises(SealedFieldMisuse, match="set it on the row"):
        people.update(details={"regime": "eu"})


def test_once_the_persons_key_is_destroyed_nothing_opens(case: Case) -> None:
    keys.destroy(case.owner_id)
    with pytest.raises(KeyMissing, match="destroyed"):
        _ = Case.objects.for_owner(case.owner_id).get().details


def test_a_query_that_does_not_say_whose_rows_is_refused(case: Case) -> None:
    with pytest.raises(UnscopedQuery, match="whose"):
        Case.objects.all()
    with pytest.raises(UnscopedQuery):
        Case.objects.filter(pk=case.pk)


def test_another_persons_rows_are_not_there(case: Case) -> None:
    other = User.objects.create_user("b@example.org")
    assert not Case.objects.for_owner(other).filter(pk=case.pk).exists()


def test_events_are_added_and_never_changed(case: Case) -> None:
    event = Event.objects.create(
        owner_id=case.owner_id, case=case, kind="sent", on="2026-11-24", submission=uuid.uuid4()
    )
    event.kind = "refusal"
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()
    with pytest.raises(AppendOnlyError):
        Event.objects.for_owner(case.owner_id).update(kind="refusal")
    with pytest.raises(AppendOnlyError):
        case.events.all().delete()
    assert Event.objects.for_owner(case.owner_id).get().kind == "sent"


def test_deleting_the_person_takes_all_their_rows(case: Case, amara: User) -> None:
    letter(case, "x")
    amara.delete()
    assert not Letter.objects.across_owners().exists()
