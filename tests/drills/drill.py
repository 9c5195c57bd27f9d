"""The drill: reminders go out while senders, broker and database are killed. Who gets what?

    python -m tests.drills.drill --reminders 10000 --kills 200 --database postgresql

starts a database, a Redis, a mail server that fails now and then, two beats and some workers, plans
the reminders, breaks things by a schedule, and prints one JSON object as the last thing on standard
output: planned, sent, lost, extra, extra_unexplained, lateness (seconds), rate (a second). A copy
is explained by an answer that its sender never got: the outbox then holds the message in doubt.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from dsr_project import redis_server
from tests.drills.faults import Fault, kill_a_sender, schedule
from tests.drills.postgres_server import PostgresServer
from tests.drills.stage import Stage, Taken, kill
from tests.services import PrivateRedis

# Seconds without a single message after which what is missing counts as lost.
STANDSTILL = 90.0


@dataclass(frozen=True)
class Orders:
    """What the drill is to do."""

    reminders: int = 10_000
    people: int = 1_000
    kills: int = 200
    redis_faults: int = 20
    database_kills: int = 4
    beats: int = 2
    workers: int = 3
    # Sending processes of each worker.
    processes: int = 1
    deferred: float = 0.05
    lost_answers: float = 0.01
    database: str = "sqlite"
    seed: int = 1
    due_in: float | None = None
    # Seconds; long enough for the slowest answer, short enough for a drill to outlive it.
    lease: float = 8.0


class Drill:
    """One run. Use `Drill(orders).run()`; it starts everything, and ends everything it started."""

    def __init__(self, orders: Orders, say: Callable[[str], None] = lambda line: None) -> None:
        self.orders = orders
        self.say = say
        self.chance = random.Random(orders.seed)
        self.struck: Counter[str] = Counter()
        self.workers: list[subprocess.Popen[str]] = []
        self.beats: list[subprocess.Popen[str]] = []

    def run(self) -> dict[str, Any]:
        """The figures."""
        with ExitStack() as cleanup:
            folder = Path(tempfile.mkdtemp(prefix="dsr-drill-"))
            cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
            self.postgres = None
            if self.orders.database == "postgresql":
                self.postgres = PostgresServer()
                cleanup.callback(self.postgres.remove)
            program = redis_server.find()
            if program is None:
                raise RuntimeError("there is no redis-server (package redis-server)")
            (folder / "bell").mkdir(mode=0o700)
            self.redis = PrivateRedis(program, folder / "bell")
            self.redis.start()
            cleanup.callback(self.redis.kill)
            self.stage = Stage(
                folder,
                database_url=self.postgres.url if self.postgres else "",
                redis_url=self.redis.url,
                deferred=self.orders.deferred,
                lost=self.orders.lost_answers,
                seed=self.orders.seed,
                environment={"DRILL_LEASE_SECONDS": str(self.orders.lease)},
            )
            cleanup.enter_context(self.stage)
            return self._act()

    def _act(self) -> dict[str, Any]:
        orders = self.orders
        self.say(f"planning {orders.reminders} reminders")
        arguments = ["--people", str(min(orders.people, orders.reminders))]
        arguments += ["--reminders", str(orders.reminders)]
        if orders.due_in is not None:
            arguments += ["--due-in", str(orders.due_in)]
        planned = self.stage.plant(*arguments)
        self.workers = [self._worker(n) for n in range(orders.workers)]
        self.beats = [self.stage.beat(f"b{n}") for n in range(orders.beats)]
        started = time.time()
        self._break_things_until_done(len(planned))
        return self._figures(planned, self._doubts(), started)

    def _worker(self, number: int) -> subprocess.Popen[str]:
        return self.stage.worker(f"w{number}", self.orders.processes)

    def _faults(self, messages: int) -> list[Fault]:
        orders = self.orders
        faults: dict[str, tuple[int, Callable[[], bool]]] = {
            "kills": (orders.kills, lambda: kill_a_sender(self.chance, self.workers)),
            "redis_faults": (orders.redis_faults, self._break_redis),
        }
        if self.postgres:
            faults["database_kills"] = (orders.database_kills, self._break_database)
        return schedule(self.chance, messages, faults)

    def _break_redis(self) -> bool:
        self.stage.let_all_through()
        if self.chance.random() < 0.5:
            client = redis.Redis(unix_socket_path=str(self.redis.folder / "redis.sock"))
            client.flushall()
        else:
            self.redis.kill()
            self.redis.start()
        return True

    def _break_database(self) -> bool:
        assert self.postgres is not None
        self.stage.let_all_through()
        self.postgres.kill()
        self.postgres.start()
        return True

    def _break_things_until_done(self, messages: int) -> None:
        faults = self._faults(messages)
        ids: set[str] = set()
        copies, moved_at, said_at = 0, time.monotonic(), 0.0
        self._let_come_up_to(faults, 0, 0)
        while True:
            taken = self.stage.taken()
            if len(taken) > copies:
                ids.update(message.message_id for message in taken[copies:])
                copies, moved_at = len(taken), time.monotonic()
            if self._strike(faults, len(ids)):
                moved_at = time.monotonic()
            self._let_come_up_to(faults, len(ids), copies)
            self._restart_what_died()
            if len(ids) >= messages and not faults:
                return
            if time.monotonic() - moved_at > STANDSTILL:
                return
            if time.monotonic() - said_at > 10:
                said_at = time.monotonic()
                self.say(f"{len(ids)} of {messages} taken, {dict(self.struck)}")
            time.sleep(0.05)

    def _strike(self, faults: list[Fault], count: int) -> bool:
        """Break what is to be broken by now; whether anything was."""
        before = len(faults)
        while faults and faults[-1].after <= count and faults[-1].strike():
            self.struck[faults.pop().name] += 1
        return len(faults) < before

    def _let_come_up_to(self, faults: list[Fault], count: int, copies: int) -> None:
        """Have the mail server take what leads to the next fault and little more."""
        if not faults:
            self.stage.let_all_through()
            return
        fault = faults[-1]
        ahead = max(0, fault.after - count) + fault.grace
        if fault.name != "kills":
            # Its striking takes a while, in which nobody is to wait in vain.
            ahead += 20
        self.stage.let_through(copies + ahead, fault.wait_at)

    def _restart_what_died(self) -> None:
        """As the supervisor of an instance does."""
        for number, worker in enumerate(self.workers):
            if worker.poll() is not None:
                kill(worker)
                self.workers[number] = self._worker(number)
        for number, beat in enumerate(self.beats):
            if beat.poll() is not None:
                self.beats[number] = self.stage.beat(f"b{number}")

    def _doubts(self) -> dict[str, int]:
        """How often each message was in doubt, once no copy can come any more."""
        answer = self.stage.var / "doubts.json"
        asked = self.stage.start("-m", "tests.drills.doubts", str(STANDSTILL), str(answer))
        while asked.poll() is None:
            self._restart_what_died()
            time.sleep(0.1)
        found: dict[str, int] = json.loads(answer.read_text())
        return found

    def _figures(
        self, planned: dict[str, float], doubts: dict[str, int], started: float
    ) -> dict[str, Any]:
        taken = self.stage.taken()
        copies = Counter(message.message_id for message in taken)
        first: dict[str, Taken] = {}
        for message in taken:
            first.setdefault(message.message_id, message)
        # What was due before there was anyone to send it is late from the senders' start on.
        late = sorted(first[m].at - max(due, started) for m, due in planned.items() if m in first)
        times = [message.at for message in first.values()]
        span = max(times) - min(times) if len(times) > 1 else 0.0
        ids_of_case: dict[str, set[str]] = {}
        for message in taken:
            ids_of_case.setdefault(message.case, set()).add(message.message_id)
        return {
            "database": self.orders.database,
            "seed": self.orders.seed,
            "planned": len(planned),
            "sent": len(first),
            "lost": len(set(planned) - set(first)),
            "extra": len(taken) - len(first),
            "extra_unexplained": sum(
                max(0, number - 1 - doubts.get(message_id, 0))
                for message_id, number in copies.items()
            ),
            "third_copies": sum(number > 2 for number in copies.values()),
            "answers_lost_by_server": sum(not message.answered for message in taken),
            "in_doubt": sum(doubts.values()),
            "message_ids_a_case": max((len(ids) for ids in ids_of_case.values()), default=0),
            "struck": dict(self.struck),
            "lateness": {
                "p50": _percentile(late, 50),
                "p90": _percentile(late, 90),
                "p99": _percentile(late, 99),
                "max": _percentile(late, 100),
            },
            "rate": round(len(first) / span, 1) if span else None,
            "seconds": round(time.time() - started, 1),
            "cpus": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
        }


def _percentile(ordered: list[float], percent: int) -> float | None:
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 2)


def main() -> None:
    usual = Orders()
    parser = argparse.ArgumentParser(
        description="Send reminders while things are killed, and count.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--reminders", type=int, default=usual.reminders)
    parser.add_argument("--people", type=int, default=usual.people)
    parser.add_argument("--kills", type=int, default=usual.kills, help="kill -9 of senders")
    parser.add_argument("--redis-faults", type=int, default=usual.redis_faults)
    parser.add_argument("--database-kills", type=int, default=usual.database_kills)
    parser.add_argument("--beats", type=int, default=usual.beats)
    parser.add_argument("--workers", type=int, default=usual.workers)
    parser.add_argument("--deferred", type=float, default=usual.deferred, help="share of 451")
    parser.add_argument("--lost-answers", type=float, default=usual.lost_answers)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default=usual.database)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--due-in", type=float, help="all due at one instant, seconds from now")
    parser.add_argument("--lease", type=float, default=usual.lease)
    orders = Orders(**vars(parser.parse_args()))
    figures = Drill(orders, say=lambda line: print(line, file=sys.stderr, flush=True)).run()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
