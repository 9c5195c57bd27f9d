"""A letter by post arrives some days later: letter, case and complaint reckon with the same day."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from requests_app.accounts.models import User
from requests_app.cases import services
from requests_app.cases.details import Details
from requests_app.cases.follow_up import history
from requests_app.cases.models import Case
from requests_app.cases.standing import in_force, standing
from requests_app.letters.deadline import receipt_of
from tests.people import open_case_for

pytestmark = pytest.mark.django_db
SENT = date(2026, 10, 9)
TODAY = date(2026, 11, 30)
FRANCE = {"regime": "eu", "residence": "FR", "seat": "IE", "language": "fr"}


def posted(person: User, **changes: object) -> Case:
    values = {**FRANCE, "controller": "LinkedIn Ireland Unlimited Company", **changes}
    return open_case_for(person, SENT, channel="post", **values)


def due(case: Case) -> tuple[date | None, bool]:
    """The last day for the answer, and whether the arrival it is counted from is an estimate."""
    found = standing(Details.from_data(case.details), list(case.events.all()), TODAY).answer
    assert found is not None
    return found.due, found.receipt_estimated


def test_abroad_it_is_reckoned_to_take_eight_days(amara: User) -> None:
    # 17 October and a month; in Dublin 17 November is a Tuesday.
    assert due(posted(amara)) == (date(2026, 11, 17), True)


def test_at_home_three(amara: User) -> None:
    case = posted(amara, residence="IE", language="en")
    assert due(case) == (date(2026, 11, 12), True)


def test_the_day_of_the_tracking_takes_the_place_of_the_estimate(amara: User) -> None:
    case = posted(amara)
    services.record(case, "received", date(2026, 10, 13), submission=uuid.uuid4())
    assert due(case) == (date(2026, 11, 13), False)


def test_it_had_arrived_when_they_first_wrote(amara: User) -> None:
    case = posted(amara)
    asked = date(2026, 10, 12)
    services.record(case, "identity_asked", asked, submission=uuid.uuid4())
    told = history(*everything(case))
    assert told.arrived_by == asked
    day, estimated = receipt_of(SENT, "post", "IE", "FR", arrived_by=told.arrived_by)
    assert (day, estimated) == (asked, True)


@pytest.mark.parametrize("residence", ["FR", "IE"])
def test_the_complaint_names_the_days_of_the_case(amara: User, residence: str) -> None:
    case = posted(amara, residence=residence, language="en")
    told = history(*everything(case))
    receipt, estimated = receipt_of(
        told.sent_on, told.channel, "IE", residence, told.received_on, arrived_by=told.arrived_by
    )
    assert estimated
    last = due(case)[0]
    assert told.due == last
    # A month after the day that the complaint calls the arrival.
    assert last == receipt.replace(month=receipt.month + 1)


@pytest.mark.parametrize("channel", ["form", "email"])
def test_a_form_and_a_mail_arrive_on_the_day(amara: User, channel: str) -> None:
    case = open_case_for(amara, SENT, channel=channel, **FRANCE)
    assert due(case) == (date(2026, 11, 9), False)


def everything(case: Case) -> tuple:
    details, events = Details.from_data(case.details), list(case.events.all())
    current = in_force(events)
    return details, current, standing(details, events, TODAY)


def test_nothing_they_wrote_can_be_older_than_the_letter(amara: User) -> None:
    case = posted(amara)
    for kind in ("contact", "refusal"):
        with pytest.raises(services.EventRefused, match="cannot be before"):
            services.record(case, kind, date(2026, 10, 1), submission=uuid.uuid4())
    services.record(case, "contact", SENT, submission=uuid.uuid4())


def test_nor_can_the_letter_be_made_younger_than_what_they_wrote(amara: User) -> None:
    case = posted(amara)
    wrote = services.record(case, "contact", SENT, submission=uuid.uuid4())
    sent = case.events.get(kind="sent")
    later = SENT + timedelta(days=3)
    with pytest.raises(services.EventRefused, match="cannot be before"):
        services.record(case, "sent", later, submission=uuid.uuid4(), channel="post", replaces=sent)
    services.strike(case, wrote, submission=uuid.uuid4())
    services.record(case, "sent", later, submission=uuid.uuid4(), channel="post", replaces=sent)
