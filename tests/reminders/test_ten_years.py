"""Ten years in every zone of the EU, the EEA, Switzerland and the UK, with a server often away.

The clock stands where the test puts it, so ten years take seconds. The mail server here is a list:
what is tried is when the engine hands over a message, and whether it does so once.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Min

from requests_app.accounts.models import User
from requests_app.reminders.clock import StandingClock
from requests_app.reminders.engine import sweep
from requests_app.reminders.mime import Mail
from requests_app.reminders.models import Reminder, State
from requests_app.reminders.services import PlannedDeadline, plan

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 1, 1), date(2036, 12, 31)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

# One for each rule of time in Europe and its outlying parts: zone, and an hour that is awkward
# there or usual everywhere.
TELLING = (
    ("Europe/London", 1),
    ("Europe/Berlin", 2),
    ("Europe/Athens", 3),
    ("Atlantic/Azores", 0),
    ("Europe/Zurich", 9),
    ("Atlantic/Reykjavik", 23),
    ("Indian/Reunion", 2),
    ("America/Guadeloupe", 18),
)
# By area, the part after the stroke.
ALL_ZONES = {
    "Africa": ("Ceuta",),
    "America": ("Cayenne", "Guadeloupe", "Marigot", "Martinique"),
    "Arctic": ("Longyearbyen",),
    "Asia": ("Nicosia",),
    "Atlantic": ("Azores", "Canary", "Madeira", "Reykjavik"),
    "Europe": (
        *("Amsterdam", "Athens", "Berlin", "Bratislava", "Brussels", "Bucharest", "Budapest"),
        *("Busingen", "Copenhagen", "Dublin", "Gibraltar", "Guernsey", "Helsinki", "Isle_of_Man"),
        *("Jersey", "Lisbon", "Ljubljana", "London", "Luxembourg", "Madrid", "Malta", "Mariehamn"),
        *("Oslo", "Paris", "Prague", "Riga", "Rome", "Sofia", "Stockholm", "Tallinn", "Vaduz"),
        *("Vienna", "Vilnius", "Warsaw", "Zagreb", "Zurich"),
    ),
    "Indian": ("Mayotte", "Reunion"),
}


class Tray:
    """Takes every message and notes when."""

    channel = "email"
    sender = ""

    def __init__(self) -> None:
        # Before the first step of the first deadline, which may fall seven days before 2027.
        self.now = datetime(2026, 12, 1, tzinfo=UTC)
        self.taken: dict[str, list[datetime]] = {}

    def ready(self) -> None:
        return None

    def send(self, mail: Mail, fence: Callable[[], bool]) -> int:
        assert fence()
        self.taken.setdefault(mail.message_id, []).append(self.now)
        return 250

    def close(self) -> None:
        return None


def back_from_outage(at: datetime) -> datetime:
    """When the instance is up again: three hours every night, a day every tenth, once a week."""
    day = datetime.combine(at.date(), time(), tzinfo=UTC)
    week = datetime(2031, 3, 27, tzinfo=UTC)
    if week <= at < week + 7 * DAY:
        return back_from_outage(week + 7 * DAY)
    if at.toordinal() % 10 == 0:
        return back_from_outage(day + DAY)
    if day + timedelta(hours=1) <= at < day + timedelta(hours=4):
        return day + timedelta(hours=4)
    return at


def plan_ten_years(person: User, number: int, chance: random.Random) -> None:
    """Deadlines now and then, and one around each change of the clocks."""
    days = [FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(10)]
    for year in range(FIRST.year, LAST.year + 1):
        for month in (3, 10):
            last = date(year, month, 31)
            change = last - timedelta(days=(last.weekday() + 1) % 7)
            days.append(change - timedelta(days=chance.choice((0, 1, 1, 2))))
    long_before = StandingClock(datetime(2026, 11, 1, tzinfo=UTC))
    for index, day in enumerate(days):
        kind = "answer" if index % 3 else "acknowledgement"
        wish = [PlannedDeadline(name="answer", due=day, kind=kind, platform="LinkedIn")]
        with transaction.atomic():
            plan(person.pk, f"case:{number}:{index}", wish, clock=long_before)


def live_ten_years(tray: Tray) -> None:
    rows = Reminder.objects.across_owners()
    while (due := rows.aggregate(at=Min("next_attempt_at"))["at"]) is not None:
        # A sweep on each full minute; those with nothing due are passed over.
        minute = due.replace(second=0, microsecond=0)
        at = minute if minute == due else minute + MINUTE
        tray.now = back_from_outage(max(at, tray.now))
        sweep(clock=StandingClock(tray.now), transport=tray)


def run(zones: tuple[tuple[str, int], ...]) -> None:
    chance = random.Random(2027)
    for number, (zone, hour) in enumerate(zones):
        person = User.objects.create_user(
            f"person{number}@example.org", time_zone=zone, reminder_hour=hour
        )
        plan_ten_years(person, number, chance)
    tray = Tray()
    live_ten_years(tray)
    rows = list(Reminder.objects.across_owners().select_related("owner").order_by("due_at"))
    newest: dict[tuple[object, str], Reminder] = {}
    for row in rows:
        newest[row.owner_id, row.reference] = row
    assert len(newest) == len(zones) * 30
    for row in rows:
        times = tray.taken.get(row.message_id, [])
        assert len(times) <= 1, f"doubled: {row}"
        last = newest[row.owner_id, row.reference] == row
        if not times:
            # Only an outage may swallow a step, and only when a later one speaks for it.
            assert not last, f"missing: {row}"
            assert row.state == State.SUPERSEDED
            later = back_from_outage(row.due_at)
            assert any(
                other.due_at <= later and other.due_at > row.due_at
                for other in rows
                if (other.owner_id, other.reference) == (row.owner_id, row.reference)
            ), f"passed over without need: {row}"
            continue
        local = times[0].astimezone(ZoneInfo(row.owner.time_zone)).replace(tzinfo=None)
        hour = datetime.combine(row.remind_on, time(row.owner.reminder_hour))
        assert local >= hour, f"before its hour: {row}"
        assert times[0] - back_from_outage(row.due_at) <= MINUTE, f"late: {row}"
    assert set(tray.taken) <= {row.message_id for row in rows}


def test_in_each_kind_of_zone_none_is_missing_doubled_or_early() -> None:
    run(TELLING[:4])


@pytest.mark.long
def test_in_every_zone_at_awkward_and_usual_hours() -> None:
    hours = (0, 1, 2, 3, 9, 23)
    names = [f"{area}/{place}" for area, places in ALL_ZONES.items() for place in places]
    run(TELLING + tuple((zone, hours[n % len(hours)]) for n, zone in enumerate(names)))
