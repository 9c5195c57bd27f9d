"""Mail as a whole: paused while the server is away or refuses us, held after a restored backup."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from requests_app.reminders import doorbell
from requests_app.reminders.clock import Clock, DatabaseClock
from requests_app.reminders.mail_url import MailUrlError, configured_url, parse
from requests_app.reminders.models import Channel

MAIL = "email"
UNREACHABLE, MISCONFIGURED, VAULT = "unreachable", "refuses us", "vault key missing"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=10)
LONG_PAUSE = timedelta(minutes=15)


def setup_fingerprint() -> str:
    """Tells one mail set-up from another without saying what it is."""
    url = configured_url()
    try:
        return parse(url).fingerprint if url else "files"
    except MailUrlError:
        return "unusable"


def state() -> Channel:
    """How mail is doing; a blank record when nothing ever went wrong."""
    return Channel.objects.filter(name=MAIL).first() or Channel(name=MAIL)


def is_paused(channel: Channel, now: datetime) -> bool:
    """Whether nothing is to be tried now. Another set-up than the paused one is tried at once."""
    return (
        channel.paused_until is not None
        # A pause that ends further ahead than any lasts was made before the clock was set back.
        and now < channel.paused_until <= now + LONG_PAUSE
        and channel.paused_setup == setup_fingerprint()
    )


def pause(reason: str, code: int | None, now: datetime) -> None:
    """Try nothing for a while: briefly and then longer when unreachable, long when refused."""
    with transaction.atomic():
        Channel.objects.get_or_create(name=MAIL)
        channel = Channel.objects.select_for_update().get(name=MAIL)
        if is_paused(channel, now):
            # Several senders met the same wall; it counts once.
            return
        lasting = LONG_PAUSE
        if reason == UNREACHABLE:
            lasting = min(FIRST_PAUSE * 2 ** min(channel.pauses, 10), LONGEST_PAUSE)
        Channel.objects.filter(name=MAIL).update(
            paused_until=now + lasting,
            pause_reason=reason,
            pause_code=code,
            pauses=F("pauses") + 1,
            paused_setup=setup_fingerprint(),
        )


def works_again() -> None:
    """A message was taken: forget the pauses."""
    Channel.objects.filter(name=MAIL).update(
        paused_until=None, pause_reason="", pause_code=None, pauses=0, paused_setup=""
    )


def hold(clock: Clock | None = None) -> datetime:
    """Send nothing that was due before now, until released: for after a restored backup."""
    now = (clock or DatabaseClock()).read()
    Channel.objects.get_or_create(name=MAIL)
    Channel.objects.filter(name=MAIL).update(held_before=now)
    return now


def release() -> bool:
    """Let what was held go out; False if nothing was held."""
    released = Channel.objects.filter(name=MAIL, held_before__isnull=False).update(held_before=None)
    if released:
        doorbell.nudge()
    return bool(released)
