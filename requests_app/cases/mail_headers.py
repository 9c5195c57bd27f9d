"""What the headers of a mail say: day, people, and who vouches for them.

Like `mail_text`, told to give up on nothing; standard library only.
"""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, date
from email.message import Message

from requests_app.cases.mail_decoding import MAX_HEADER, clean, decoded_words

_EARLIEST, _LATEST = date(2018, 5, 25), date(2050, 12, 31)
_AUTHENTICATION = re.compile(r"\b(spf|dkim|dmarc|arc)\s*=\s*([a-z]{2,12})\b", re.IGNORECASE)


def header(message: Message, name: str) -> str:
    """The first header of this name as one line of text."""
    try:
        value = message.get(name)
    except Exception:
        return ""
    return "" if value is None else decoded_words(str(value)[: MAX_HEADER * 4])


def person_in(message: Message, name: str) -> tuple[str, str]:
    """Name and address of the first person a header names."""
    try:
        raw = str(message.get(name) or "")[: MAX_HEADER * 4]
        shown, address = email.utils.parseaddr(raw)
    except Exception:
        return "", header(message, name)
    if not address:
        return "", header(message, name)
    return decoded_words(shown), clean(address, 320)


def day_of(message: Message, trouble: list[str]) -> str:
    """The day it was sent, in UTC, as ISO text; "" if none can be believed, which is said."""
    raw = str(message.get("Date") or "")[:200]
    if not raw:
        return ""
    try:
        moment = email.utils.parsedate_to_datetime(clean(raw))
        day = (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except Exception:
        trouble.append("date")
        return ""
    if not _EARLIEST <= day <= _LATEST:
        trouble.append("date")
        return ""
    return day.isoformat()


def is_automatic(message: Message) -> bool:
    """Whether a program answered, by what it says of itself."""
    submitted = header(message, "Auto-Submitted").casefold()
    precedence = header(message, "Precedence").casefold()
    return submitted not in ("", "no") or precedence in ("bulk", "auto_reply", "junk")


def vouched_for(message: Message) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What the topmost Authentication-Results says, and who says so.

    The topmost is the last added, so that of the mailbox the person took the mail from; those
    below may be anybody's.
    """
    value = header(message, "Authentication-Results")
    if not value:
        return "", ()
    found: dict[str, str] = {}
    for method, result in _AUTHENTICATION.findall(value):
        found.setdefault(method.lower(), result.lower())
    return value.partition(";")[0].strip()[:100], tuple(sorted(found.items()))
