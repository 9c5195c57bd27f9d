"""Which port of this machine the web server listens on."""

from __future__ import annotations

import errno
import re
import socket

from dsr_project.supervisor import StartError

DEFAULT_PORT = 8000


def choose_port(wanted: str) -> tuple[int, str]:
    """The port to serve on and a remark, empty if all is as expected.

    A port that was asked for is taken or refused (StartError); instead of 8000, taken by somebody
    else, the next free one up to 8019 will do.
    """
    if wanted:
        if not re.fullmatch(r"[0-9]{1,5}", wanted) or not 1 <= int(wanted) <= 65535:
            raise StartError(f"PORT is {wanted!r}; it must be a number from 1 to 65535.", code=2)
        if reason := port_refused(int(wanted)):
            raise StartError(f"PORT {wanted} {reason}; choose another, such as PORT=8080.")
        return int(wanted), ""
    for port in range(DEFAULT_PORT, DEFAULT_PORT + 20):
        if not port_refused(port):
            remark = f"Port {DEFAULT_PORT} is taken by another program; this is port {port}."
            return port, "" if port == DEFAULT_PORT else remark
    raise StartError("Ports 8000 to 8019 are all taken; choose another, such as PORT=8080.")


def port_refused(port: int) -> str:
    """Why we may not listen on the port; empty if we may. Both meanings of localhost count."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return "is taken by another program"
            if error.errno == errno.EACCES:
                return "is for the system's administrator only"
            if family is socket.AF_INET:
                return f"cannot be used ({error.strerror})"
            # A machine without IPv6: then nobody can sit on that side either.
    return ""
