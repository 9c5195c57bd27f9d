"""A mail server for drills: takes everything, writes down what it took, and fails as it is told.

`python -m tests.drills.sink --log FILE` prints its port and serves until it is ended. Each line of
the log is one message taken: Unix time, Message-ID, the case its link leads to, recipient, and
`lost` if the sender was hung up on instead of getting the answer.

With `--gate FILE` it takes only as many messages in all as the file says, and keeps who sends more
waiting: so a test meets senders at work however fast they are. The file holds that number and where
they wait: `mail` or `data` (no answer to that command: nothing of the message is here), `text` (the
message is here and not yet taken) or `answer` (the last one is taken and its sender not yet told).
Without the file it is open.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

CASE = re.compile(rb"/cases/([0-9a-f-]{36})/")
# Where a sender waits before a command is answered.
PLACES = {b"MAIL": "mail", b"DATA": "data"}
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class Faults:
    """How often a recipient is put off, and how often an answer is lost."""

    def __init__(self, deferred: float, lost: float, seed: int) -> None:
        self.deferred, self.lost = deferred, lost
        self.chance = random.Random(seed)

    def defer(self) -> bool:
        return self.chance.random() < self.deferred

    def lose(self) -> bool:
        return self.chance.random() < self.lost


class Gate:
    """Whether who sends must wait. Reads its file each time it is asked."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.taken = 0

    def is_closed(self, place: str) -> bool:
        """Whether a sender must wait at this place: mail, data, text or answer."""
        if self.file is None or not self.file.exists():
            return False
        try:
            number, where = self.file.read_text().split()
        except FileNotFoundError:
            return False
        return where == place and self.taken >= int(number)

    def somebody_waits(self) -> None:
        """Leave a file that says so."""
        assert self.file is not None
        self.file.with_suffix(".waiting").touch()


class Conversation(asyncio.Protocol):
    """One connection. Written for speed: it shares its processors with what is measured."""

    transport: asyncio.Transport

    def __init__(self, log: int, faults: Faults, gate: Gate) -> None:
        self.log, self.faults, self.gate = log, faults, gate
        self.pending = b""
        self.in_message = False
        self.recipient = b""
        self.waits = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.say(b"220 drill")

    def say(self, line: bytes) -> None:
        self.transport.write(line + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.pending += data
        if not self.waits:
            self.go_on()

    def go_on(self) -> None:
        """Deal with what has come in, as far as the gate lets it."""
        while True:
            end = b"\r\n.\r\n" if self.in_message else b"\r\n"
            part, found, rest = self.pending.partition(end)
            if not found:
                return
            place = "text" if self.in_message else PLACES.get(part[:4].upper(), "")
            if place and self.gate.is_closed(place):
                self.wait(self.go_on)
                return
            self.pending = rest
            if self.in_message:
                self.in_message = False
                self.take(part)
            else:
                self.command(part)
            if self.waits:
                return

    def wait(self, and_then: Callable[[], None]) -> None:
        """Do it when the gate may be open again, unless the sender has gone by then."""
        self.waits = True
        self.gate.somebody_waits()
        asyncio.get_running_loop().call_later(0.01, self.stop_waiting, and_then)

    def stop_waiting(self, and_then: Callable[[], None]) -> None:
        self.waits = False
        if not self.transport.is_closing():
            and_then()

    def command(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"DATA":
            self.in_message = True
            self.say(b"354 go on")
        elif verb == b"RCPT":
            self.recipient = line.partition(b"<")[2].partition(b">")[0]
            self.say(b"451 later" if self.faults.defer() else b"250 ok")
        elif verb == b"QUIT":
            self.say(b"221 bye")
            self.transport.close()
        else:
            self.say(b"250 ok")

    def take(self, message: bytes) -> None:
        found = MESSAGE_ID.search(message)
        case = CASE.search(message)
        lost = self.faults.lose()
        fields = [
            f"{time.time():.6f}".encode(),
            found[1] if found else b"-",
            case[1] if case else b"-",
            self.recipient,
            b"lost" if lost else b"answered",
        ]
        # One write a line: whole even if this process is ended in the next instant.
        os.write(self.log, b" ".join(fields) + b"\n")
        self.gate.taken += 1
        if lost:
            self.transport.abort()
        else:
            self.answer()

    def answer(self) -> None:
        if self.gate.is_closed("answer"):
            self.wait(self.answer_and_go_on)
        else:
            self.say(b"250 taken")

    def answer_and_go_on(self) -> None:
        self.answer()
        if not self.waits:
            self.go_on()


async def serve(log: Path, faults: Faults, gate: Gate) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    loop = asyncio.get_running_loop()
    make = partial(Conversation, handle, faults, gate)
    server = await loop.create_server(make, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description="A mail server for drills.")
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--deferred", type=float, default=0.0, help="share of recipients put off")
    parser.add_argument("--lost", type=float, default=0.0, help="share of answers lost")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--gate", type=Path, help="a file that says how many messages are taken")
    given = parser.parse_args()
    faults = Faults(given.deferred, given.lost, given.seed)
    asyncio.run(serve(given.log, faults, Gate(given.gate)))


if __name__ == "__main__":
    main()
