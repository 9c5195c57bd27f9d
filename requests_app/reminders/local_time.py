"""From a local day and hour to the instant at which it begins, in every zone and every year."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

log = logging.getLogger(__name__)


def zone(name: str) -> ZoneInfo:
    """The zone of this name; UTC for a name that no longer means anything.

    A zone may vanish from the database of zones, and a reminder in the wrong hour is better than
    none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        log.warning("an unknown time zone is taken as UTC")
        return ZoneInfo("UTC")


def instant(day: date, hour: int, zone_name: str) -> datetime:
    """The UTC instant at which this hour begins on this local day.

    An hour that the clocks skip begins when they have been put forward; an hour that comes twice
    begins the first time. Never before the local hour in either case.
    """
    return datetime.combine(day, time(hour), tzinfo=zone(zone_name)).astimezone(UTC)


def local_day(at: datetime, zone_name: str) -> date:
    """The calendar day in this zone at this instant."""
    return at.astimezone(zone(zone_name)).date()


def next_day_with_hour_ahead(now: datetime, hour: int, zone_name: str) -> date:
    """The first local day whose hour is still to come."""
    day = local_day(now, zone_name)
    return day if instant(day, hour, zone_name) > now else day + timedelta(days=1)
