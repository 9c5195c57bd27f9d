"""Writes docs/law.md from the law's data, its tests and law_intro.md: law_docs.py [--check].

``--check`` writes nothing and exits 1 if the file is out of date.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from requests_app.law import KINDS, STATUSES, languages, phrase, regime_ids  # noqa: E402
from requests_app.law.calendars import CALENDAR_VERSION  # noqa: E402
from requests_app.law.events import DETAILS, EVENTS, FIRST_DAY, LAST_DAY  # noqa: E402
from requests_app.law.loading import regime  # noqa: E402
from requests_app.law.provisions import cite  # noqa: E402
from requests_app.law.statutes import Act, Regime, Rule, Window  # noqa: E402

PAGE = ROOT / "docs" / "law.md"
TESTS = ROOT / "tests" / "law"
INTRODUCTION = ROOT / "tools" / "law_intro.md"


def tests_by_rule() -> dict[str, list[str]]:
    """For every rule id the tests marked with it, as file::test."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
                    for argument in mark.args:
                        found[ast.literal_eval(argument)].append(f"{path.name}::{node.name}")
    return found


def period(*windows: Window) -> str:
    """The days a provision holds: the narrowest of the windows."""
    start = max((one.valid_from for one in windows if one.valid_from), default=None)
    end = min((one.valid_until for one in windows if one.valid_until), default=None)
    parts = [f"from {start}" if start else "", f"until {end}" if end else ""]
    return " ".join(part for part in parts if part)


def sure(rule: Rule) -> str:
    return f"{rule.sure}, {rule.reading}" if rule.reading else rule.sure


def rules_section(law: Regime, tests: dict[str, list[str]]) -> list[str]:
    lines = [
        f"### Rules: {law.name['en']}",
        "",
        "| Id | Rule | Provision | Where | Held by | Sure |",
        "|---|---|---|---|---|---|",
    ]
    for rule in law.rules.values():
        on = max(date(2027, 6, 1), law.window.valid_from or date.min)
        provision = cite(rule.provision, law.id, on, "en", form="short").text
        where = "<br>".join(f"`{name}`" for name in rule.where) or f"no date: {rule.no_date}"
        held = "<br>".join(f"`{name}`" for name in tests.get(rule.id, []))
        mark = " (our id)" if rule.ours else ""
        lines.append(
            f"| {rule.id}{mark} | {rule.text} | [{provision}]({rule.source}) | {where} | {held} "
            f"| {sure(rule)} |"
        )
    return [*lines, ""]


def rights_section(law: Regime) -> list[str]:
    lines = [
        f"### Rights: {law.name['en']}",
        "",
        "| Right | Provision | Deadline | Conditions | Exceptions | Sure |",
        "|---|---|---|---|---|---|",
    ]
    for right in law.rights.values():
        cited = []
        for one in right.cited:
            on = one.window.valid_until or date(2027, 6, 1)
            when = period(one.window)
            text = cite(one.provision, law.id, on, "en").text
            cited.append(f"{text} ({when})" if when else text)
        deadline = "statutory" if right.statutory else "none by law"
        tag = f"{right.sure}, {right.reading}" if right.reading else right.sure
        lines.append(
            f"| `{right.id}` | {'<br>'.join(cited)} | {deadline} | {right.conditions} "
            f"| {right.exceptions} | {tag} |"
        )
    return [*lines, ""]


def acts_section(law: Regime) -> list[str]:
    lines = [
        f"### Acts: {law.name['en']}",
        "",
        "| Key | Act | Holds | Provisions with days of their own | Sure |",
        "|---|---|---|---|---|",
    ]
    for act in law.acts.values():
        lines.append(
            f"| `{act.id}:` | [{act.title}]({act.source}) | {period(act.window)} "
            f"| {own_days(act)} | {act.sure} |"
        )
    return [*lines, ""]


def own_days(act: Act) -> str:
    """Articles and sections whose window differs from the act's, shortest keys only."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, window in act.provisions.items():
        shorter = key[: key.rindex("(")] if "(" in key else ""
        if period(window) and act.provisions.get(shorter) != window:
            found[period(window)].append(key)
    return "<br>".join(f"{when}: {', '.join(keys)}" for when, keys in sorted(found.items()))


def lists_section() -> list[str]:
    lines = ["## Words", "", "| Kind | Means |", "|---|---|"]
    lines += [f"| `{kind}` | {phrase('kinds', kind, 'en')} |" for kind in KINDS]
    lines += ["", "| Status | Means |", "|---|---|"]
    lines += [f"| `{status}` | {phrase('meanings', status, 'en')} |" for status in STATUSES]
    lines += ["", "| Event | Details after its date |", "|---|---|"]
    lines += [f"| `{name}` | {', '.join(DETAILS.get(name, ()))} |" for name in EVENTS]
    lines += [
        "",
        f"Events may be dated from {FIRST_DAY} to {LAST_DAY}, not before the law they belong to. "
        f"Calendars: {CALENDAR_VERSION}. Explanations exist in: {', '.join(languages())}.",
        "",
    ]
    return lines


def page() -> str:
    """The whole page."""
    tests = tests_by_rule()
    laws = [regime(law) for law in ("eu", "uk", "ch") if law in regime_ids()]
    lines = [INTRODUCTION.read_text(encoding="utf-8"), *lists_section(), "## Rules", ""]
    for law in laws:
        lines += rules_section(law, tests)
    lines += ["## Rights", ""]
    for law in laws:
        lines += rights_section(law)
    lines += ["## Acts", ""]
    for law in laws:
        lines += acts_section(law)
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
            return 0
        print("docs/law.md is out of date: run python tools/law_docs.py", file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
