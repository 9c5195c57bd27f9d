"""Closed cases go after the time their owner chose: announced before, never a live one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from requests_app.accounts import consents, daily, retention
from requests_app.accounts.models import User
from requests_app.accounts.rights_models import Chore, RetentionNotice
from requests_app.cases.deleting import delete_case
from requests_app.cases.models import Case, Event, Letter
from requests_app.reminders.models import Reminder
from requests_app.reminders.occasions import occasion_of
from requests_app.safety import audit
from requests_app.vault import files
from requests_app.vault.models import SealedFile
from tests.accounts.lives import lived, opened, tell

pytestmark = pytest.mark.django_db

CLOSED_ON = datetime(2026, 5, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.MAIL_FOLDER = tmp_path / "mail"


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("amara@example.org")


@pytest.fixture
def closed(person: User) -> Case:
    """A case closed on 10 May 2026, with a file."""
    with time_machine.travel(CLOSED_ON):
        case = opened(person, date(2026, 3, 1))
        answer = tell(case, "answer_full", date(2026, 3, 20))
        files.keep(person.pk, [b"x"], name="a", content_type="b", reference=f"event:{answer.pk}")
        tell(case, "closed", date(2026, 5, 10))
    case.refresh_from_db()
    return case


def on(day: date) -> str:
    """Do what is due on that day; what the command said."""
    out = StringIO()
    with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        call_command("retention", stdout=out)
    return out.getvalue().strip()


NOTHING = "0 announced, 0 announcements withdrawn, 0 deleted"


def test_without_a_wish_nothing_is_ever_deleted(closed: Case) -> None:
    assert on(date(2099, 1, 1)) == NOTHING
    assert Case.objects.across_owners().exists()


def test_it_is_announced_more_than_fourteen_days_before_and_deleted_on_the_day(
    person: User, closed: Case
) -> None:
    retention.keep_for(person, 6)
    assert on(date(2026, 10, 25)) == NOTHING
    assert on(date(2026, 10, 26)).startswith("1 announced")
    assert retention.announced(person) == {closed.pk: date(2026, 11, 10)}
    assert on(date(2026, 10, 27)) == NOTHING
    assert on(date(2026, 11, 9)) == NOTHING
    assert on(date(2026, 11, 10)).endswith("1 deleted")
    assert not Case.objects.across_owners().exists()
    assert on(date(2026, 11, 11)) == NOTHING


def test_after_an_outage_the_fourteen_days_are_kept_all_the_same(
    person: User, closed: Case
) -> None:
    retention.keep_for(person, 3)
    assert on(date(2026, 12, 1)).startswith("1 announced")
    assert on(date(2026, 12, 15)) == NOTHING
    assert on(date(2026, 12, 16)).endswith("1 deleted")


def test_with_the_case_go_its_letters_events_files_and_reminders_and_no_others(
    person: User, closed: Case
) -> None:
    with time_machine.travel(CLOSED_ON):
        other = opened(person, date(2026, 5, 1))
    retention.keep_for(person, 3)
    on(date(2026, 8, 1))
    on(date(2026, 8, 20))
    assert list(Case.objects.for_owner(person)) == [other]
    assert {letter.case_id for letter in Letter.objects.for_owner(person)} == {other.pk}
    assert {event.case_id for event in Event.objects.for_owner(person)} == {other.pk}
    assert not SealedFile.objects.for_owner(person).exists()
    references = set(Reminder.objects.for_owner(person).values_list("reference", flat=True))
    assert references == {f"case:{other.pk}"}


def test_a_mail_says_so_fourteen_days_before_and_on_the_eve(person: User, closed: Case) -> None:
    retention.keep_for(person, 6)
    on(date(2026, 10, 26))
    rows = Reminder.objects.for_owner(person).filter(reference=f"deletion:{closed.pk}")
    days = sorted(rows.values_list("remind_on", flat=True))
    assert days == [date(2026, 10, 27), date(2026, 11, 9)]


def test_a_case_that_is_opened_again_is_spared_and_the_mail_called_off(
    person: User, closed: Case
) -> None:
    retention.keep_for(person, 6)
    on(date(2026, 10, 26))
    with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC)):
        tell(closed, "reopened", date(2026, 11, 1))
    assert on(date(2026, 11, 10)) == "0 announced, 1 announcements withdrawn, 0 deleted"
    assert Case.objects.for_owner(person).filter(pk=closed.pk).exists()
    assert not Reminder.objects.for_owner(person).filter(reference=f"deletion:{closed.pk}").exists()


def test_closed_once_more_the_time_begins_anew(person: User, closed: Case) -> None:
    retention.keep_for(person, 6)
    on(date(2026, 10, 26))
    with time_machine.travel(datetime(2026, 11, 1, 12, tzinfo=UTC)):
        tell(closed, "reopened", date(2026, 11, 1))
        tell(closed, "closed", date(2026, 11, 1))
    assert on(date(2026, 11, 10)) == "0 announced, 1 announcements withdrawn, 0 deleted"
    assert on(date(2027, 4, 17)).startswith("1 announced")


def test_a_case_with_something_ahead_is_never_deleted(person: User) -> None:
    with time_machine.travel(CLOSED_ON):
        case = opened(person, date(2026, 5, 1))
    assert not delete_case(person.pk, case.pk)
    Case.objects.for_owner(person).filter(pk=case.pk).update(
        state="closed", closed_at=CLOSED_ON, due_on=date(2027, 1, 1)
    )
    assert not delete_case(person.pk, case.pk)
    assert Case.objects.for_owner(person).exists()


def test_somebody_elses_case_is_not_deleted(person: User, closed: Case) -> None:
    other = User.objects.create_user("other@example.org")
    assert not delete_case(other.pk, closed.pk)
    assert Case.objects.for_owner(person).exists()


def test_a_longer_time_calls_the_announcement_off(person: User, closed: Case) -> None:
    retention.keep_for(person, 6)
    on(date(2026, 10, 26))
    retention.keep_for(person, 12)
    assert retention.announced(person) == {}
    assert on(date(2026, 11, 10)) == NOTHING


def test_a_dry_run_says_what_it_would_do_and_does_nothing(person: User, closed: Case) -> None:
    retention.keep_for(person, 3)
    out = StringIO()
    with time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC)):
        call_command("retention", "--dry-run", stdout=out)
    assert f"announce {closed.pk} on 2026-12-16" in out.getvalue()
    assert "nothing was done" in out.getvalue()
    assert not RetentionNotice.objects.across_owners().exists()


@pytest.mark.parametrize(
    ("closed_on", "months", "end"),
    [
        (datetime(2026, 8, 31, tzinfo=UTC), 6, date(2027, 2, 28)),
        (datetime(2027, 8, 31, tzinfo=UTC), 6, date(2028, 2, 29)),
        (datetime(2026, 1, 31, tzinfo=UTC), 3, date(2026, 4, 30)),
        (datetime(2026, 12, 15, tzinfo=UTC), 12, date(2027, 12, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(
    closed_on: datetime, months: int, end: date
) -> None:
    assert retention._months_later(closed_on, months) == end


class TestDailyPass:
    """The work of the day is done once, by whoever comes first."""

    def test_everything_is_done_once_a_day(self, person: User) -> None:
        assert set(daily.daily_pass()) == set(daily.PARTS)
        assert daily.daily_pass() == []
        tomorrow = timezone.localdate() + timedelta(days=1)
        assert set(daily.daily_pass(tomorrow)) == set(daily.PARTS)

    def test_what_fails_keeps_nothing_else_from_being_done_and_is_tried_again(
        self, person: User, monkeypatch
    ) -> None:
        def broken() -> None:
            raise RuntimeError("no")

        with monkeypatch.context() as patch:
            patch.setitem(daily.PARTS, "retention", broken)
            assert set(daily.daily_pass()) == set(daily.PARTS) - {"retention"}
        assert daily.daily_pass() == ["retention"]

    def test_closed_cases_are_looked_after_by_it(self, person: User, closed: Case) -> None:
        retention.keep_for(person, 3)
        daily.daily_pass()
        assert retention.announced(person)

    def test_another_process_that_was_first_does_it_alone(self, person: User) -> None:
        today = timezone.localdate()
        Chore.objects.create(name="retention", done_on=today)
        assert "retention" not in daily.daily_pass(today)


class TestPages:
    """In the browser."""

    def test_the_time_is_chosen_on_the_page(self, client: Client, person: User) -> None:
        client.force_login(person)
        client.post("/settings/your-data/closed-cases/", {"months": "12"})
        assert retention.months_of(person) == 12
        page = client.get("/settings/your-data/").content.decode()
        assert 'value="12" selected' in page
        answer = client.post("/settings/your-data/closed-cases/", {"months": "7"})
        assert answer.status_code == 422
        assert retention.months_of(person) == 12

    def test_what_will_be_deleted_is_listed_with_its_day(
        self, client: Client, person: User, closed: Case
    ) -> None:
        retention.keep_for(person, 6)
        on(date(2026, 10, 26))
        client.force_login(person)
        page = client.get("/settings/your-data/").content.decode()
        assert "will be deleted" in page
        assert "2026-11-10" in page
        assert f"/cases/{closed.pk}/" in page

    def test_a_consent_is_given_and_taken_back(
        self, client: Client, person: User, settings: Any
    ) -> None:
        client.force_login(person)
        assert "Your consent" not in client.get("/settings/your-data/").content.decode()
        settings.PERSONAL_INSTANCE = False
        assert "not given" in client.get("/settings/your-data/").content.decode()
        client.post("/settings/your-data/consent/sensitive/", {"given": "yes"})
        assert consents.stands(person, "sensitive")
        client.post("/settings/your-data/consent/sensitive/", {"given": "no"})
        assert not consents.stands(person, "sensitive")
        verbs = {entry.verb for entry in audit.of_person(person.pk)}
        assert {"consent_given", "consent_withdrawn"} <= verbs

    @pytest.mark.parametrize("agrees", [True, False])
    def test_somebody_new_is_asked_for_consent_once_and_may_leave_it(
        self, client: Client, person: User, settings: Any, agrees: bool
    ) -> None:
        client.force_login(person)
        words = "I agree that this desk keeps such details"
        assert words not in client.get("/settings/").content.decode()
        settings.PERSONAL_INSTANCE = False
        page = client.get("/settings/").content.decode()
        assert words in page
        assert 'name="sensitive"' in page
        assert "checked" not in page
        answers = {"language": "en", "time_zone": "Europe/London", "reminder_hour": "9"}
        client.post("/settings/", answers | ({"sensitive": "on"} if agrees else {}))
        assert consents.stands(person, "sensitive") is agrees
        assert words not in client.get("/settings/").content.decode()

    def test_a_consent_to_an_earlier_text_no_longer_counts(self, person: User, monkeypatch) -> None:
        consents.give(person, "sensitive")
        newer = consents.Text(2, "x", "y")
        monkeypatch.setitem(consents.TEXTS, "sensitive", newer)
        assert not consents.stands(person, "sensitive")

    def test_the_person_sees_their_own_log_and_nobody_elses(self, client: Client) -> None:
        mine, _theirs = lived(), lived("other@example.org")
        client.force_login(mine, backend=None)
        page = client.get("/settings/your-data/log/").content.decode()
        assert "Case opened" in page
        assert page.count("Consent given") == 1

    def test_the_network_stands_in_it_and_never_the_address(
        self, client: Client, person: User
    ) -> None:
        client.force_login(person)
        client.post(
            "/settings/your-data/closed-cases/", {"months": "3"}, REMOTE_ADDR="203.0.113.77"
        )
        page = client.get("/settings/your-data/log/").content.decode()
        assert "203.0.113.0/24" in page
        assert "203.0.113.77" not in page

    def test_a_long_log_has_pages(self, client: Client, person: User) -> None:
        for _entry in range(60):
            audit.record(person.pk, audit.Verb.SETTINGS_CHANGED)
        client.force_login(person)
        assert "?page=2" in client.get("/settings/your-data/log/").content.decode()
        second = client.get("/settings/your-data/log/?page=2").content.decode()
        assert "Settings changed" in second
        assert client.get("/settings/your-data/log/?page=nonsense").status_code == 200


class TestPrivacyNotice:
    """What the instance says of itself."""

    def test_a_personal_desk_says_that_one_is_responsible_oneself(self, client: Client) -> None:
        assert "responsible for it yourself" in client.get("/privacy/").content.decode()

    def test_an_operator_is_named_from_the_settings(self, client: Client, settings: Any) -> None:
        settings.PERSONAL_INSTANCE = False
        settings.OPERATOR = {
            "name": "Verein für Datenrechte",
            "address": "Gasse 1\n1010 Wien",
            "contact": "datenschutz@example.org",
            "data_protection_officer": "",
            "authority": "the Austrian data protection authority",
            "hosting": "in Vienna",
            "backup_days": 14,
        }
        page = client.get("/privacy/").content.decode()
        for words in ("Verein für Datenrechte", "datenschutz@example.org", "14 days", "in Vienna"):
            assert words in page
        assert "the Austrian data protection authority" in page
        assert "Data protection officer" not in page

    def test_an_operator_that_names_nobody_is_pointed_at(
        self, client: Client, settings: Any
    ) -> None:
        settings.PERSONAL_INSTANCE = False
        assert "has not yet said who they are" in client.get("/privacy/").content.decode()


def test_what_an_earlier_version_planned_is_still_said(
    client: Client, person: User, closed: Case
) -> None:
    retention.keep_for(person, 6)
    on(date(2026, 10, 26))
    planned = Reminder.objects.for_owner(person).filter(reference=f"deletion:{closed.pk}")
    planned.filter(offset=-14).update(offset=-13, remind_on=date(2026, 10, 28))
    with time_machine.travel(datetime(2026, 11, 3, tzinfo=UTC)):
        client.force_login(person)
        assert client.get("/").status_code == 200
    assert occasion_of("deletion", -13) == occasion_of("deletion", -14)
