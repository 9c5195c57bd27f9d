"""Builds the mail of a reminder: in the person's language, with one plain line a header."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from requests_app.reminders.models import Reminder
from requests_app.reminders.occasions import occasion_of
from requests_app.reminders.words import Facts, advice, sentence, subject

LONGEST_HEADER = 200


def clean_header(text: str) -> str:
    """The text as one header line: no control or format character, one space between words.

    The only door for text into a mail header. A platform's name may come from anywhere, and a
    line break in it, plain or hidden in an encoded word, must not begin a header of its own.
    """
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    # An encoded word would be decoded by the reader's program into what was just removed.
    return " ".join(kept.replace("=?", "= ?").split())[:LONGEST_HEADER]


def message_id(key: str) -> str:
    """The Message-ID that belongs to this key for ever."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def facts_of(row: Reminder) -> Facts:
    """What the row's message is about; raises what the vault raises, or KeyError."""
    payload = row.payload or {}
    return Facts(
        occasion=occasion_of(row.kind, row.offset),
        due_on=row.due_on,
        platform=payload.get("platform", ""),
        right=payload.get("right", ""),
    )


def path_of(row: Reminder) -> str:
    """The path of the page where the person sees the matter."""
    return str((row.payload or {}).get("path", ""))


def build(
    row: Reminder,
    to: str,
    language: str,
    today: date,
    *,
    sender: str = "",
    earlier_was_late: bool = False,
) -> EmailMultiAlternatives:
    """The finished mail, in the person's language; raises whatever stands in the way of it.

    `today` is the person's own day: it decides how many days the subject says are left.
    """
    facts = facts_of(row)
    with translation.override(known_language(language)):
        title = clean_header(subject(facts, today))
        context = {
            "title": title,
            "sentence": sentence(facts),
            "advice": advice(facts.occasion),
            "link": f"{settings.SITE_URL}/{path_of(row).lstrip('/')}",
            "earlier_was_late": earlier_was_late,
            "language": translation.get_language(),
        }
        mail = EmailMultiAlternatives(
            subject=title,
            body=render_to_string("reminders/mail.txt", context),
            from_email=sender or settings.DEFAULT_FROM_EMAIL,
            to=[clean_header(to)],
            headers={
                "Message-ID": row.message_id,
                # Keeps out-of-office answers away.
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("reminders/mail.html", context), "text/html")
    return mail


def known_language(language: str) -> str:
    """The language if the interface has it, else the instance's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
