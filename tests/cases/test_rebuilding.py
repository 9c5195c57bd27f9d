"""The cached columns can be made anew at any time, and a date that newer rules move is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases import columns, queries, services
from requests_app.cases.models import Case, Event
from requests_app.reminders.models import Reminder
from tests.cases.conftest import NOW, TODAY, Tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
Open = Callable[..., Case]


def rebuild() -> str:
    out = StringIO()
    call_command("rebuild_cases", stdout=out)
    return out.getvalue()


def cached(case: Case) -> dict[str, object]:
    case.refresh_from_db()
    return {name: getattr(case, name) for name in columns.Columns.__dataclass_fields__}


def test_rebuilding_gives_what_the_events_gave(open_case: Open, tell: Tell) -> None:
    cases = [open_case(date(2026, 11, 10)), open_case(date(2026, 9, 1)), open_case(None)]
    tell(cases[1], "complaint_to_controller", date(2026, 10, 20))
    before = [cached(case) for case in cases]
    Case.objects.across_owners().update(
        state="x", due_on=None, due_kind="", turns_on=None, turns_to="", answer="",
        answer_due_on=None, reckoned_with="",
    )  # fmt: skip
    assert rebuild() == "3 cases counted, 0 with a date that has moved.\n"
    assert [cached(case) for case in cases] == before


def older(case: Case, due: date) -> None:
    """As if an earlier version had counted to another day."""
    with_older = {"due_on": due, "answer_due_on": due, "reckoned_with": "rules 0, holidays 0.1"}
    Case.objects.across_owners().filter(pk=case.pk).update(**with_older)


def test_a_date_that_moved_is_told_in_the_timeline_and_the_reminders_follow(
    signed_in: Client, open_case: Open, amara: User
) -> None:
    case = open_case(date(2026, 11, 10))
    older(case, date(2026, 12, 8))
    assert "1 with a date that has moved" in rebuild()
    event = case.events.get(kind="dates_changed")
    assert event.details["changes"] == [["response", "2026-12-08", "2026-12-10"]]
    assert event.details["versions"] == ["rules 0, holidays 0.1", columns.reckoning()]
    planned = Reminder.objects.for_owner(amara).filter(state="planned")
    assert {row.due_on for row in planned.filter(kind="answer")} == {date(2026, 12, 10)}
    # And a mail says so by itself, for who does not look at the page.
    told = planned.exclude(kind="answer").get()
    assert (told.kind, told.payload["was"], told.payload["becomes"]) == (
        "moved", "2026-12-08", "2026-12-10",
    )  # fmt: skip
    page = signed_in.get(f"/cases/{case.pk}/").content.decode()
    assert "A date of this case has moved" in page
    assert "Answer: 8 December 2026 becomes 10 December 2026" in page
    assert "the date of one case has moved" in signed_in.get("/cases/").content.decode()
    assert rebuild() == "1 cases counted, 0 with a date that has moved.\n"
    assert Event.objects.for_owner(amara).filter(kind="dates_changed").count() == 1


def test_it_is_mailed_once_and_is_no_news_for_ever(open_case: Open, amara: User) -> None:
    case = open_case(date(2026, 11, 10))
    older(case, date(2026, 12, 8))
    rebuild()
    mails = Reminder.objects.for_owner(amara).filter(kind="moved")
    mails.update(state="sent", next_attempt_at=None)
    rebuild()
    assert mails.count() == 1
    # A case that is opened again, or taken over by another desk, months later: nothing new.
    mails.update(state="cancelled")
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        rebuild()
    assert mails.count() == 1


def test_it_is_told_as_well_when_an_event_comes_before_the_rebuilding(
    open_case: Open, tell: Tell
) -> None:
    case = open_case(date(2026, 11, 10))
    older(case, date(2026, 12, 8))
    tell(case, "contact", date(2026, 11, 20))
    assert case.events.filter(kind="dates_changed").count() == 1


def test_a_newer_version_that_moves_nothing_says_nothing(open_case: Open) -> None:
    case = open_case(date(2026, 11, 10))
    Case.objects.across_owners().filter(pk=case.pk).update(reckoned_with="rules 0")
    assert "0 with a date that has moved" in rebuild()
    case.refresh_from_db()
    assert case.reckoned_with == columns.reckoning()


def test_after_an_upgrade_it_is_enough_to_count_what_is_outdated(open_case: Open) -> None:
    older(open_case(date(2026, 11, 10)), date(2026, 12, 8))
    open_case(date(2026, 11, 11))
    out = StringIO()
    call_command("rebuild_cases", "--outdated", stdout=out)
    assert out.getvalue() == "1 cases counted, 1 with a date that has moved.\n"


def test_what_the_desk_wrote_is_not_the_persons_to_correct(open_case: Open, tell: Tell) -> None:
    case = open_case(date(2026, 11, 10))
    older(case, date(2026, 12, 8))
    rebuild()
    with pytest.raises(services.EventRefused, match="cannot be corrected"):
        services.strike(case, case.events.get(kind="dates_changed"), submission=case.pk)


def test_a_case_newer_rules_cannot_count_is_named_and_its_page_still_opens(
    signed_in: Client, open_case: Open, amara: User, capsys: pytest.CaptureFixture[str]
) -> None:
    case = open_case(date(2026, 11, 10))
    # Past the service, as rules that refuse what older ones took would leave it.
    Event.objects.create(
        owner_id=amara.pk, case=case, kind="sent", on=date(2026, 11, 12), channel="form",
        details={}, submission=case.pk,
    )  # fmt: skip
    with pytest.raises(CommandError) as stopped:
        call_command("rebuild_cases", stderr=StringIO())
    assert stopped.value.returncode == 1
    now = queries.now(case, TODAY)
    assert now.trouble
    assert "The dates cannot be counted" in signed_in.get(f"/cases/{case.pk}/").content.decode()
