"""``manage.py letter``: a letter from a facts file, as PDF, plain text or mail draft."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from requests_app.letters import catalogue
from requests_app.letters.compose import compose
from requests_app.letters.contracts import LetterText
from requests_app.letters.errors import LetterError
from requests_app.letters.facts import request_from_facts
from requests_app.letters.render import render_eml, render_pdf, render_text

_MAX_FACTS = 1_000_000


class Command(BaseCommand):
    help = (
        "Write a letter: manage.py letter --platform linkedin --kind objection "
        "--purpose ai-training --regime uk --language en --facts facts.json --out letter.pdf"
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--platform", default="", help="id of a platform, e.g. linkedin")
        parser.add_argument("--kind", default="", help="which letter, e.g. objection")
        parser.add_argument(
            "--purpose",
            action="append",
            default=[],
            help="ai-training, profiling or other; may be given more than once",
        )
        parser.add_argument("--regime", default="", help="which law: eu, uk or ch")
        parser.add_argument("--language", default="", help="of the letter, e.g. en")
        parser.add_argument(
            "--facts", required=True, help="the facts file (JSON); - reads it from standard input"
        )
        parser.add_argument("--out", default="-", help="where to write; - is standard output")
        parser.add_argument("--format", default="pdf", choices=("pdf", "text", "eml"), dest="form")
        parser.add_argument("--date", default="", help="the letter's date, 2026-11-24; else today")
        parser.add_argument("--residence", default="", help="where you live, e.g. FR or GB-SCT")
        parser.add_argument("--authority", default="", help="id of an authority, e.g. fr-cnil")
        parser.add_argument("--delivery", default="", help="email, form or post")
        parser.add_argument(
            "--every",
            default="",
            metavar="FOLDER",
            help="write every letter there is into this folder, for reading; "
            "--kind, --purpose, --regime and --language narrow the choice",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with translation.override("en"):
                if options["every"]:
                    written = _every(options)
                    self.stdout.write(f"{written} letters are in {options['every']}.")
                    return
                text = _letter(options)
                _write(options["out"], _form(text, options["form"]))
        except LetterError as trouble:
            raise CommandError(trouble.message, returncode=2) from trouble
        if options["out"] != "-":
            for sentence in text.advice:
                self.stderr.write(sentence)


def _letter(options: dict[str, Any]) -> LetterText:
    for name, allowed in (
        ("kind", [row.id for row in catalogue.KINDS]),
        ("regime", catalogue.REGIMES),
        ("language", catalogue.languages()),
    ):
        if not options[name]:
            raise LetterError(name, f"--{name} is missing; allowed are {', '.join(allowed)}.")
    return compose(
        request_from_facts(
            _facts(options["facts"]),
            platform=options["platform"],
            kind_id=options["kind"],
            purposes=_purposes(options),
            regime=options["regime"].lower(),
            language_code=options["language"].lower(),
            on=_date(options["date"]),
            residence=options["residence"],
            authority=options["authority"],
            delivery=options["delivery"].lower(),
        )
    )


def _purposes(options: dict[str, Any]) -> list[str]:
    return [one for given in options["purpose"] for one in given.split(",") if one]


def _every(options: dict[str, Any]) -> int:
    """Writes each letter of the catalogue that fits the options; how many there were."""
    folder = Path(options["every"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        reason = trouble.strerror or "it cannot be made"
        raise LetterError("every", f"--every {folder} cannot be used: {reason}.") from trouble
    rows = [catalogue.kind(options["kind"])] if options["kind"] else catalogue.KINDS
    written = 0
    for row in rows:
        for regime in row.regimes:
            for language in row.languages(regime):
                for purpose in row.purposes or ("",):
                    one = {**options, "kind": row.id, "regime": regime, "language": language}
                    one["purpose"] = [purpose] if purpose else []
                    if _left_out(options, one):
                        continue
                    name = "-".join(filter(None, (row.id, purpose, regime, language)))
                    ending = {"text": "txt"}.get(options["form"], options["form"])
                    _write(str(folder / f"{name}.{ending}"), _form(_letter(one), options["form"]))
                    written += 1
    return written


def _left_out(options: dict[str, Any], one: dict[str, Any]) -> bool:
    wanted = _purposes(options)
    return (
        bool(options["regime"] and options["regime"].lower() != one["regime"])
        or bool(options["language"] and options["language"].lower() != one["language"])
        or bool(wanted and one["purpose"] and one["purpose"][0] not in wanted)
    )


def _form(text: LetterText, form: str) -> bytes:
    if form == "pdf":
        return render_pdf(text)
    if form == "eml":
        return render_eml(text)
    return render_text(text).encode()


def _date(given: str) -> date:
    if not given:
        return timezone.localdate()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise LetterError(
            "date", f"--date {given!r} is no date; write a real day as 2026-11-24."
        ) from None


def _facts(path: str) -> Any:
    try:
        if path == "-":
            words = sys.stdin.read(_MAX_FACTS + 1)
        else:
            with Path(path).open(encoding="utf-8") as file:
                words = file.read(_MAX_FACTS + 1)
    except OSError as trouble:
        reason = trouble.strerror or "it cannot be read"
        raise LetterError("facts", f"The facts file {path} cannot be read: {reason}.") from trouble
    except UnicodeDecodeError as trouble:
        raise LetterError("facts", f"The facts file {path} is not UTF-8 text.") from trouble
    if len(words) > _MAX_FACTS:
        raise LetterError("facts", f"The facts file {path} is larger than 1 MB.")
    try:
        return json.loads(words)
    except (json.JSONDecodeError, RecursionError) as trouble:
        where = f" (line {trouble.lineno})" if isinstance(trouble, json.JSONDecodeError) else ""
        raise LetterError("facts", f"The facts file {path} is not valid JSON{where}.") from trouble


def _write(path: str, made: bytes) -> None:
    if path == "-":
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    try:
        Path(path).write_bytes(made)
    except OSError as trouble:
        reason = trouble.strerror or "it cannot be written"
        raise LetterError("out", f"--out {path} cannot be written: {reason}.") from trouble
