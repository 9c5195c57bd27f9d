"""Builds the mail of a reminder: calm words, the date, where to look. Its subject says nothing."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from requests_app.reminders.models import Reminder
from requests_app.reminders.occasions import ANY_REQUEST, RIGHTS, Occasion, occasion_of

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


@dataclass(frozen=True, slots=True)
class Facts:
    """What a message is about, opened from the row."""

    occasion: Occasion
    due_on: date
    platform: str
    right: str
    path: str

    @classmethod
    def of(cls, row: Reminder) -> Facts:
        """From the sealed payload; raises what the vault raises, or KeyError."""
        payload = row.payload or {}
        return cls(
            occasion=occasion_of(row.kind, row.offset),
            due_on=row.due_on,
            platform=payload.get("platform", ""),
            right=payload.get("right", ""),
            path=payload.get("path", ""),
        )

    @property
    def link(self) -> str:
        """Where the person finds the matter after signing in."""
        return f"{settings.SITE_URL}/{self.path.lstrip('/')}"


def sentence(facts: Facts) -> str:
    """What the reminder says, as one sentence in the active language."""
    values = {
        "platform": facts.platform or _("the company"),
        "date": _date(facts.due_on),
        "request": str(RIGHTS.get(facts.right, ANY_REQUEST)),
    }
    return _("%(platform)s had until %(date)s to answer %(request)s.") % values


def _date(day: date) -> str:
    """The day with its month in words; Django's own English form is the American one."""
    english = (translation.get_language() or "en").startswith("en")
    return date_format(day, "j F Y" if english else "DATE_FORMAT")


def subject(occasion: Occasion) -> str:
    """The subject in the active language: says that something is due, never what or with whom."""
    return _("A deadline in one of your cases has passed")


def build(
    row: Reminder, to: str, language: str, sender: str, *, earlier_was_late: bool = False
) -> EmailMultiAlternatives:
    """The finished mail, in the person's language; raises whatever stands in the way of it."""
    facts = Facts.of(row)
    with translation.override(known_language(language)):
        context = {
            "sentence": sentence(facts),
            "link": facts.link,
            "earlier_was_late": earlier_was_late,
            "language": translation.get_language(),
        }
        title = clean_header(subject(facts.occasion))
        context["title"] = title
        mail = EmailMultiAlternatives(
            subject=title,
            body=render_to_string(f"reminders/{facts.occasion}.txt", context),
            from_email=sender or settings.DEFAULT_FROM_EMAIL,
            to=[clean_header(to)],
            headers={
                "Message-ID": row.message_id,
                # Keeps out-of-office answers away.
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(
            render_to_string(f"reminders/{facts.occasion}.html", context), "text/html"
        )
    return mail


def known_language(language: str) -> str:
    """The language if the interface has it, else the instance's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
