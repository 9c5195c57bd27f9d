"""`manage.py directory check`: what is wrong, what is missing, what is old."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from requests_app.directory.loader import DATA

GUIDE = Path(__file__).parents[2] / "docs" / "adding.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the directory's files that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def failing(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(CommandError) as caught:
        call_command("directory", "check", "--folder", str(folder))
    assert caught.value.returncode == 1
    return capsys.readouterr().out


@time_machine.travel("2026-11-24T12:00:00Z")
def test_our_own_files_pass(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("directory", "check")
    said = capsys.readouterr().out
    assert "60 platforms and 55 authorities load; 0 defects" in said
    assert "platforms/spotify: controller unknown for UK, CH" in said
    assert "platforms/midjourney: no route for UK" in said


@time_machine.travel("2026-11-24T12:00:00Z")
def test_records_are_listed_by_age_and_old_ones_marked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("directory", "check")
    lines = capsys.readouterr().out.splitlines()
    assert "  never checked  platforms/temu  stale" in lines
    assert "  2024-08-01  platforms/zoom  stale" in lines
    assert "  2026-08-01  platforms/linkedin" in lines
    assert lines.index("  2024-08-01  platforms/zoom  stale") < lines.index(
        "  2026-08-01  platforms/linkedin"
    )


@time_machine.travel("2027-08-02T12:00:00Z")
def test_a_year_later_the_record_is_stale_and_strict_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("directory", "check")
    assert "2026-08-01  platforms/linkedin  stale" in capsys.readouterr().out
    with pytest.raises(CommandError, match="stale records count"):
        call_command("directory", "check", "--strict")


@pytest.mark.parametrize(
    ("file", "right", "wrong", "sentence"),
    [
        (
            "platforms/spotify.toml",
            '"spotify.com"',
            '"netflix.com"',
            "netflix.com stands in netflix",
        ),
        ("platforms/spotify.toml", '"se-imy"', '"se-dpa"', "lead_authority.id is 'se-dpa'"),
        (
            "platforms/spotify.toml",
            '["Birger Jarlsgatan 61", "113 56 Stockholm", "Sweden"]',
            '["Birger Jarlsgatan 61, Stockholm"]',
            "the address of Spotify AB has one line only",
        ),
        ("platforms/spotify.toml", "privacy@spotify.com", "privacy@spotify", "write one mailbox"),
        (
            "platforms/microsoft.toml",
            'of = "linkedin"',
            'of = "linked"',
            "sources has of = 'linked'",
        ),
        ("authorities/ie-dpc.toml", '"6 Pembroke Row"', '"6 Pembroke|Row"', "'6 Pembroke|Row'"),
    ],
)
def test_a_defect_fails_the_check_and_is_named(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    right: str,
    wrong: str,
    sentence: str,
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    assert sentence in failing(folder, capsys)


def test_an_unknown_action_is_told_with_those_there_are() -> None:
    with pytest.raises(CommandError, match="allowed are check, search, show") as caught:
        call_command("directory", "repair")
    assert caught.value.returncode == 2


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is no folder") as caught:
        call_command("directory", "check", "--folder", str(tmp_path / "none"))
    assert caught.value.returncode == 2


def test_show_gives_one_record_and_near_names_for_a_wrong_id(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("directory", "show", "linkedin")
    assert '"name": "LinkedIn Corporation"' in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"near names: .*linkedin") as caught:
        call_command("directory", "show", "linkdin")
    assert caught.value.returncode == 2


def example(kind: str) -> str:
    """The whole file that docs/adding.md shows for a platform or an authority."""
    found = re.search(rf"```toml {kind}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert found, f"docs/adding.md shows no file for a {kind}"
    return found[1]


def test_adding_a_platform_is_one_file_as_the_guide_shows_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "platforms" / "example-social.toml"
    path.write_text(example("platform"), encoding="utf-8")
    call_command("directory", "check", "--folder", str(folder))
    assert "61 platforms and 55 authorities load; 0 defects" in capsys.readouterr().out


def test_adding_a_regulator_is_one_file_as_the_guide_shows_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "authorities" / "ie-example.toml"
    path.write_text(example("authority"), encoding="utf-8")
    call_command("directory", "check", "--folder", str(folder))
    assert "60 platforms and 56 authorities load; 0 defects" in capsys.readouterr().out


def test_a_platform_without_what_the_guide_asks_for_is_told_what_is_missing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = example("platform").replace('domains = ["social.example.com"]', "domains = []")
    (folder / "platforms" / "example-social.toml").write_text(text, encoding="utf-8")
    said = failing(folder, capsys)
    assert "platforms/example-social.toml: domains is empty; name at least one" in said
