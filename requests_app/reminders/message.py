"""Builds the mail of a reminder: in the person's language, with one plain line a header."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from requests_app.reminders.choices import off_address
from requests_app.reminders.mime import Mail, clean_header, compose
from requests_app.reminders.models import Reminder
from requests_app.reminders.occasions import occasion_of
from requests_app.reminders.words import Facts, advice, sentence, subject

if TYPE_CHECKING:
    from requests_app.reminders.digest import Digest

# Keeps out-of-office answers away.
NOBODY_ANSWERS = {"Auto-Submitted": "auto-generated"}


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
        was=_day(payload.get("was")),
        becomes=_day(payload.get("becomes")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def path_of(row: Reminder) -> str:
    """The path of the page where the person sees the matter."""
    return str((row.payload or {}).get("path", ""))


def link_of(row: Reminder) -> str:
    """The address of that page, which asks to sign in."""
    return f"{settings.SITE_URL}/{path_of(row).lstrip('/')}"


def build(
    row: Reminder,
    to: str,
    language: str,
    today: date,
    *,
    sender: str = "",
    earlier_was_late: bool = False,
    digest: Digest | None = None,
) -> Mail:
    """The finished mail, in the person's language; raises whatever stands in the way of it.

    `today` is the person's own day: it decides how many days the subject says are left.
    """
    facts = facts_of(row)
    off = off_address(row.owner_id, facts.occasion)
    with translation.override(known_language(language)):
        title = clean_header(subject(facts, today))
        context: dict[str, Any] = {"title": title, "language": translation.get_language()}
        if digest is None:
            template = "mail"
            context |= {
                "sentence": sentence(facts),
                "advice": advice(facts.occasion),
                "link": link_of(row),
                "earlier_was_late": earlier_was_late,
            }
        else:
            template = "digest"
            context |= {"fell_due": _entries(digest.fell_due), "ahead": _entries(digest.ahead)}
        return compose(
            subject=title,
            text=render_to_string(f"reminders/{template}.txt", context),
            html=render_to_string(f"reminders/{template}.html", context),
            sender=clean_header(sender or settings.DEFAULT_FROM_EMAIL),
            to=clean_header(to),
            message_id=row.message_id,
            headers=_headers(off),
        )


def build_note(row: Reminder, language: str, today: date) -> Mail:
    """What is written into a file where there is no mail server: that there is something to read.

    The folder is readable by the instance's user and by whoever gets a copy of it, so it says
    neither whom it is for nor whom or what the matter is about.
    """
    with translation.override(known_language(language)):
        return compose(
            subject=clean_header(subject(facts_of(row), today)),
            text=_("A reminder waits for you, after signing in:") + f"\n{settings.SITE_URL}/\n",
            sender=clean_header(settings.DEFAULT_FROM_EMAIL),
            message_id=row.message_id,
            headers=NOBODY_ANSWERS,
        )


def _headers(off: str) -> dict[str, str]:
    headers = {**NOBODY_ANSWERS, "List-Unsubscribe": f"<{off}>"}
    if off.startswith("https:"):
        # RFC 8058 allows the one click only over TLS.
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _entries(rows: Iterable[Reminder]) -> list[dict[str, str]]:
    return [{"sentence": sentence(facts_of(row)), "link": link_of(row)} for row in rows]


def known_language(language: str) -> str:
    """The language if the interface has it, else the instance's own."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
