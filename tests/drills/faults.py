"""What a drill breaks, and when: by how far the work has come, so that every fault meets work.

The mail server takes no more than a few messages beyond the next fault before it has struck: a fast
machine cannot be done before anything is broken.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(order=True)
class Fault:
    """Something that is broken once so many messages have been taken.

    `strike` says whether it hit; if there was nothing to hit, it is tried again.
    """

    after: int
    name: str = field(compare=False)
    strike: Callable[[], bool] = field(compare=False)
    # How many more messages may be taken before it strikes, and where their senders then wait.
    grace: int = field(compare=False)
    wait_at: str = field(compare=False)


def schedule(
    chance: random.Random, messages: int, faults: dict[str, tuple[int, Callable[[], bool]]]
) -> list[Fault]:
    """Every fault as often as asked for, spread over the messages at random; the last one first."""
    found = [
        Fault(
            chance.randint(1, max(1, messages - 1)),
            name,
            strike,
            grace=chance.randint(0, 5),
            # Not with the text: who is killed twice with a text that no server took has no third
            # try, and keeping servers from taking it for so long makes that likely.
            wait_at=chance.choice(("mail", "data", "answer")),
        )
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


def kill_a_sender(chance: random.Random, senders: list[subprocess.Popen[str]]) -> bool:
    """End one sending process at once: mostly a worker's child, now and then all of a worker.

    False when no worker has a sending process at the moment.
    """
    at_work = [(sender, below) for sender in senders if (below := children(sender.pid))]
    if not at_work:
        return False
    sender, below = chance.choice(at_work)
    try:
        if chance.random() < 0.8:
            os.kill(chance.choice(below), signal.SIGKILL)
        else:
            os.killpg(sender.pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
