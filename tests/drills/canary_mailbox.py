"""The mail server that reaches the canary's people."""

from __future__ import annotations

import logging
import re
import socket
from email import message_from_bytes
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

# What a mail server elsewhere logs of a mail is no log of this instance.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Mailbox:
    """A mail server in this process: what it takes is out of the house."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=0)
        self.controller.port = _free_port()
        self.controller.start()
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"

    def code(self) -> str:
        """The code in the newest mail."""
        body = self.taken[-1].get_body(("plain",)).get_content()
        found = re.search(r"Your code is ([A-Z]{4}-[A-Z]{4})", body)
        assert found is not None, body
        return found[1]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
