"""An archive that somebody hands in is believed in nothing: refused in a sentence, nothing kept."""

from __future__ import annotations

import io
import json
import struct
import time
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from requests_app.accounts import incoming_archive
from requests_app.accounts.archive import archive
from requests_app.accounts.incoming import ArchiveRefused, Incoming
from requests_app.accounts.models import User
from requests_app.accounts.own_data import Export
from requests_app.cases.models import Case, Event
from requests_app.directory.models import OwnCompany
from requests_app.letters.models import LetterDraft
from requests_app.safety.plain_data import Misfit, read
from requests_app.vault.models import SealedFile
from tests.accounts.lives import lived
from tools import export_schema

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder_and_day(settings: Any, tmp_path: Path):
    settings.VAR_DIR = tmp_path
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC)):
        yield


_members: dict[str, bytes] = {}


@pytest.fixture
def members(db: None) -> dict[str, bytes]:
    """The members of a real export, made once; its person is gone by now."""
    if not _members:
        _members.update(exported())
        User.objects.all().delete()
    return dict(_members)


def exported() -> dict[str, bytes]:
    """The members of an export of somebody who has done everything."""
    with zipfile.ZipFile(io.BytesIO(b"".join(archive(lived())))) as found:
        return {name: found.read(name) for name in found.namelist()}


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("other@example.org")


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    file.seek(0)
    return file


def changed(members: dict[str, bytes], change: Callable[[dict[str, Any]], Any]) -> io.BytesIO:
    data = json.loads(members["data.json"])
    change(data)
    return zipped({**members, "data.json": json.dumps(data).encode()})


def nothing_of(person: User) -> bool:
    tables = (Case, Event, SealedFile, OwnCompany, LetterDraft)
    return not any(table.objects.for_owner(person).exists() for table in tables)


def refusal(file: io.BytesIO, person: User) -> str:
    with pytest.raises(ArchiveRefused) as refused:
        Incoming(file).take_over(person, with_settings=True)
    assert nothing_of(person)
    said = str(refused.value)
    assert said.endswith(".")
    assert "Traceback" not in said
    return said


