"""Sealed data that does not open is told as that: clearly, with nothing shown or overwritten."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases.models import Case
from requests_app.vault.errors import KeyMissing, VaultError, WrongKey
from requests_app.web import errors
from tests.people import open_case_for

TABLE = Case._meta.db_table


def as_kept(case: Case) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT details FROM {TABLE} WHERE id = %s", [case.pk.hex])
        return bytes(cursor.fetchone()[0])


@pytest.mark.django_db
def test_what_was_moved_from_somebody_else_is_told_as_damaged_and_left_as_it_is(
    client: Client, amara: User, other: User
) -> None:
    mine, theirs = (open_case_for(person, date(2026, 10, 1)) for person in (amara, other))
    moved = as_kept(theirs)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET details = %s WHERE id = %s", [moved, mine.pk.hex])
    client.force_login(amara)
    for path in ("/cases/", f"/cases/{mine.pk}/"):
        page = client.get(path)
        said = page.content.decode()
        assert page.status_code == 500
        assert "A part of your data is damaged or was moved" in said
        assert "Nothing was changed or overwritten" in said
        assert "Try again in a moment" not in said
    assert as_kept(mine) == moved


@pytest.mark.parametrize("error", [KeyMissing, WrongKey])
def test_a_key_that_is_not_there_or_another_one_is_told_as_that(error: type[VaultError]) -> None:
    page = errors.sealed(error("…"))
    assert page.status_code == 500
    assert "as soon as the operator puts the saved key back" in page.content.decode()
