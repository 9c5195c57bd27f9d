"""French puts a space before ; : ? ! and inside guillemets, and no line may break there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from requests_app.directory import loader
from requests_app.law.steps import WORDING_FOLDER
from requests_app.letters.catalogue import WORDS

BREAKS = re.compile(r" [;?!:](?=[\s\"{<]|$)|« | »")
TEXTS = [
    *sorted((WORDS / "fr").rglob("*.md")),
    *sorted((WORDS / "fr").glob("*.toml")),
    WORDING_FOLDER / "fr.toml",
]
ENTRIES = sorted((Path(loader.__file__).parent / "data").rglob("*.toml"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_line_of_a_french_text_can_begin_with_a_mark(path: Path) -> None:
    assert [line for line in path.read_text("utf-8").splitlines() if BREAKS.search(line)] == []


def test_no_french_text_of_the_directory_can_break_before_a_mark() -> None:
    found = [
        f"{path.name}: {line}"
        for path in ENTRIES
        for line in path.read_text("utf-8").splitlines()
        if line.startswith('fr = "') and BREAKS.search(line)
    ]
    assert found == []
