"""What a drill breaks, and when: by how far the work has come, so that every fault meets work."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(order=True)
class Fault:
    """Something that is broken once so many messages have been taken."""

    after: int
    name: str = field(compare=False)
    strike: Callable[[], None] = field(compare=False)


def schedule(
    chance: random.Random, messages: int, faults: dict[str, tuple[int, Callable[[], None]]]
) -> list[Fault]:
    """Every fault as often as asked for, spread over the messages at random; the last one first."""
    found = [
        Fault(chance.randint(1, max(1, messages - 1)), name, strike)
        for name, (times, strike) in faults.items()
        for _ in range(times)
    ]
    return sorted(found, reverse=True)


def children(pid: int) -> list[int]:
    """The processes that this one started and that live."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(number) for number in text.split()]


def kill_a_sender(chance: random.Random, senders: list[subprocess.Popen[str]]) -> None:
    """End one sending process at once: mostly a worker's child, now and then all of a worker."""
    sender = chance.choice(senders)
    below = children(sender.pid)
    if below and chance.random() < 0.8:
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(below), signal.SIGKILL)
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(sender.pid, signal.SIGKILL)