def first_case(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data["cases"][0].update(changes)


def a_round(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    usual = {"platforms": ["x"], "answers": {}, "failed": {}, "begun_at": "2026-11-24T12:00:00Z"}
    return lambda data: data.update(rounds=[{**usual, **changes}])


def first_draft(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data["drafts"][0].update(changes)


def first_event(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data["cases"][0]["events"][0].update(changes)


def first_letter(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data["cases"][0]["letters"][0].update(changes)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.update(format="zip"), "not an export of a DSR Desk"),
        (lambda d: d.update(version=2), "version that is not known here"),
        (lambda d: d.update(extra=1), "“extra” is not known here"),
        (lambda d: d.pop("cases"), "cases: this is missing"),
        (lambda d: d.update(cases={}), "cases: a list belongs here"),
        (lambda d: d.update(cases=[5]), "cases[0]: an object belongs here"),
        (lambda d: d["cases"].append(d["cases"][0]), "this case is there twice"),
        (lambda d: d["settings"].update(time_zone="Mars/Olympus"), "is not a time zone"),
        (lambda d: d["settings"].update(reminder_hour=24), "0 to 23"),
        (lambda d: d["settings"].update(reminder_hour=True), "a whole number belongs here"),
        (lambda d: d["settings"].update(keep_closed_cases_months=999), "one of 0, 3, 6"),
        (lambda d: d["settings"].update(keep_closed_cases_months=1), "one of 0, 3, 6"),
        (lambda d: d["settings"].update(keep_closed_cases_months=3.0), "one of 0, 3, 6"),
        (lambda d: d["settings"].update(keep_closed_cases_months=False), "one of 0, 3, 6"),
        (a_round(), "submission"),
        (a_round(submission=str(uuid.uuid4()), platforms=[]), "do not fit"),
        (a_round(submission=str(uuid.uuid4()), platforms=["x", "x"]), "do not fit"),
        (a_round(submission=str(uuid.uuid4()), failed={"meta": "why"}), "do not fit"),
        (a_round(submission=str(uuid.uuid4()), answers={"name": ["x"]}), "text belongs here"),
        (first_draft(step="anywhere"), "no such step"),
        (first_draft(answers={"platform": "meta"}), "a list belongs here"),
        (first_draft(answers={"platform": [5]}), "text belongs here"),
        (first_draft(answers={f"n{n}": ["x"] for n in range(150)}), "more than 100"),
        (first_draft(answers={"name": ["x"] * 150}), "more than 100"),
        (first_draft(answers={f"n{n}": ["ж" * 50_000] for n in range(3)}), "too large"),
        (first_draft(changed_at="2026-11-24T12:00:00"), "needs its offset"),
        (first_case(submission="1; DROP TABLE"), "submission"),
        (first_case(opened_at="yesterday"), "opened_at"),
        (first_case(opened_at="2026-11-24T12:00:00"), "needs its offset"),
        (first_case(opened_at="0001-01-01T00:00:00+00:00"), "out of reach"),
        (first_case(platform="x" * 200), "more than 80"),
        (first_case(details={}), "details"),
        (first_case(details="objection"), "an object belongs here"),
        (lambda d: d["cases"][0]["details"].update(regime="us"), "one of eu, uk, ch"),
        (lambda d: d["cases"][0]["details"].update(rights=[1]), "text belongs here"),
        (first_event(kind="alien_landing"), "no event of the kind"),
        (first_event(on="2026-02-30"), "is not of the form"),
        (first_event(on=20261124), "text belongs here"),
        (first_event(channel="x" * 21), "more than 20"),
        (first_event(letter=7), "no such letter"),
        (first_event(letter=0), "no such letter"),
        (first_event(letter=-1), "no such letter"),
        (first_event(replaces=str(uuid.uuid4())), "no earlier event"),
        (first_event(details={"until": "soon"}), "do not fit"),
        (first_event(details=[["a", 1]]), "an object belongs here"),
        (first_event(details={"note": "\x00"}), "control character"),
        (first_event(details={"note": "\ud800"}), "control character"),
        (first_event(details={"note": 1.5}), "belongs here"),
        (first_letter(subject="two\nlines"), "letters[0]"),
        (first_letter(body=""), "letters[0]"),
        (first_letter(body="x" * 70_000), "more than 60000"),
        (first_letter(kind="x" * 61), "more than 60"),
        (first_letter(text={}), "text"),
        (first_letter(asked={}), "asked"),
        (
            lambda d: d["cases"][0]["letters"][0]["asked"]["writer"].update(name=["x"]),
            "writer.name",
        ),
        (lambda d: d["cases"][0]["letters"][0]["text"].update(recipient="x"), "a list belongs"),
        (lambda d: d["companies"][0]["details"].update(email="not an address"), "email"),
        (lambda d: d["companies"][0]["details"].update(website="javascript:alert(1)"), "https"),
        (lambda d: d["files"][0].update(path="files/none"), "missing in the archive"),
        (lambda d: d["files"][0].update(path="../../../etc/passwd"), "missing in the archive"),
        (lambda d: d["files"][0].update(sha256="0" * 64), "not the one that was exported"),
        (lambda d: d["files"][0].update(size=1), "not the one that was exported"),
        (lambda d: d["files"][0].update(name="x" * 300), "too long"),
        (lambda d: d["files"][0].update(path="README.txt"), "not the one that was exported"),
    ],
)
def test_data_that_does_not_fit_is_refused_with_its_place(
    members: dict[str, bytes], other: User, change: Callable[..., Any], says: str
) -> None:
    assert says in refusal(changed(members, change), other)


def test_events_that_the_law_cannot_follow_are_refused_with_the_reason(
    members: dict[str, bytes], other: User
) -> None:
    def contradict(data: dict[str, Any]) -> None:
        del data["cases"][1:]
        data["companies"] = []
        data["files"] = []
        case = data["cases"][0]
        case["events"] = [one for one in case["events"] if one["kind"] not in ("sent", "received")]
        for event in case["events"]:
            event.update(kind="answer_full", replaces=None, letter=None)

    assert "cases[0]" in refusal(changed(members, contradict), other)


def test_a_script_in_the_data_is_only_text_on_the_page(
    members: dict[str, bytes], other: User, client: Client
) -> None:
    attack = "<script>alert(1)</script>{{ settings.SECRET_KEY }}"

    def put(data: dict[str, Any]) -> None:
        data["cases"][0]["details"]["company"] = attack
        data["cases"][0]["events"][-1]["details"] = {"note": attack}

    Incoming(changed(members, put)).take_over(other, with_settings=False)
    client.force_login(other)
    case = Case.objects.for_owner(other).order_by("opened_at", "submission").first()
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "{{ settings.SECRET_KEY }}" in page


class TestContainer:
    """The ZIP itself."""

    @pytest.mark.parametrize(
        "content",
        [b"", b"PK", b"no zip", b"PK\x03\x04" + b"\0" * 100, b"PK\x05\x06" + b"\0" * 18],
    )
    def test_what_is_no_archive_is_refused(self, content: bytes, other: User) -> None:
        refusal(io.BytesIO(content), other)

    def test_a_cut_archive_is_refused(self, members: dict[str, bytes], other: User) -> None:
        whole = zipped(members).getvalue()
        for length in (len(whole) // 3, len(whole) - 10):
            refusal(io.BytesIO(whole[:length]), other)

    def test_a_flipped_bit_is_found(self, members: dict[str, bytes], other: User) -> None:
        whole = bytearray(zipped(members, zipfile.ZIP_STORED).getvalue())
        at = whole.index(b'"format"') + 30
        whole[at] ^= 1
        refusal(io.BytesIO(bytes(whole)), other)

    def test_a_bomb_is_not_unpacked(self, members: dict[str, bytes], other: User) -> None:
        bomb = zipped({**members, "data.json": b"[" + b" " * 300_000_000 + b"]"})
        began = time.monotonic()
        assert "too large" in refusal(bomb, other)
        assert time.monotonic() - began < 5

    def test_a_bomb_that_lies_about_its_size_is_not_unpacked(
        self, members: dict[str, bytes], other: User, monkeypatch
    ) -> None:
        monkeypatch.setattr(incoming_archive, "LARGEST_DATA", 1_000_000)
        whole = zipped({"data.json": b" " * 5_000_000}).getvalue()
        lying = whole.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 900_000))
        refusal(io.BytesIO(lying), other)

    def test_an_encrypted_member_is_refused(self, members: dict[str, bytes], other: User) -> None:
        whole = bytearray(zipped(members).getvalue())
        at = whole.index(b"PK\x01\x02")
        whole[at + 8] |= 1
        refusal(io.BytesIO(bytes(whole)), other)

    def test_an_unknown_packing_is_refused(self, members: dict[str, bytes], other: User) -> None:
        assert "unknown way" in refusal(zipped(members, zipfile.ZIP_LZMA), other)

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_a_name_that_is_there_twice_is_refused(
        self, members: dict[str, bytes], other: User
    ) -> None:
        file = zipped(members)
        with zipfile.ZipFile(file, "a") as packed:
            packed.writestr("data.json", members["data.json"])
        file.seek(0)
        assert "twice" in refusal(file, other)

    def test_too_many_members_are_refused(
        self, members: dict[str, bytes], other: User, monkeypatch
    ) -> None:
        monkeypatch.setattr(incoming_archive, "MOST_MEMBERS", 5)
        assert "more than 5" in refusal(zipped(members), other)

    def test_names_that_point_elsewhere_write_nothing(
        self, members: dict[str, bytes], other: User, tmp_path: Path
    ) -> None:
        hostile = {"../../evil": b"x", "/tmp/evil": b"x", "C:\\evil": b"x", "a/" * 500 + "b": b"x"}
        before = {path for path in tmp_path.rglob("*") if "evil" in path.name}
        Incoming(zipped({**members, **hostile})).take_over(other, with_settings=False)
        assert {path for path in tmp_path.rglob("*") if "evil" in path.name} == before

    def test_without_data_it_is_refused(self, other: User) -> None:
        assert "missing in the archive" in refusal(zipped({"a": b"b"}), other)

    @pytest.mark.parametrize(
        "text",
        [
            b"",
            b"{",
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"a":1,"a":2}',
            b'{"format": NaN}',
            b'{"format": "dsr-desk/export", "version": 1e400}',
            b'{"format": ' + b"1" * 5000 + b"}",
            '{"format": "dsr-desk/export"}'.encode("utf-16"),
            b'"text"',
        ],
    )
    def test_what_is_no_json_object_is_refused(self, text: bytes, other: User) -> None:
        refusal(zipped({"data.json": text}), other)


