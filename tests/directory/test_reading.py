"""A defective file is told with one clear sentence for each defect."""

from __future__ import annotations

from pathlib import Path

import pytest

from requests_app.directory.authority_file import read_authority
from requests_app.directory.loader import read_platforms
from requests_app.directory.platform_file import read_platform

SOUND = """
name = "Example"
domains = ["example.com"]
category = "shop"
last_verified = "2026-11"
confidence = "company_page"

[sources.notice]
text = "Its notice"
date = 2026-11-03
confidence = "company_page"

[[controllers]]
name = "Example Ltd"
address = ["1 Example Way", "Dublin", "Ireland"]
seat = "IE"
source = "notice"
"""

SOUND_AUTHORITY = """
country = "IE"
address = ["3 Example Square", "Dublin"]
source = "page"
[sources.page]
text = "Its page"
date = 2026-11-24
confidence = "authority_page"
[[names]]
local = "Authority"
[names.text]
en = "Authority"
[complaint]
languages = ["en"]
"""


def defects(folder: Path, text: str) -> tuple[str, ...]:
    path = folder / "platforms" / "example.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    record, found = read_platform(path)
    assert (record is None) == bool(found)
    return found


def test_a_sound_file_has_no_defect(tmp_path: Path) -> None:
    assert defects(tmp_path, SOUND) == ()


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ('name = "Example"\n', "", "platforms/example.toml: name is missing; write a text"),
        (
            'category = "shop"',
            'category = "shoop"',
            "category is 'shoop'; allowed are advertising, AI assistant",
        ),
        ('"example.com"', '"https://example.com"', "domains names 'https://example.com'; write a"),
        (
            'seat = "IE"',
            'seat = "Ireland"',
            "controllers[1].seat is 'Ireland'; write an ISO 3166-1 code in capitals, such as IE",
        ),
        (
            'source = "notice"',
            'source = "notes"',
            "controllers[1].source is 'notes'; [sources] has",
        ),
        ('"2026-11"', '"November"', "last_verified is 'November'; write a date as 2026-08-21"),
        (
            "date = 2026-11-03\n",
            "",
            "sources.notice.date is missing; a company's or an authority's",
        ),
        ("seat =", "seet =", "controllers[1].seet is not a known key; known here are address"),
        (
            "[[controllers]]",
            "[[controllers]]\nregions = ['EU']",
            "names 'EU'; allowed are EEA, UK,",
        ),
        ("address = [", "address = [7, ", "controllers[1].address is no list of texts"),
        ("[sources.notice]", "[sources.notice", "is not readable as TOML"),
    ],
)
def test_a_defect_is_named_with_its_field_and_what_is_allowed(
    tmp_path: Path, right: str, wrong: str, sentence: str
) -> None:
    assert right in SOUND
    found = defects(tmp_path, SOUND.replace(right, wrong))
    assert any(sentence in line for line in found), found


@pytest.mark.parametrize(
    ("route", "sentence"),
    [
        ('rights = ["any"]\nchannel = "form"\nvalue = "http://a.example"', "begins with https://"),
        ('rights = ["any"]\nchannel = "form"\nvalue = "javascript:alert(1)"', "begins with https"),
        ('rights = ["any"]\nchannel = "email"\nvalue = "a@b"', "write one mailbox such as"),
        (
            'rights = ["all"]\nchannel = "email"\nvalue = "a@b.example"',
            "names 'all'; allowed are any",
        ),
        (
            'rights = ["any"]\nchannel = "fax"\nvalue = "1"',
            "allowed are form, email, post, setting",
        ),
        ('rights = ["any"]\nchannel = "email"', "routes[1].value is missing"),
    ],
)
def test_a_route_must_have_the_format_of_its_channel(
    tmp_path: Path, route: str, sentence: str
) -> None:
    found = defects(tmp_path, f'{SOUND}\n[[routes]]\n{route}\nsource = "notice"\n')
    assert any(sentence in line for line in found), found


def test_every_defect_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    text = SOUND.replace('name = "Example"\n', "").replace('seat = "IE"', 'seat = "ie"')
    assert len(defects(tmp_path, text)) == 2


def test_two_controllers_for_one_region_on_one_day_are_a_defect(tmp_path: Path) -> None:
    second = '\n[[controllers]]\nname = "Other"\nregions = ["UK"]\nsource = "notice"\n'
    (sentence,) = defects(tmp_path, SOUND + second)
    assert "Example Ltd and Other for UK on the same days" in sentence
    followed = SOUND.replace('seat = "IE"', 'seat = "IE"\nvalid_until = 2026-03-31')
    assert defects(tmp_path, followed + second + "valid_from = 2026-04-01\n") == ()


def test_a_text_that_hides_or_turns_letters_is_a_defect(tmp_path: Path) -> None:
    (sentence,) = defects(tmp_path, SOUND.replace('"Example"', '"Exam\u202eple"'))
    assert "name has control characters" in sentence


def test_a_fact_without_english_is_a_defect(tmp_path: Path) -> None:
    fact = '\n[[facts]]\ntopic = "setting"\nsource = "notice"\n[facts.text]\nfr = "Exemple."\n'
    (sentence,) = defects(tmp_path, SOUND + fact)
    assert "facts[1].text.en is missing" in sentence


def test_facts_can_only_be_taken_over_from_a_platform_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(f'facts_from = "meta"\n{SOUND}', encoding="utf-8")
    _, found = read_platforms(tmp_path)
    assert "facts_from is 'meta'; name a platform that is here" in found[0]


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ('country = "IE"', 'country = "Eire"', "authorities/example.toml: country is 'Eire'"),
        ('languages = ["en"]', "languages = []", "complaint.languages is empty"),
        ('country = "IE"', 'country = "IE"\nregion = "DE-BY"', "region is 'DE-BY'"),
        (
            '[[names]]\nlocal = "Authority"\n[names.text]\nen = "Authority"\n',
            "",
            "names is missing",
        ),
        ('country = "IE"', 'country = "IE"\nemail = "x"', "email is 'x'; write it as"),
    ],
)
def test_a_defect_of_an_authority_is_named(
    tmp_path: Path, right: str, wrong: str, sentence: str
) -> None:
    path = tmp_path / "authorities" / "example.toml"
    path.parent.mkdir()
    path.write_text(SOUND_AUTHORITY, encoding="utf-8")
    assert read_authority(path)[1] == ()
    path.write_text(SOUND_AUTHORITY.replace(right, wrong), encoding="utf-8")
    record, found = read_authority(path)
    assert record is None
    assert any(sentence in line for line in found), found
