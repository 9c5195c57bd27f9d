"""The forms of sending: PDF, e-mail draft, plain text, text for a web form, a ``mailto:`` link."""

from __future__ import annotations

import hashlib
import re
import textwrap
import threading
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from django.utils.translation import gettext as _

from .checks import MAX_SUBJECT, check_body, check_printable, check_text
from .contracts import LetterText
from .errors import LetterError
from .language import language
from .markup import Block, to_plain
from .paper import to_page
from .press import press

TEXT_WIDTH = 76
MAILTO_LIMIT = 1800
"""Longer ``mailto:`` links are cut off by mail programs and browsers."""

_KEPT_LETTERS = 32


class _Kept:
    """Letters of signed-in people, in memory only, the oldest dropped first."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._letters: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._letters:
                self._letters.move_to_end(key)
            return self._letters.get(key)

    def put(self, key: str, pdf: bytes) -> None:
        with self._lock:
            self._letters[key] = pdf
            while len(self._letters) > self._size:
                self._letters.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._letters.clear()


_kept = _Kept(_KEPT_LETTERS)
forget_kept = _kept.forget


def render_pdf(text: LetterText, *, keep_for: str = "") -> bytes:
    """The letter as a tagged PDF/UA-1 file with its fonts in it.

    ``keep_for`` names the signed-in owner: then a second call with the same text is answered from
    memory. Without it nothing is kept. Raises ``LetterError`` for characters the fonts lack, for a
    text past its limits, and when the press gives up.
    """
    blocks = _checked(text)
    for field, words in (
        ("body", text.body),
        ("subject", text.subject),
        ("sender", "".join((*text.sender, *text.contact, text.signatory, text.place))),
        ("recipient", "".join(text.recipient)),
        ("enclosures", "".join((*text.enclosures, text.reference, text.delivery_line))),
    ):
        check_printable(field, words)
    page = to_page(text, blocks)
    if not keep_for:
        return press.print(page, text.layout, text.signature)
    digest = hashlib.sha256(page.encode())
    digest.update(text.signature or b"")
    key = f"{keep_for}:{digest.hexdigest()}"
    pdf = _kept.get(key)
    if pdf is None:
        pdf = press.print(page, text.layout, text.signature)
        _kept.put(key, pdf)
    return pdf


def _checked(text: LetterText) -> tuple[Block, ...]:
    if not check_text("subject", text.subject, MAX_SUBJECT, one_line=True):
        raise LetterError("subject", _("The letter needs a subject."))
    return check_body(text.body)


def render_text(text: LetterText, width: int | None = TEXT_WIDTH) -> str:
    """The whole letter as plain text: sender, addressee, date, subject, body, name, enclosures.
    Lines are wrapped at ``width`` characters, or not at all with ``None``."""
    blocks = _checked(text)
    words = language(text.language)
    subject = f"{words.paper('subject')}{text.subject}"
    head = [words.dateline(text.date, text.place)]
    if text.delivery_line:
        head.append(text.delivery_line)
    if text.reference:
        head.append(f"{words.paper('reference')}{words.paper('colon')}{text.reference}")
    parts = [
        "\n".join((*text.sender, *text.contact)),
        "\n".join(text.recipient),
        "\n".join(head),
        subject if width is None else textwrap.fill(subject, width),
        to_plain(blocks, width),
        text.signatory,
    ]
    if text.enclosures:
        name = words.paper("enclosures" if len(text.enclosures) > 1 else "enclosure", text.regime)
        listed = "\n".join(f"- {one}" for one in text.enclosures)
        parts.append(f"{name}{words.paper('colon').rstrip()}\n{listed}")
    return "\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class FormText:
    """A letter for a web form: the whole text, and the parts it is sent in when the form takes
    fewer characters."""

    text: str
    parts: tuple[str, ...]


def render_form_text(text: LetterText, limit: int | None = None) -> FormText:
    """Subject, body and name without addresses, in parts of at most ``limit`` characters, cut
    between paragraphs where that is possible."""
    blocks = _checked(text)
    whole = f"{text.subject}\n\n{to_plain(blocks)}\n\n{text.signatory}\n"
    if limit is None or len(whole) <= limit:
        return FormText(whole, (whole,))
    if limit < 200:
        raise LetterError(
            "limit", _("A form that takes fewer than 200 characters takes no letter.")
        )
    parts: list[str] = []
    room = limit - len("(99/99)\n\n")
    for paragraph in whole.strip().split("\n\n"):
        for piece in _pieces(paragraph, room):
            if parts and len(parts[-1]) + 2 + len(piece) <= room:
                parts[-1] += f"\n\n{piece}"
            else:
                parts.append(piece)
    return FormText(
        whole, tuple(f"({n}/{len(parts)})\n\n{part}" for n, part in enumerate(parts, start=1))
    )


def _pieces(paragraph: str, room: int) -> list[str]:
    if len(paragraph) <= room:
        return [paragraph]
    return textwrap.wrap(
        paragraph, room, replace_whitespace=False, drop_whitespace=True, break_on_hyphens=False
    )


def render_eml(text: LetterText) -> bytes:
    """A mail draft with the letter as text and as PDF: opens in a mail program ready to send."""
    text = _sent_by_mail(text)
    subject = _header("subject", text.subject)
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    if text.sender_email:
        mail["From"] = _header("writer.email", text.sender_email)
    if text.recipient_email:
        mail["To"] = _header("recipient", text.recipient_email)
    mail["Subject"] = subject
    mail.set_content(render_text(text), cte="quoted-printable")
    mail.add_attachment(
        render_pdf(text), maintype="application", subtype="pdf", filename=file_name(text, "pdf")
    )
    return mail.as_bytes()


def _sent_by_mail(text: LetterText) -> LetterText:
    """The letter as it stands in a mail: whatever way was chosen first, its head names this one."""
    if text.delivery == "email" or not text.delivery_line:
        return text
    words = language(text.language)
    line = words.paper("by_email_plain")
    if text.recipient_email:
        line = words.paper("by_email", address=text.recipient_email)
    return replace(text, delivery="email", delivery_line=line)


def mailto(text: LetterText) -> str:
    """A ``mailto:`` link with subject and as much of the text as links can carry; "" when no
    e-mail address is known."""
    if not text.recipient_email:
        return ""
    subject = quote(_header("subject", text.subject), safe="")
    body = render_form_text(text).text
    link = f"mailto:{quote(text.recipient_email, safe='@')}?subject={subject}"
    whole = f"{link}&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}"
    return whole if len(whole) <= MAILTO_LIMIT else link


def _header(field: str, value: str) -> str:
    """A header's value: line ends and control characters, also encoded ones, are refused."""
    decoded = value.replace("%0d", "\r").replace("%0D", "\r")
    decoded = decoded.replace("%0a", "\n").replace("%0A", "\n").replace("%00", "\0")
    if any(unicodedata.category(char) == "Cc" for char in decoded):
        raise LetterError(field, f"{field} holds a line end or a control character.")
    return value


def file_name(text: LetterText, ending: str) -> str:
    """What a saved letter is called, without the person's name: date, company, kind."""
    plain = unicodedata.normalize("NFKD", text.controller).encode("ascii", "ignore").decode()
    company = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:50] or "letter"
    return f"{text.date.isoformat()}-{company}-{text.kind}.{ending}"
