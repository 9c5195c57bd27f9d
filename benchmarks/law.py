"""How fast the clock is: python benchmarks/law.py prints one JSON line.

Clocks per second on one core for a request with two events (receipt and an extension notice, every
day of ten years, so that no date repeats often), and microseconds a call with 12 events.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from requests_app.law import Event, deadlines

TODAY = date(2026, 11, 24)
DAYS = 3000


def two_events(first: date) -> list[Event]:
    return [
        Event("received", first),
        Event("extension_notice", first + timedelta(20), reasons=True),
    ]


def twelve_events(first: date) -> list[Event]:
    names = (
        "received",
        "identity_asked",
        "clarification_asked",
        "identity_provided",
        "clarification_provided",
        "clarification_asked",
        "clarification_provided",
        "extension_notice",
        "answer_partial",
        "reminder",
        "clarification_asked",
        "clarification_provided",
    )
    return [
        Event(name, first + timedelta(3 * index), reasons=name == "extension_notice")
        for index, name in enumerate(names)
    ]


def seconds_a_call(regime: str, seat: str, histories: list[list[Event]]) -> tuple[float, float]:
    """Best of three rounds: processor seconds and wall-clock seconds for one call."""
    for events in histories:
        deadlines(regime, "access", seat, events, TODAY)
    best_cpu = best_wall = float("inf")
    for _ in range(3):
        cpu, wall = time.process_time(), time.perf_counter()
        for events in histories:
            deadlines(regime, "access", seat, events, TODAY)
        best_cpu = min(best_cpu, (time.process_time() - cpu) / len(histories))
        best_wall = min(best_wall, (time.perf_counter() - wall) / len(histories))
    return best_cpu, best_wall


def main() -> None:
    days = [date(2026, 2, 5) + timedelta(passed) for passed in range(DAYS)]
    result: dict[str, object] = {"benchmark": "law", "python": platform.python_version()}
    for regime, seat in (("eu", "IE"), ("uk", "GB-ENG")):
        cpu, wall = seconds_a_call(regime, seat, [two_events(first) for first in days])
        result[f"{regime}_clocks_per_second"] = round(1 / cpu)
        result[f"{regime}_clocks_per_second_wall"] = round(1 / wall)
        cpu, _wall = seconds_a_call(regime, seat, [twelve_events(first) for first in days])
        result[f"{regime}_microseconds_with_12_events"] = round(cpu * 1e6, 1)
    result["clocks_per_second"] = min(
        int(str(result["eu_clocks_per_second"])), int(str(result["uk_clocks_per_second"]))
    )
    result["target"] = 20000
    print(json.dumps(result))


if __name__ == "__main__":
    main()
