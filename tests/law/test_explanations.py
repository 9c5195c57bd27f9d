"""Whole explanations, word for word: explained.txt holds cases and what must be said of them.

A case is its question as on the command line, then a line for each deadline with its steps and
notes (rule, date, how sure, text), then the notes on what has none.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from requests_app.law import Deadline, Event, Step, compute
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
        if name in ("seat", "residence", "representative", "authority"):
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
        lines.append(headline(one))
        lines += [f"  {line(step)}" for step in (*one.steps, *one.notes)]
    return "\n".join([*lines, *map(line, found.notes)])


def headline(one: Deadline) -> str:
    words = [
        f"{one.kind} {one.due} {one.status}",
        f"{one.regime} {one.right}",
        "statutory" if one.statutory is True else "own",
        f"from {one.start}",
        f"by {one.calendar}, {one.calendar_version}" if one.calendar else "by no calendar",
        f"unrolled {one.unrolled}",
    ]
    words += [f"strict {one.strict_due}"] if one.strict_due else []
    words += [f"suspended {one.due_if_suspended}"] if one.due_if_suspended else []
    words += [f"notice {one.notice_limit}"] if one.notice_limit else []
    words += ["receipt estimated"] if one.receipt_estimated is True else []
    words += ["calendar estimated"] if one.calendar_estimated is True else []
    words += ["an estimate"] if one.estimate else []
    return "; ".join(words)


def line(step: Step) -> str:
    return f"{step.rule} {step.date} {step.sure} {step.text}"


@pytest.mark.parametrize("question", CASES)
def test_a_case_is_explained_in_these_words(question: str) -> None:
    said = explained(question)
    assert said == CASES[question]
