"""``manage.py deadline`` as a person or a script meets it: what it prints, how it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from requests_app.law.steps import languages

ROOT = Path(__file__).resolve().parents[2]
PAUSED = [
    "--regime=uk",
    "--right=access",
    "--received=2026-09-03",
    "--seat=GB-ENG",
    "--event=clarification_asked=2026-09-10",
    "--event=clarification_provided=2026-09-14",
    "--today=2026-10-01",
]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("deadline", *arguments, stdout=out)
    return out.getvalue()


def test_json_has_the_keys_scripts_rely_on() -> None:
    printed = json.loads(run(*PAUSED, "--json"))
    first = printed["deadlines"][0]
    assert {
        "kind": "response",
        "due": "2026-10-08",
        "unrolled": "2026-10-08",
        "statutory": True,
        "strict_due": None,
        "due_if_suspended": None,
        "notice_limit": "2026-10-08",
        "status": "running",
        "sure": "I",
    }.items() <= first.items()
    pause = next(step for step in first["steps"] if step["rule"] == "UK-6")
    assert pause["date"] == "2026-10-08"
    assert pause["source"].startswith("https://www.legislation.gov.uk/")
    assert "days: 5" in pause["text"]


def test_text_reads_as_an_explanation() -> None:
    printed = run(*PAUSED)
    assert "Answer of the controller: Thursday 8 October 2026 [running]" in printed
    assert "UK-6" in printed
    assert "https://www.legislation.gov.uk/" in printed


def test_another_language_can_be_asked_for() -> None:
    printed = run(*PAUSED, "--language=de")
    assert "Antwort des Verantwortlichen: Donnerstag, 8. Oktober 2026 [läuft]" in printed
    assert "(Schätzung.)" in printed


def test_what_has_no_deadline_is_explained() -> None:
    arguments = ["--regime=uk", "--right=complaint-controller", "--received=2026-06-18"]
    assert json.loads(run(*arguments, "--json"))["deadlines"] == []
    assert "no duty to acknowledge" in run(*arguments)


def test_a_waiting_clock_prints_no_date() -> None:
    arguments = ["--regime=uk", "--right=access", "--received=2026-09-03"]
    waiting = [*arguments, "--event=identity_asked=2026-09-05", "--today=2026-10-20"]
    assert "Answer of the controller: - [on hold]" in run(*waiting)
    assert json.loads(run(*waiting, "--json"))["deadlines"][0]["due"] is None


def test_the_extension_of_a_swiss_controller_and_the_austrian_bar() -> None:
    swiss = json.loads(
        run(
            "--regime=ch",
            "--right=access",
            "--received=2026-11-23",
            "--event=extension_notice=2026-12-10:until=2027-02-15",
            "--json",
        )
    )
    assert swiss["deadlines"][0]["due"] == "2027-02-15"
    austrian = json.loads(
        run(
            "--regime=eu",
            "--right=complaint-authority",
            "--seat=IE",
            "--authority=at-dsb",
            "--residence=AT",
            "--event=knowledge=2026-01-10",
            "--event=infringement=2024-05-05",
            "--json",
        )
    )
    [bar] = austrian["deadlines"]
    assert (bar["kind"], bar["due"], bar["unrolled"]) == (
        "complaint_bar",
        "2027-01-10",
        "2027-01-10",
    )


def test_without_today_the_real_date_is_taken() -> None:
    past = json.loads(
        run("--regime=eu", "--right=access", "--seat=IE", "--received=2020-01-02", "--json")
    )
    assert past["deadlines"][0]["status"] == "overdue"


BAD = [
    (["--regime=us"], "Unknown regime 'us'; use one of ch, eu, uk"),
    (["--right=erase"], "Unknown right 'erase'"),
    (["--seat=XX"], "Unknown seat 'XX'"),
    (["--residence=XX"], "Unknown residence 'XX'"),
    (["--representative=XX"], "Unknown representative 'XX'"),
    (["--authority=xx-yy"], "Unknown authority 'xx-yy'"),
    (["--language=xx"], f"Unknown language 'xx'; use one of {', '.join(languages())}"),
    (["--today=tomorrow"], "no date for today"),
    (["--received=2026-02-30"], "no date for received"),
    (["--event=posted=2026-01-01"], "Unknown event 'posted'"),
    (["--event=refusal=2026-08-01"], "refusal on 2026-08-01 is before received"),
    (["--event=received=2026-09-04"], "received is given twice"),
]


@pytest.mark.parametrize(("arguments", "says"), BAD, ids=[arguments[0] for arguments, _ in BAD])
def test_bad_input_is_one_sentence_and_exit_code_2(arguments: list[str], says: str) -> None:
    name = arguments[0].partition("=")[0]
    rest = [one for one in PAUSED if not one.startswith(f"{name}=") or name == "--event"]
    with pytest.raises(CommandError, match=says) as caught:
        run(*rest, *arguments)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)


def test_the_shell_itself_exits_2_without_a_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "deadline", *PAUSED[1:], "--regime=us"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "Unknown regime 'us'" in done.stderr
