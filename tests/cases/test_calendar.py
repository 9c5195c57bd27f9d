"""Dates in the person's own calendar: files and the private feed, read back by another parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from requests_app.cases.models import CalendarFeed, Case
from tests.cases.conftest import Tell, queries_of
from tests.cases.test_overview import copies

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Open = Callable[..., Case]


def entries(content: bytes) -> dict[str, Any]:
    """The entries by UID; every line obeys the format."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    found = {str(entry["uid"]): entry for entry in Calendar.from_ical(content).walk("VEVENT")}
    for entry in found.values():
        assert entry.decoded("dtend") == entry.decoded("dtstart") + timedelta(days=1)
    return found


def of_case(client: Client, case: Case) -> dict[str, Any]:
    return entries(client.get(f"/cases/{case.pk}/deadline.ics").content)


def test_an_update_keeps_its_uid_and_raises_its_sequence(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 10, 30))
    before = of_case(signed_in, case)
    tell(case, "extension_notice", date(2026, 11, 20), details={"reasons": True})
    after = of_case(signed_in, case)
    uid = f"response-{case.pk}@dsr-desk"
    assert before[uid].decoded("dtstart") == date(2026, 11, 30)
    assert after[uid].decoded("dtstart") == date(2027, 2, 1)
    assert after[uid]["sequence"] > before[uid]["sequence"]


def test_a_correction_raises_it_too(signed_in: Client, open_case: Open, tell: Tell) -> None:
    case = open_case(date(2026, 11, 10))
    uid = f"response-{case.pk}@dsr-desk"
    before = of_case(signed_in, case)[uid]
    tell(case, "sent", date(2026, 11, 12), replaces=case.events.get())
    after = of_case(signed_in, case)[uid]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == date(2026, 12, 14)


def test_what_is_over_is_cancelled_and_rings_no_more(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 10))
    uid = f"response-{case.pk}@dsr-desk"
    assert of_case(signed_in, case)[uid].walk("VALARM")
    tell(case, "answer_full", date(2026, 11, 20))
    over = of_case(signed_in, case)[uid]
    assert over["status"] == "CANCELLED"
    assert not over.walk("VALARM")


def test_names_with_commas_line_ends_and_accents_come_back_whole(
    signed_in: Client, open_case: Open
) -> None:
    name = "Müller, Söhne; “Daten” \\ GmbH " + "ä" * 60
    case = open_case(date(2026, 11, 10), company=name)
    entry = of_case(signed_in, case)[f"response-{case.pk}@dsr-desk"]
    assert str(entry["summary"]) == f"{name}: Answer"


def new_feed(client: Client, **answers: str) -> str:
    page = client.post("/cases/feeds/", answers).content.decode()
    found = re.search(r"/calendar/([\w-]+)\.ics", page)
    assert found
    return found[0]


def test_the_feed_names_no_company_unless_asked_and_signs_nobody_in(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 10))
    address = new_feed(signed_in)
    stranger = Client()
    answer = stranger.get(address)
    assert b"LinkedIn" not in answer.content
    [entry] = entries(answer.content).values()
    assert entry.decoded("dtstart") == date(2026, 12, 10)
    assert entry.walk("VALARM")
    assert str(case.pk) in str(entry["description"])
    assert not stranger.cookies
    assert stranger.get("/cases/").status_code == 302
    named = stranger.get(new_feed(signed_in, with_names="yes"))
    assert b"LinkedIn" in named.content


def test_only_the_hash_of_the_token_is_kept_and_it_has_256_bits(signed_in: Client) -> None:
    token = new_feed(signed_in).split("/")[-1].removesuffix(".ics")
    assert len(token) >= 43
    row = CalendarFeed.objects.across_owners().get()
    assert token not in str(vars(row))
    assert token not in signed_in.get("/cases/feeds/").content.decode()


def test_a_revoked_feed_and_a_wrong_address_are_alike_and_not_logged(
    signed_in: Client, open_case: Open, caplog: pytest.LogCaptureFixture
) -> None:
    open_case(date(2026, 11, 10))
    address = new_feed(signed_in)
    row = CalendarFeed.objects.across_owners().get()
    signed_in.post(f"/cases/feeds/{row.pk}/revoke/")
    for path in (address, "/calendar/" + "x" * 43 + ".ics"):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert answer.content == b""
    assert Client().post(address).status_code == 405
    assert "calendar/" not in caplog.text


def test_nobody_revokes_another_persons_feed(signed_in: Client, open_case: Open, other) -> None:
    address = new_feed(signed_in)
    row = CalendarFeed.objects.across_owners().get()
    stranger = Client()
    stranger.force_login(other)
    stranger.post(f"/cases/feeds/{row.pk}/revoke/")
    assert Client().get(address).status_code == 200


def test_a_feed_that_is_read_too_often_is_told_to_wait(signed_in: Client) -> None:
    address = new_feed(signed_in)
    codes = [Client().get(address).status_code for _ in range(62)]
    assert codes.count(200) == 60
    assert codes[-1] == 429


def test_answered_and_closed_cases_leave_the_feed(
    signed_in: Client, open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 10))
    address = new_feed(signed_in)
    tell(case, "answer_full", date(2026, 11, 20))
    assert entries(Client().get(address).content) == {}


def test_the_feed_asks_the_database_the_same_for_one_case_and_for_sixty(
    signed_in: Client, open_case: Open
) -> None:
    case = open_case(date(2026, 11, 20))
    address = new_feed(signed_in)
    # The limit on readings begins a new row with each of its spans: none may end in between.
    with time_machine.travel(timezone.now(), tick=False):
        Client().get(address)
        few = queries_of(Client(), address)
        copies(case, 60, events=3)
        assert 4 <= few == queries_of(Client(), address) <= 12
    assert len(entries(Client().get(address).content)) == 61
