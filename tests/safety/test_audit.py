"""The audit log tells what was done, holds no values, and shows when it was tampered with."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from requests_app.safety import audit
from requests_app.safety.append_only import AppendOnlyError
from requests_app.safety.audit import Verb
from requests_app.safety.models import AuditEnd, AuditEntry
from requests_app.safety.origin import request_from, truncated

pytestmark = pytest.mark.django_db

AMARA, BO = uuid.uuid4(), uuid.uuid4()


def write(count: int) -> None:
    for number in range(count):
        audit.record(AMARA if number % 2 else BO, Verb.EVENT_RECORDED, uuid.uuid4())


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_entry_says_who_what_which_when_and_from_which_network() -> None:
    thing = uuid.uuid4()
    with (
        time_machine.travel(datetime(2026, 11, 24, 9, 30, tzinfo=UTC), tick=False),
        request_from("203.0.113.77"),
    ):
        entry = audit.record(AMARA, Verb.CASE_OPENED, thing)
    assert (entry.actor, entry.verb, entry.thing) == (AMARA, "case_opened", thing)
    assert entry.at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert entry.network == "203.0.113.0/24"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("unix:", ""),
        ("", ""),
    ],
)
def test_addresses_are_cut_to_a_network(address: str, network: str) -> None:
    assert truncated(address) == network


def test_outside_of_a_request_there_is_no_network() -> None:
    assert audit.record(None, Verb.KEYS_ROTATED).network == ""


def test_an_untouched_log_verifies_and_names_its_end() -> None:
    write(5)
    found = audit.verify()
    assert (found.entries, found.broken) == (5, None)
    assert found.end == AuditEntry.objects.get(number=5).hash
    assert audit.verify((5, found.end)).broken is None


def test_an_empty_log_verifies() -> None:
    assert audit.verify().broken is None


@pytest.mark.parametrize("column", ["actor", "verb", "thing", "at", "network"])
def test_a_changed_entry_is_found(column: str) -> None:
    write(5)
    others = {"at": "2020-01-01 00:00:00+00:00", "verb": "signed_out", "network": "192.0.2.0/24"}
    value = others.get(column, uuid.uuid4().hex)
    sql(f"UPDATE requests_app_auditentry SET {column} = %s WHERE number = 3", value)
    broken = audit.verify().broken
    assert broken is not None
    assert broken.number == 3


def test_an_entry_changed_with_its_hash_is_found_at_the_next() -> None:
    write(5)
    entry = AuditEntry.objects.get(number=3)
    entry.verb = Verb.SIGNED_IN
    sql(
        "UPDATE requests_app_auditentry SET verb = %s, hash = %s WHERE number = 3",
        entry.verb,
        audit._hash(entry),
    )
    broken = audit.verify().broken
    assert broken is not None
    assert broken.number == 4


@pytest.mark.parametrize(("number", "says"), [(1, "missing"), (3, "missing"), (5, "it had 5")])
def test_an_entry_taken_out_is_found_wherever_it_stood(number: int, says: str) -> None:
    write(5)
    sql("DELETE FROM requests_app_auditentry WHERE number = %s", number)
    broken = audit.verify().broken
    assert broken is not None
    assert says in broken.what


def test_a_log_cut_off_with_its_end_moved_is_found_by_the_end_noted_earlier() -> None:
    write(5)
    noted = audit.verify()
    kept = AuditEntry.objects.get(number=3)
    sql("DELETE FROM requests_app_auditentry WHERE number > 3")
    AuditEnd.objects.filter(pk=1).update(number=3, hash=kept.hash)
    assert audit.verify().broken is None
    broken = audit.verify((noted.entries, noted.end)).broken
    assert broken is not None
    assert "5 was noted" in broken.what


def test_entries_are_neither_changed_nor_deleted() -> None:
    write(1)
    entry = AuditEntry.objects.get()
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        entry.delete()
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.update(verb="x")
    with pytest.raises(AppendOnlyError):
        AuditEntry.objects.all().delete()


def test_an_act_that_is_undone_leaves_no_entry_and_no_gap() -> None:
    write(1)
    with transaction.atomic():
        audit.record(AMARA, Verb.CASE_OPENED)
        transaction.set_rollback(True)
    write(1)
    assert audit.verify().entries == 2
    assert audit.verify().broken is None


def test_a_person_sees_what_they_did_and_what_was_done_to_them() -> None:
    audit.record(AMARA, Verb.SIGNED_IN)
    audit.record(BO, Verb.SIGNED_IN)
    audit.record(None, Verb.RETENTION_NOTICED, AMARA)
    assert [entry.verb for entry in audit.of_person(AMARA)] == ["retention_noticed", "signed_in"]


def test_the_command_says_where_it_is_broken_and_exits_with_1() -> None:
    write(3)
    out = StringIO()
    call_command("audit", "verify", stdout=out)
    assert "3 entries, unbroken." in out.getvalue()
    end = re.search(r"End: (\S+)", out.getvalue())
    assert end
    call_command("audit", "verify", "--end", end[1], stdout=StringIO())
    sql("UPDATE requests_app_auditentry SET verb = 'x' WHERE number = 2")
    with pytest.raises(CommandError, match="Entry 2") as broken:
        call_command("audit", "verify")
    assert broken.value.returncode == 1


@pytest.mark.parametrize("arguments", [("erase",), ("verify", "--end", "5")])
def test_a_wrong_call_is_said(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("audit", *arguments)
    assert refusal.value.returncode == 2
