"""Reads a mail that somebody else wrote: headers, day, sender, text, names of attachments.

Pure, and told to give up on nothing: what cannot be decoded is replaced, what is too deep or too
many is left out and said, and an error in the parser gives a mail that is marked as unreadable.
Python's older mail policy is used because it raises least on what is really sent (3 mails in 1,000
against 128 for the newer one). It runs in a child (cases.mail_reading): a mail may
still make the parser hang or eat memory. Standard library only.
"""

from __future__ import annotations

import binascii
import email.policy
import email.utils
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from email.message import Message
from email.parser import BytesParser
from typing import Any

from requests_app.cases.mail_decoding import (
    MAX_TEXT,
    clean,
    decoded_words,
    text_of,
    text_of_markup,
)
from requests_app.cases.mail_headers import (
    day_of,
    header,
    is_automatic,
    person_in,
    vouched_for,
)

MAX_BYTES = 30 * 1024 * 1024
MAX_PARTS = 200
MAX_DEPTH = 20

_MAIN_TYPES = frozenset(
    {"text", "image", "application", "audio", "video", "font", "model", "message"}
)


@dataclass(frozen=True)
class Attachment:
    """An attachment: its name as given (data only, never a path), type and size in bytes."""

    name: str
    type: str
    size: int


@dataclass(frozen=True)
class Mail:
    """What could be read. `sent_on` is the day in UTC, ISO, "" if none is credible; `automatic`
    marks mail sent by a machine; `trouble` names what could not be read."""

    readable: bool = True
    sender: str = ""
    sender_name: str = ""
    recipient: str = ""
    subject: str = ""
    sent_on: str = ""
    text: str = ""
    automatic: bool = False
    attachments: tuple[Attachment, ...] = ()
    authentication: tuple[tuple[str, str], ...] = ()
    checked_by: str = ""
    trouble: tuple[str, ...] = field(default_factory=tuple)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON data."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Mail:
        """The mail that `as_data` wrote."""
        values = {one.name: data[one.name] for one in fields(cls) if one.name in data}
        values["attachments"] = tuple(Attachment(**one) for one in values.get("attachments", ()))
        values["authentication"] = tuple(
            (str(one[0]), str(one[1])) for one in values.get("authentication", ())
        )
        values["trouble"] = tuple(values.get("trouble", ()))
        return cls(**values)


def read_mail(raw: bytes) -> Mail:
    """The mail in these bytes; never raises. `trouble` holds keys, worded by the page."""
    trouble: list[str] = []
    if len(raw) > MAX_BYTES:
        return Mail(readable=False, trouble=("too_large",))
    try:
        message = BytesParser(policy=email.policy.compat32).parsebytes(raw)
        return _read(message, trouble)
    except Exception:
        # Whatever the parser trips over: the original is kept, and the page says so.
        return Mail(readable=False, trouble=("unreadable",))


def headers_of(raw: bytes, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Those of these headers the mail has, each as one line of text; never raises."""
    try:
        message = BytesParser(policy=email.policy.compat32).parsebytes(raw, headersonly=True)
    except Exception:
        return ()
    found = ((name, header(message, name)) for name in names)
    return tuple((name, value) for name, value in found if value)


def _read(message: Message, trouble: list[str]) -> Mail:
    plain: list[str] = []
    markup: list[str] = []
    attached: list[Attachment] = []
    for part in _parts(message, trouble):
        _take(part, plain, markup, attached, trouble)
    text = "\n\n".join(plain).strip() or "\n\n".join(text_of_markup(one) for one in markup).strip()
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        trouble.append("text_cut")
    name, address = person_in(message, "From")
    checked_by, results = vouched_for(message)
    looks_like_mail = bool(message.keys()) and any(
        message.get(header) is not None for header in ("From", "Subject", "Date", "Received")
    )
    if not looks_like_mail:
        trouble.append("no_headers")
    return Mail(
        readable=looks_like_mail or bool(text),
        sender=address,
        sender_name=name,
        recipient=person_in(message, "To")[1],
        subject=header(message, "Subject"),
        sent_on=day_of(message, trouble),
        text=text,
        automatic=is_automatic(message),
        attachments=tuple(attached),
        authentication=results,
        checked_by=checked_by,
        trouble=tuple(dict.fromkeys(trouble)),
    )


# ---------------------------------------------------------------- parts


def _parts(message: Message, trouble: list[str]) -> Iterator[Message]:
    """The leaves of the tree in order; bounded in depth and number."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MAX_PARTS:
            trouble.append("too_many_parts")
            return
        inner = part.get_payload()
        if isinstance(inner, list):
            if depth >= MAX_DEPTH:
                trouble.append("too_deep")
                continue
            waiting.extend((one, depth + 1) for one in reversed(inner) if isinstance(one, Message))
        else:
            yield part


def _take(
    part: Message,
    plain: list[str],
    markup: list[str],
    attached: list[Attachment],
    trouble: list[str],
) -> None:
    kind = _content_type(part)
    name = _file_name(part)
    disposition = str(part.get("Content-Disposition", "")).strip().casefold()
    content = _content(part, trouble)
    is_text = kind.startswith("text/") and not disposition.startswith("attachment")
    if is_text and not name:
        if len(content) > MAX_TEXT * 4:
            content = content[: MAX_TEXT * 4]
            trouble.append("text_cut")
        (markup if kind == "text/html" else plain).append(_decoded(content, part, trouble))
    elif content or name:
        attached.append(Attachment(name or kind, kind, len(content)))


def _content_type(part: Message) -> str:
    """The type of a leaf. What calls itself a multipart and has no parts, or names a type that
    does not exist, is read as text: that is what it usually is, and nothing is lost by it."""
    try:
        kind = clean(part.get_content_type(), 100)
    except Exception:
        return "text/plain"
    main = kind.partition("/")[0]
    return kind if main in _MAIN_TYPES else "text/plain"


def _file_name(part: Message) -> str:
    try:
        found = part.get_filename()
    except Exception:
        return ""
    if not found:
        return ""
    # A name is data: no path, no control characters.
    return re.split(r"[\\/]", decoded_words(str(found)))[-1][:200]


def _content(part: Message, trouble: list[str]) -> bytes:
    raw = part.get_payload()
    if not isinstance(raw, str):
        return b""
    as_written = raw.encode("utf-8", "surrogateescape")
    if header(part, "Content-Transfer-Encoding").casefold() == "base64":
        return _base64(as_written, trouble)
    try:
        content = part.get_payload(decode=True)
    except Exception:
        content = None
    if not isinstance(content, bytes):
        trouble.append("encoding")
        return as_written
    return content


def _base64(coded: bytes, trouble: list[str]) -> bytes:
    """Decoded as far as it goes: Python's own gives all of it back undecoded for one wrong byte."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", coded)
    if re.search(rb"[^A-Za-z0-9+/=\s]", coded) or len(kept) % 4 == 1:
        trouble.append("encoding")
    kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    try:
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return coded


def _decoded(content: bytes, part: Message, trouble: list[str]) -> str:
    try:
        charset = str(part.get_content_charset("") or "")
    except Exception:
        charset = ""
    return text_of(content, charset, trouble)
