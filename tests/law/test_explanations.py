"""Whole explanations, word for word: explained.txt holds cases and what must be said of them.

A case is its question as on the command line, then one line a deadline (kind, due, status and
calendar) with its steps and notes (rule, date, how sure, text), then the notes on what has none.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from requests_app.law import Event, Step, compute
from tests.law.asking import TODAY

CASES = dict(
    case.strip().split("\n", 1)
    for case in Path(__file__).with_name("explained.txt").read_text(encoding="utf-8").split("\n\n")
)


def explained(question: str) -> str:
    regime, right, *rest = shlex.split(question)
    places = {}
    texts = []
    for word in rest:
        name, _, value = word.partition("=")
        if name in ("seat", "residence", "authority"):
            places[name] = value
        else:
            texts.append(word)
    found = compute(
        regime,
        right,
        places.pop("seat", None),
        [Event.parse(text) for text in texts],
        TODAY,
        **places,
    )
    lines = []
    for one in found.deadlines:
        lines.append(f"{one.kind} {one.due} {one.status} {one.calendar or 'no calendar'}")
        lines += [f"  {line(step)}" for step in (*one.steps, *one.notes)]
    return "\n".join([*lines, *map(line, found.notes)])


def line(step: Step) -> str:
    return f"{step.rule} {step.date} {step.sure} {step.text}"


@pytest.mark.parametrize("question", CASES)
def test_a_case_is_explained_in_these_words(question: str) -> None:
    said = explained(question)
    assert said == CASES[question]
