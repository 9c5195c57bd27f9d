"""The minute by minute sweep for an instance without Celery; beside Celery it does no harm."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.db import DatabaseError, close_old_connections, connections

from requests_app.reminders.engine import sweep

log = logging.getLogger(__name__)

MINUTE = 60.0
# After a database error: long enough for a server to restart, short enough not to be late.
AFTER_TROUBLE = 2.0


def seconds_to_the_minute(now: float) -> float:
    """Seconds from this Unix time to the next full minute, more than 0 and at most 60."""
    return MINUTE - now % MINUTE


class Loop:
    """Sweeps on every full minute until SIGTERM or SIGINT, and ends between two messages."""

    def __init__(
        self, say: Callable[[str], object], hourly: Callable[[], object] | None = None
    ) -> None:
        """`hourly` is called beside the sweeps, after the first one and then once an hour."""
        self.say = say
        self.hourly = hourly
        self._hour = -1
        self.stopped = threading.Event()

    def run(self) -> None:
        """Returns when a signal asked for it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self.say("Reminders are looked after every minute. Stop with Ctrl-C.")
        wait = 0.0
        while not self.stopped.wait(wait):
            wait = self._sweep()
        self.say("Stopped.")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped.set()

    def _sweep(self) -> float:
        """One sweep; the seconds until the next."""
        close_old_connections()
        try:
            figures = sweep(stop=self.stopped.is_set)
        except DatabaseError as error:
            log.warning("the database is away: %s", type(error).__name__)
            connections.close_all()
            return AFTER_TROUBLE
        except Exception:
            # Whatever it is, the next minute is a new try; a loop that ended would tell nobody.
            log.exception("a sweep failed")
            connections.close_all()
        else:
            if figures.counts:
                self.say(str(figures))
            self._each_hour()
        return seconds_to_the_minute(time.time())

    def _each_hour(self) -> None:
        hour = int(time.time() // 3600)
        if self.hourly is None or hour == self._hour:
            return
        self._hour = hour
        try:
            self.hourly()
        except Exception as error:
            # Reminders go on whatever becomes of it; the next hour is a new try.
            log.error("the work of the hour failed: %s", type(error).__name__)
            connections.close_all()
