"""A mail as the bytes that go on the wire: headers of one plain line each, and an armoured text.

Written out here and not by the library's generator, which takes longer over a mail than everything
else together. What it guards against is guarded here in one place: no value can begin a header of
its own, and no line of the text can end the message or stand for anything but itself.
"""

from __future__ import annotations

import binascii
import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr, formatdate, parseaddr
from functools import lru_cache

from requests_app.safety.mail_addresses import for_the_wire

LONGEST_HEADER = 200


class BadHeader(ValueError):
    """A header's value holds a control character; the message names the header alone."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A finished mail: who hands it over, to whom (empty: to nobody), and its bytes with CR LF."""

    sender: str
    to: str
    message_id: str
    content: bytes


def clean_header(text: str) -> str:
    """The text as one header line: no control or format character, one space between words.

    The only door for text into a mail header. A platform's name may come from anywhere, and a
    line break in it, plain or hidden in an encoded word, must not begin a header of its own.
    """
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    # An encoded word would be decoded by the reader's program into what was just removed.
    return " ".join(kept.replace("=?", "= ?").split())[:LONGEST_HEADER]


def compose(
    *,
    subject: str,
    text: str,
    sender: str,
    message_id: str,
    html: str = "",
    to: str = "",
    headers: Mapping[str, str] | None = None,
) -> Mail:
    """The mail with this text, and with the same as HTML if given.

    `sender` may have a display name, `to` is an address alone. Raises BadHeader, and ValueError
    for an address that cannot be written in ASCII.
    """
    shown_sender, envelope_sender = sender_parts(sender)
    recipient = _ascii_address(to) if to else ""
    lines = {
        "From": shown_sender,
        **({"To": recipient} if recipient else {}),
        "Subject": _encoded(subject),
        "Date": formatdate(),
        "Message-ID": message_id,
        **(headers or {}),
        "MIME-Version": "1.0",
    }
    head = "".join(f"{name}: {_plain(name, value)}\r\n" for name, value in lines.items())
    parts = [_part("plain", text)]
    if not html:
        content = head.encode("ascii") + parts[0]
    else:
        parts.append(_part("html", html))
        # "=_" stands in no armoured text, so the line between the parts is no line of a part.
        between = b"=_" + hashlib.sha256(message_id.encode()).hexdigest()[:24].encode()
        content = (
            head.encode("ascii")
            + b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n' % between
            + b"".join(b"--%b\r\n%b\r\n" % (between, part) for part in parts)
            + b"--%b--\r\n" % between
        )
    return Mail(envelope_sender, recipient, message_id, content)


def _part(kind: str, text: str) -> bytes:
    """Its headers and the text, in lines of at most 76 characters that any server passes on."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    armoured = binascii.b2a_qp(plain.encode(), istext=True).replace(b"\n", b"\r\n")
    return (
        b'Content-Type: text/%b; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n%b" % (kind.encode(), armoured)
    )


def _plain(name: str, value: str) -> str:
    # A folded line is our own: the only line break that `Header` makes is one before a space.
    if not value.replace("\r\n ", "").isprintable() or not value.isascii():
        raise BadHeader(f"{name} is not one plain line.")
    return value


def _encoded(text: str) -> str:
    """The text, or encoded words for it where it is not ASCII."""
    if not text.isprintable():
        raise BadHeader("Subject is not one plain line.")
    if text.isascii():
        return text
    return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


@lru_cache(maxsize=16)
def sender_parts(sender: str) -> tuple[str, str]:
    """How the sender is shown, and the address alone. Raises ValueError if there is none in it."""
    if not sender.isprintable():
        raise BadHeader("From is not one plain line.")
    name, address = parseaddr(sender)
    address = _ascii_address(address)
    user, _at, domain = address.rpartition("@")
    if not (user and domain):
        raise ValueError("The sender has no address.")
    return formataddr((name, address)), address


def _ascii_address(address: str) -> str:
    address = for_the_wire(address)
    if any(c.isspace() or c in "<>" for c in address):
        raise ValueError("An address of the mail cannot be written in ASCII.")
    return address
