"""``manage.py deadline``: what is due when, from dated events, with the reasons."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from requests_app.law import (
    Deadline,
    Event,
    LawError,
    Outcome,
    Step,
    compute,
    languages,
    phrase,
    say_date,
)
from requests_app.law.events import EVENTS, read_date


class Command(BaseCommand):
    """Prints the deadlines as text, or with ``--json`` as one JSON object; bad input exits 2."""

    help = "Compute the deadlines of a request or a complaint and explain them."
    requires_system_checks = ()  # the law needs neither database nor urls

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The question's places, names and events."""
        parser.add_argument("--regime", required=True, help="eu, uk or ch")
        parser.add_argument("--right", required=True, help="for example access or objection")
        parser.add_argument("--seat", help="controller's country or region, for example IE, GB-ENG")
        parser.add_argument("--received", help="day of receipt, YYYY-MM-DD")
        parser.add_argument(
            "--event",
            action="append",
            default=[],
            metavar="NAME=DATE[:DETAIL]",
            help=f"one of {', '.join(EVENTS)}; details: reasons, until=DATE, estimated, outcome",
        )
        parser.add_argument("--today", help="day to judge the status on (default: today)")
        parser.add_argument("--residence", help="person's country or nation")
        parser.add_argument("--representative", help="country of the controller's representative")
        parser.add_argument("--authority", help="authority's id, for example at-dsb")
        parser.add_argument("--language", default="en", help="language of the explanation")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer the question, or end with one sentence and exit code 2."""
        try:
            outcome = _answer(options)
        except LawError as error:
            raise CommandError(error.message, returncode=2) from error
        language = str(options["language"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(outcome, language), ensure_ascii=False))
        else:
            self.stdout.write(_as_text(outcome, language))


def _answer(options: dict[str, Any]) -> Outcome:
    language = str(options["language"])
    if language not in languages():
        raise LawError(
            f"Unknown language '{language}'; use one of {', '.join(languages())}.",
            field="language",
        )
    events = [Event.parse(text) for text in options["event"]]
    if options["received"]:
        events.insert(0, Event.parse(f"received={options['received']}"))
    today = read_date(options["today"], "today") if options["today"] else date.today()  # noqa: DTZ011
    return compute(
        options["regime"],
        options["right"],
        options["seat"],
        events,
        today,
        residence=options["residence"],
        representative=options["representative"],
        authority=options["authority"],
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _step(step: Step, language: str) -> dict[str, Any]:
    return {
        "rule": step.rule,
        "text": step.in_language(language),
        "date": _iso(step.date),
        "source": step.source,
        "sure": step.sure,
    }


def _deadline(deadline: Deadline, language: str) -> dict[str, Any]:
    return {
        "kind": deadline.kind,
        "due": _iso(deadline.due),
        "unrolled": _iso(deadline.unrolled),
        "statutory": deadline.statutory,
        "strict_due": _iso(deadline.strict_due),
        "due_if_suspended": _iso(deadline.due_if_suspended),
        "notice_limit": _iso(deadline.notice_limit),
        "status": deadline.status,
        "start": _iso(deadline.start),
        "sure": deadline.sure,
        "estimate": deadline.estimate,
        "receipt_estimated": deadline.receipt_estimated,
        "calendar": deadline.calendar,
        "calendar_version": deadline.calendar_version,
        "steps": [_step(step, language) for step in deadline.steps],
        "notes": [_step(step, language) for step in deadline.notes],
    }


def _as_json(outcome: Outcome, language: str) -> dict[str, Any]:
    return {
        "deadlines": [_deadline(deadline, language) for deadline in outcome.deadlines],
        "notes": [_step(step, language) for step in outcome.notes],
    }


def _as_text(outcome: Outcome, language: str) -> str:
    lines: list[str] = []
    for deadline in outcome.deadlines:
        day = say_date(deadline.due, language) if deadline.due else "-"
        estimate = f" {phrase('words', 'estimate', language)}" if deadline.estimate else ""
        kind = phrase("kinds", deadline.kind, language)
        status = phrase("statuses", deadline.status, language)
        lines.append(f"{kind}: {day} [{status}]{estimate}")
        lines += [_line(step, language) for step in (*deadline.steps, *deadline.notes)]
        lines.append("")
    lines += [_line(step, language) for step in outcome.notes]
    return "\n".join(lines).rstrip()


def _line(step: Step, language: str) -> str:
    return f"  {step.rule:6} {step.in_language(language)}\n         {step.source}"