def test_a_hundred_damaged_exports_are_refused_or_read_and_never_break(
    members: dict[str, bytes], other: User
) -> None:
    import random

    chance = random.Random(7)
    text = bytearray(members["data.json"])
    for _round in range(100):
        damaged = bytearray(text)
        for _damage in range(chance.randrange(1, 6)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        try:
            Incoming(zipped({**members, "data.json": bytes(damaged)}))
        except ArchiveRefused:
            continue


def test_somebody_elses_numbers_lead_nowhere(other: User) -> None:
    """The submissions in a file are told apart within one account only."""
    members = exported()
    owner = User.objects.by_email("amara@example.org")
    before = set(Event.objects.for_owner(owner).values_list("pk", flat=True))
    Incoming(zipped(members)).take_over(other, with_settings=False)
    assert set(Event.objects.for_owner(owner).values_list("pk", flat=True)) == before
    assert Event.objects.for_owner(other).count() == len(before)


def test_the_published_schema_is_the_one_that_is_read() -> None:
    written = export_schema.FILE.read_text(encoding="utf-8")
    assert written == export_schema.text(), "run tools/export_schema.py"


def test_a_real_export_has_the_published_form(members: dict[str, bytes]) -> None:
    data = json.loads(members["data.json"])
    assert read(Export, data).format == "dsr-desk/export"
    schema = json.loads(export_schema.FILE.read_text(encoding="utf-8"))
    fits(data, schema, schema["$defs"])


def fits(value: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Assert that the value has the form, for the words of JSON Schema that ours uses."""
    if "$ref" in schema:
        return fits(value, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        kinds = [one for one in schema["anyOf"] if (value is None) == (one == {"type": "null"})]
        return fits(value, kinds[0], definitions)
    if "enum" in schema:
        assert value in schema["enum"]
        return None
    types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    if schema.get("type") == "null":
        assert value is None
    elif "type" in schema:
        assert isinstance(value, types[schema["type"]]), (value, schema)
    if schema.get("type") == "array":
        for one in value:
            fits(one, schema["items"], definitions)
    if schema.get("type") == "object" and "properties" in schema:
        assert set(schema["required"]) <= set(value)
        assert set(value) <= set(schema["properties"])
        for name, inner in value.items():
            fits(inner, schema["properties"][name], definitions)
    return None


def test_the_limits_of_plain_data_hold() -> None:
    deep: Any = "x"
    for _level in range(50):
        deep = [deep]
    for data in (deep, {"a" * 70_000: 1}, ["x"] * 30_000, 2**60, 1.0):
        with pytest.raises(Misfit):
            read(Export, {"for_information": {"x": data}})
