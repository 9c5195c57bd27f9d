"""Taking over an open register: twice the same changes nothing, and nothing hostile comes in."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from requests_app.directory import imported, queries, register_files
from requests_app.directory.importing import Outcome, import_register
from requests_app.directory.models import DirectoryImport, ImportedCompany
from requests_app.directory.register_files import UnreadableSet

SAMPLE = Path(__file__).parent / "data" / "register"
TODAY = date(2026, 11, 24)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_old_index() -> Iterator[None]:
    imported.forget()
    yield
    imported.forget()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A copy of the sample that a test may spoil."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "register"))


def company(**changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = {
        "slug": "spoiled",
        "relevant-countries": ["de"],
        "name": "Spoiled GmbH",
        "address": "Weg 1\n12345 Ort\nDeutschland",
        "email": "info@spoiled.example.com",
        "sources": ["https://spoiled.example.com"],
        "quality": "verified",
    }
    return {key: value for key, value in (record | changes).items() if value is not ...}


def put(register: Path, record: Any, name: str = "spoiled.json") -> None:
    text = record if isinstance(record, bytes) else json.dumps(record).encode()
    (register / "companies" / name).write_bytes(text)


def refusals(outcome: Outcome) -> list[str]:
    return [f"{name}: {reason}" for name, reason in outcome.refused]


def test_the_sample_comes_in_with_nothing_refused() -> None:
    outcome = import_register(SAMPLE)
    assert outcome.counts() == {"new": 5, "changed": 0, "unchanged": 0, "refused": 0}
    assert outcome.licence == "CC0-1.0"


def test_the_second_time_everything_is_unchanged() -> None:
    import_register(SAMPLE)
    outcome = import_register(SAMPLE)
    assert outcome.counts() == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0}


def test_a_changed_record_is_counted_and_replaced(register: Path) -> None:
    import_register(register)
    path = register / "companies" / "harbour-shop-gb.json"
    path.write_text(path.read_text().replace("4 Quay Road", "5 Quay Road"))
    outcome = import_register(register)
    assert outcome.counts() == {"new": 0, "changed": 1, "unchanged": 4, "refused": 0}
    found = queries.platform("register-harbour-shop-gb").controller("UK", TODAY)
    assert found is not None
    assert found.address[0] == "5 Quay Road"


def test_a_dry_run_counts_and_writes_nothing() -> None:
    outcome = import_register(SAMPLE, dry_run=True)
    assert outcome.counts()["new"] == 5
    assert not ImportedCompany.objects.exists()
    assert not DirectoryImport.objects.exists()


def test_an_imported_company_is_found_by_what_it_runs_or_ran() -> None:
    import_register(SAMPLE)
    for typed in ("Brightmail", "brightbox", "https://www.brightbox.example.net/a", "lumen post"):
        assert queries.search(typed)[0].id == "register-brightmail", typed
    platform = queries.platform("register-brightmail")
    assert "Formerly: Lumen Post, Glanzpost." in platform.notes


def test_an_imported_company_keeps_its_origin_licence_and_quality() -> None:
    import_register(SAMPLE, as_of=date(2026, 7, 21))
    platform = queries.platform("register-brightmail")
    assert platform.origin == "datenanfragen/data"
    assert platform.licence == "CC0-1.0"
    assert platform.quality == "tested"
    assert platform.last_verified == date(2026, 7, 21)
    assert platform.asks_for == ("Name",)
    assert platform.request_language == "nl"


def test_the_way_the_register_suggests_is_recommended() -> None:
    import_register(SAMPLE)
    routes = queries.platform("register-brightmail").routes("access", "EEA", TODAY)
    assert [(r.channel, r.recommended) for r in routes] == [
        ("form", True),
        ("email", False),
        ("post", False),
    ]


def test_a_record_for_all_countries_does_not_speak_for_the_uk_or_switzerland() -> None:
    import_register(SAMPLE)
    platform = queries.platform("register-brightmail")
    assert platform.controller("EEA", TODAY) is not None
    assert platform.controller("UK", TODAY) is None
    assert platform.controller("CH", TODAY) is None
    church = queries.platform("register-pfarrei-beispiel")
    assert church.controllers[0].regions == ("EEA", "CH")
    assert church.controllers[0].seat == "DE"


def test_a_body_under_other_law_and_one_that_asks_for_an_id_say_so() -> None:
    import_register(SAMPLE)
    notes = queries.platform("register-pfarrei-beispiel").notes
    assert any("other law than the GDPR" in note for note in notes)
    assert any("identity document" in note for note in notes)


def test_a_withdrawn_record_leads_to_the_one_that_took_its_place() -> None:
    import_register(SAMPLE)
    assert queries.platform("register-old-harbour").id == "register-harbour-shop-gb"
    assert all("old-harbour" not in p.id for p in queries.search("old harbour"))


def test_an_imported_authority_can_be_read() -> None:
    import_register(SAMPLE)
    found = queries.authority("register-deexample")
    assert found.name() == "Aufsicht der Beispielkirche"
    assert found.competence == "sector"
    assert found not in queries.authorities()


def test_a_record_of_ours_is_never_overwritten(register: Path) -> None:
    put(register, company(slug="linkedin", name="False Friend Ltd"), "linkedin.json")
    import_register(register)
    ours = queries.platform("linkedin").controller("UK", TODAY)
    assert ours is not None
    assert ours.name == "LinkedIn Corporation"
    assert queries.platform("register-linkedin").name == "False Friend Ltd"
    assert queries.search("linkedin")[0].id == "linkedin"


def test_another_register_does_not_replace_what_the_first_brought() -> None:
    import_register(SAMPLE)
    outcome = import_register(SAMPLE, origin="somebody else")
    assert outcome.counts() == {"new": 0, "changed": 0, "unchanged": 0, "refused": 5}
    assert "was imported from datenanfragen/data before" in refusals(outcome)[0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "<b>Spoiled</b>"}, "name holds HTML"),
        ({"name": "Spoiled &lt;script&gt;"}, "name holds HTML"),
        ({"runs": ["<img src=x onerror=alert(1)>"]}, "runs holds HTML"),
        ({"name": "Spoiled\x00 GmbH"}, "name holds control characters"),
        ({"name": "GmbH \u202edeliopS"}, "name holds control characters"),
        ({"address": "Weg 1\x1b[2J\nDeutschland"}, "address holds control characters"),
        ({"name": "x" * 301}, "name is longer than 300 letters"),
        ({"address": "\n".join("a" * 16)}, "address has more than 15 lines"),
        ({"runs": ["a"] * 501}, "runs has more than 500 entries"),
        ({"webform": "javascript:alert(1)"}, "webform is 'javascript:alert(1)'; allowed are"),
        ({"web": "data:text/html,x"}, "web is 'data:text/html,x'; allowed are addresses"),
        ({"webform": "https://user:secret@a.example.com/"}, "webform is"),
        ({"webform": "file:///etc/passwd"}, "webform is 'file:///etc/passwd'"),
        ({"sources": ["ftp://a.example.com"]}, "sources is 'ftp://a.example.com'"),
        ({"email": "a@b.example, c@d.example"}, "email is 'a@b.example, c@d.example', which is no"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "email holds control characters"),
        ({"quality": "perfect"}, "quality is 'perfect'; allowed are tested, verified"),
        ({"quality": ...}, "quality is no text"),
        ({"name": ...}, "name is no text"),
        ({"name": {"a": 1}}, "name is no text"),
        ({"address": ...}, "address is no text"),
        ({"relevant-countries": []}, "relevant-countries is missing"),
        ({"relevant-countries": ["Germany"]}, "names 'Germany'; allowed are two letters or all"),
        ({"required-elements": [{"desc": "a", "type": "iban"}]}, "type is 'iban'; allowed are"),
        ({"required-elements": ["name"]}, "has an entry that is no object"),
        ({"suggested-transport-medium": "pigeon"}, "is 'pigeon'; allowed are email, webform"),
        ({"slug": "../../etc"}, "slug is missing, or not of small letters"),
        ({"slug": "other"}, "slug is 'other', but the file is named 'spoiled'"),
        ({"needs-id-document": "yes"}, "needs-id-document is 'yes'; allowed are true and false"),
    ],
)
def test_a_hostile_record_is_refused_with_the_reason_and_the_others_come_in(
    register: Path, changes: dict[str, Any], reason: str
) -> None:
    put(register, company(**changes))
    outcome = import_register(register)
    assert outcome.counts()["new"] == 5
    (sentence,) = refusals(outcome)
    assert sentence.startswith("companies/spoiled.json: ")
    assert reason in sentence


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is no JSON"),
        (b"{", "is no JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"[" * 60_000, "is nested too deeply"),
        (b'"text"', "holds no JSON object"),
        (b'{"slug": "spoiled", "name": "' + b"x" * 70_000 + b'"}', "is larger than 64 kB"),
    ],
)
def test_a_file_that_is_no_record_is_refused_with_the_reason(
    register: Path, content: bytes, reason: str
) -> None:
    put(register, content)
    (sentence,) = refusals(import_register(register))
    assert reason in sentence


def test_a_misspelt_website_is_left_out_and_said(register: Path) -> None:
    put(register, company(web="http://www.st.-spoiled.example.com/"))
    outcome = import_register(register)
    assert outcome.left_out == [("companies/spoiled.json", "web")]
    assert queries.platform("register-spoiled").domains == ()


def test_a_link_in_the_folder_is_not_followed(register: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(company(slug="linked")))
    (register / "companies" / "linked.json").symlink_to(secret)
    (sentence,) = refusals(import_register(register))
    assert "is a link or no plain file" in sentence


def packed_zip(folder: Path, target: Path, top: str = "data-main/") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, top + path.relative_to(folder).as_posix())
    return target


def packed_tar(folder: Path, target: Path) -> Path:
    with tarfile.open(target, "w:gz") as archive:
        archive.add(folder, "data-main")
    return target


def test_archives_give_what_the_folder_gives(tmp_path: Path) -> None:
    import_register(SAMPLE)
    for archive in (
        packed_zip(SAMPLE, tmp_path / "a.zip"),
        packed_tar(SAMPLE, tmp_path / "a.tar.gz"),
    ):
        outcome = import_register(archive)
        assert outcome.counts() == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0}


def test_a_name_that_leaves_the_archive_is_refused(tmp_path: Path) -> None:
    path = packed_zip(SAMPLE, tmp_path / "a.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../companies/spoiled.json", json.dumps(company()))
    (sentence,) = refusals(import_register(path))
    assert sentence == "../companies/spoiled.json: has a name that leaves the archive"


def test_links_and_devices_in_an_archive_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for kind, name in ((tarfile.SYMTYPE, "link"), (tarfile.FIFOTYPE, "pipe")):
            entry = tarfile.TarInfo(f"companies/{name}.json")
            entry.type = kind
            entry.linkname = "/etc/passwd"
            archive.addfile(entry)
    assert all("is a link or no plain file" in line for line in refusals(import_register(path)))
    assert len(refusals(import_register(path))) == 2


def test_an_archive_that_unpacks_without_end_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_files, "LARGEST_TOTAL", 2_000_000)
    path = tmp_path / "a.tar.gz"
    entry = tarfile.TarInfo("elsewhere/zeros.bin")
    entry.size = 50_000_000
    with gzip.open(path, "wb") as stream, tarfile.open(fileobj=stream, mode="w|") as archive:
        archive.addfile(entry, io.BytesIO(bytes(entry.size)))
    assert path.stat().st_size < 100_000
    with pytest.raises(UnreadableSet, match="unpacks to more than"):
        import_register(path)


def test_too_many_files_are_given_up(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_files, "MOST_FILES", 3)
    with pytest.raises(UnreadableSet, match="more than 3 files"):
        import_register(register)
    assert not ImportedCompany.objects.exists()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04broken", b"\x1f\x8b\x08junk"])
def test_what_is_no_archive_is_told_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.zip"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"PATH: set\.zip is") as caught:
        call_command("import_directory", str(path))
    assert caught.value.returncode == 2


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is neither a folder nor a file"):
        call_command("import_directory", str(tmp_path / "nothing"))


def test_the_command_lists_counts_and_every_refusal(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(register, company(name="<b>"))
    call_command("import_directory", str(register), "--dry-run")
    said = capsys.readouterr().out
    assert "refused companies/spoiled.json: name holds HTML" in said
    assert "companies: 4 new, 0 changed, 0 unchanged" in said
    assert "authorities: 1 new" in said
    assert "Dry run: nothing was written." in said


def test_a_wrong_date_is_told_with_the_form_it_has() -> None:
    with pytest.raises(CommandError, match="write it as 2026-07-21"):
        call_command("import_directory", str(SAMPLE), "--as-of", "July")


def big_register(folder: Path, count: int) -> Path:
    (folder / "companies").mkdir(parents=True)
    for number in range(count):
        slug = f"company-{number}"
        record = company(slug=slug, name=f"Company {number} GmbH", runs=[f"Shop {number}"])
        (folder / "companies" / f"{slug}.json").write_text(json.dumps(record))
    return folder


def test_3069_companies_come_in_under_20_seconds(tmp_path: Path) -> None:
    folder = big_register(tmp_path / "big", 3069)
    begin = time.perf_counter()
    outcome = import_register(folder)
    assert outcome.counts()["new"] == 3069
    assert time.perf_counter() - begin < 20
    assert queries.search("shop 2999")[0].id == "register-company-2999"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=False)
def test_on_postgresql_import_and_search_give_the_same(postgres_url: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "DATABASE_URL": postgres_url,
        "DSR_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "dsr_project.settings",
    }

    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        root = Path(__file__).parents[2]
        done = subprocess.run(
            command, cwd=root, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    manage("migrate", "--verbosity", "0")
    assert "companies: 4 new" in manage("import_directory", str(SAMPLE))
    assert "companies: 0 new, 0 changed, 4 unchanged" in manage("import_directory", str(SAMPLE))
    import_register(SAMPLE)
    for typed in ("brightbox", "harbor shop", "https://www.linkedin.com/in/x"):
        here = "".join(f"{found.id}  {found.name}\n" for found in queries.search(typed))
        assert manage("directory", "search", typed) == here
