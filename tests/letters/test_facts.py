"""The facts file: one sentence for whatever is wrong, naming the field."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from requests_app.letters.compose import compose
from requests_app.letters.contracts import LetterRequest
from requests_app.letters.errors import LetterError

from .conftest import EXAMPLE


def broken(facts: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(facts)
    *parents, last = path.split(".")
    target = data
    for name in parents:
        target = target[name]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "field", "says"),
    [
        ("writer.name", ..., "writer.name", "missing"),
        ("writer.name", "", "writer.name", "missing"),
        ("writer.name", 7, "writer.name", "text"),
        ("writer", ..., "writer", "missing"),
        ("writer", [], "writer", "object"),
        ("writer.shoe_size", "43", "writer.shoe_size", "allowed are name, address"),
        ("colour", "red", "colour", "allowed are writer"),
        ("writer.email", "not an address", "writer.email", "name@example.org"),
        ("writer.address", "14 Alma Road", "writer.address", "list of lines"),
        ("setting_switched_off_on", "2026-02-30", "setting_switched_off_on", "real day"),
        ("setting_switched_off_on", "yesterday", "setting_switched_off_on", "real day"),
        ("setting_switched_off_on", "2027-01-01", "setting_switched_off_on", "after"),
        ("history.sent_on", "2026-13-01", "history.sent_on", "real day"),
        ("history.channel", "pigeon", "history.channel", "email, form, post"),
        ("details.erase_ground", "because", "details.erase_ground", "not-needed"),
        ("details.wish", "x", "details.wish", "allowed are processing"),
        ("situation", {"fr": "Oui"}, "situation", "no text in 'en'"),
        ("situation", {"english": "x"}, "situation", "by language"),
        ("arguments", [{"block": "magic", "sentence": "x"}], "arguments[0].block", "expectations"),
        ("use_notice", "yes", "use_notice", "true or false"),
    ],
)
def test_a_wrong_fact_is_named_in_one_sentence(
    ask: Callable[..., LetterRequest],
    facts: dict[str, Any],
    path: str,
    value: Any,
    field: str,
    says: str,
) -> None:
    with pytest.raises(LetterError) as caught:
        compose(ask(data=broken(facts, path, value)))
    assert caught.value.field == field
    assert says in caught.value.message
    assert "\n" not in caught.value.message
    assert field in caught.value.message or path in caught.value.message


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"platform": "linkedout"}, "platform", "linkedin"),
        ({"kind": "ransom"}, "kind", "objection, objection-marketing"),
        ({"regime": "us"}, "regime", "eu, uk, ch"),
        ({"language": "tlh"}, "language", "en"),
        ({"regime": "uk", "language": "fr"}, "language", "allowed are en"),
        ({"purpose": "world-peace"}, "purposes", "ai-training, profiling, other"),
        ({"kind": "complaint-controller", "regime": "eu"}, "regime", "allowed are uk"),
        ({"delivery": "pigeon"}, "delivery", "email, form, post"),
        ({"kind": "complaint-authority", "authority": "xx"}, "authority", "xx"),
        ({"on": date(1990, 1, 1)}, "date", "2018-05-25"),
        ({"kind": "complaint-controller", "on": date(2026, 7, 1)}, "history", "after the letter"),
        ({"kind": "complaint-authority", "on": date(2026, 8, 1)}, "history", "after the letter"),
    ],
)
def test_a_letter_that_does_not_exist_names_those_that_do(
    ask: Callable[..., LetterRequest], given: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(LetterError) as caught:
        compose(ask(**given))
    assert caught.value.field.startswith(field)
    assert says in caught.value.message


def test_the_example_holds_no_law() -> None:
    words = EXAMPLE.read_text(encoding="utf-8")
    for law in ("regime", "GDPR", "DSGVO", "RGPD", "FADP", "LPD"):
        assert law not in words


def command(*words: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("letter", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


BASE = (
    "--platform", "linkedin", "--kind", "objection", "--purpose", "ai-training",
    "--regime", "uk", "--language", "en", "--date", "2026-11-24",
)  # fmt: skip


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("text", b"Sam"), ("eml", b"X-Uns")])
def test_the_command_writes_each_form(tmp_path: Path, form: str, start: bytes) -> None:
    out = tmp_path / f"letter.{form}"
    command(*BASE, "--facts", str(EXAMPLE), "--format", form, "--out", str(out))
    assert out.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("--platform", "nowhere"), "no platform 'nowhere'"),
        (("--kind", "ransom"), "allowed are objection"),
        (("--regime", "mars"), "allowed are eu, uk, ch"),
        (("--language", "xx"), "allowed are"),
        (("--kind", ""), "--kind is missing; allowed are objection"),
        (("--date", "2026-02-30"), "no date"),
        (("--facts", "/nonexistent.json"), "cannot be read"),
        (("--out", "/nonexistent/letter.pdf"), "cannot be written"),
    ],
)
def test_the_command_ends_with_one_sentence_and_code_2(change: tuple[str, str], says: str) -> None:
    with pytest.raises(CommandError) as caught:
        command(*BASE, "--facts", str(EXAMPLE), "--format", "text", *change)
    assert caught.value.returncode == 2
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("words", ["{", "[]", '"x"', "\ufeff", "[" * 100_000])
def test_a_file_that_is_no_facts_file_is_told_in_one_sentence(tmp_path: Path, words: str) -> None:
    path = tmp_path / "facts.json"
    path.write_text(words, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        command(*BASE, "--facts", str(path), "--format", "text")
    assert caught.value.returncode == 2


def test_hyphens_and_underscores_are_both_understood(ask: Callable[..., LetterRequest]) -> None:
    assert compose(ask("objection_marketing", purpose="")).kind == "objection-marketing"
    assert compose(ask(purpose="ai_training")).subject == compose(ask()).subject


def test_the_facts_survive_json_as_the_letter_does(ask: Callable[..., LetterRequest]) -> None:
    from requests_app.letters.contracts import LetterText

    text = compose(ask())
    assert LetterText.from_data(json.loads(json.dumps(text.as_data()))) == text


def test_every_letter_can_be_written_into_one_folder_for_reading(tmp_path: Path) -> None:
    out, _ = command(
        "--every", str(tmp_path / "all"), "--platform", "linkedin", "--facts", str(EXAMPLE),
        "--language", "fr", "--regime", "ch", "--format", "text", "--date", "2026-11-24",
    )  # fmt: skip
    written = sorted(path.name for path in (tmp_path / "all").iterdir())
    assert "objection-ai-training-ch-fr.txt" in written
    assert "nudge-authority-ch-fr.txt" in written
    assert out.startswith(f"{len(written)} letters are in ")
