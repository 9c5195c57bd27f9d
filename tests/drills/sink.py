"""A mail server for drills: takes everything, writes down what it took, and fails as it is told.

`python -m tests.drills.sink --log FILE` prints its port and serves until it is ended. Each line of
the log is one message taken: Unix time, Message-ID, the case its link leads to, recipient, and
`lost` if the sender was hung up on instead of getting the answer.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import sys
import time
from pathlib import Path

CASE = re.compile(rb"/cases/([0-9a-f-]{36})/")
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


class Conversation(asyncio.Protocol):
    """One connection. Written for speed: it shares its processors with what is measured."""

    transport: asyncio.Transport

    def __init__(self, log: int, faults: Faults) -> None:
        self.log, self.faults = log, faults
        self.pending = b""
        self.in_message = False
        self.recipient = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.say(b"220 drill")

    def say(self, line: bytes) -> None:
        self.transport.write(line + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.pending += data
        while True:
            end = b"\r\n.\r\n" if self.in_message else b"\r\n"
            part, found, rest = self.pending.partition(end)
            if not found:
                return
            self.pending = rest
            if self.in_message:
                self.in_message = False
                self.take(part)
            else:
                self.command(part)

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
        if lost:
            self.transport.abort()
        else:
            self.say(b"250 taken")


async def serve(log: Path, faults: Faults) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Conversation(handle, faults), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description="A mail server for drills.")
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--deferred", type=float, default=0.0, help="share of recipients put off")
    parser.add_argument("--lost", type=float, default=0.0, help="share of answers lost")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    asyncio.run(serve(given.log, Faults(given.deferred, given.lost, given.seed)))


if __name__ == "__main__":
    main()
