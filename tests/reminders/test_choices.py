"""What a person chooses: each mail with its switch, one mail a week, and a way out in each mail."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.reminders import queries
from requests_app.reminders.choices import (
    Choices,
    choices_of,
    choose,
    next_digest_day,
    read_off_token,
)
from requests_app.reminders.clock import StandingClock
from requests_app.reminders.engine import sweep
from requests_app.reminders.models import Choice, State
from requests_app.reminders.occasions import Occasion
from tests.reminders.conftest import Mailbox, Planner, rows

pytestmark = pytest.mark.django_db

AUTUMN = StandingClock(datetime(2026, 10, 1, 12, 0, tzinfo=UTC))


def at(day: int, hour: int = 9, month: int = 11) -> StandingClock:
    return StandingClock(datetime(2026, month, day, hour, 0, tzinfo=UTC))


class TestSwitches:
    def test_everything_is_on_for_who_never_chose(self, amara: User) -> None:
        assert choices_of(amara) == Choices(frozenset(), digest=False)

    def test_what_is_off_is_told_in_the_app_only(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        choose(amara.pk, off=["passed"])
        assert sweep().counts == {"in app": 1}
        assert mailbox.received == []
        assert [entry.told for entry in queries.fell_due_since(amara, None)] == ["app"]

    def test_the_other_mails_still_come(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        choose(amara.pk, off=[Occasion.WEEK_BEFORE, Occasion.ON_THE_DAY])
        for day in (13, 19, 20, 21):
            sweep(clock=at(day))
        assert [mail["Subject"].rpartition(" ")[2] for mail in mailbox.received] == [
            "tomorrow",
            "passed",
        ]

    def test_another_persons_switches_are_their_own(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        boris = User.objects.create_user("boris@example.org")
        planned(amara)
        planned(boris)
        choose(boris.pk, off=["passed"])
        sweep()
        assert [mail["To"] for mail in mailbox.received] == ["amara@example.org"]

    def test_switched_on_again_it_comes_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        choose(amara.pk, off=["passed"])
        choose(amara.pk, off=[])
        assert sweep().counts == {"sent": 1}

    def test_an_unknown_name_is_refused(self, amara: User) -> None:
        with pytest.raises(ValueError, match="birthday"):
            choose(amara.pk, off=["birthday"])

    def test_a_switch_that_no_longer_exists_is_ignored(self, amara: User) -> None:
        choose(amara.pk, off=["passed"])
        Choice.objects.for_owner(amara).update(off=["passed", "of old"])
        assert choices_of(amara).off == {Occasion.PASSED}


class TestTheWayOut:
    def address(self, mailbox: Mailbox) -> str:
        found = re.fullmatch(r"\s*<(.+)>", str(mailbox.received[0]["List-Unsubscribe"]))
        assert found
        return found[1]

    def path(self, mailbox: Mailbox) -> str:
        return urlsplit(self.address(mailbox)).path

    def test_looking_changes_nothing_the_button_does(
        self, amara: User, planned: Planner, mailbox: Mailbox, client: Client
    ) -> None:
        planned(amara)
        sweep()
        page = client.get(self.path(mailbox))
        assert "Stop these mails" in page.content.decode()
        assert choices_of(amara).off == frozenset()
        page = client.post(self.path(mailbox))
        assert "This mail is switched off: the day after" in page.content.decode()
        assert choices_of(amara).off == {Occasion.PASSED}

    def test_a_mail_program_may_press_it_without_a_form(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        sweep()
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post(self.path(mailbox), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert choices_of(amara).off == {Occasion.PASSED}

    def test_it_signs_nobody_in_and_names_nobody(
        self, amara: User, planned: Planner, mailbox: Mailbox, client: Client
    ) -> None:
        planned(amara)
        sweep()
        page = client.get(self.path(mailbox))
        assert "_auth_user_id" not in client.session
        assert "amara" not in page.content.decode()
        assert "LinkedIn" not in page.content.decode()

    def test_one_click_is_promised_over_tls_only(
        self, amara: User, planned: Planner, mailbox: Mailbox, settings: Any
    ) -> None:
        planned(amara)
        planned(amara, reference="case:2")
        sweep(stop=lambda: len(mailbox.received) == 1)
        settings.SITE_URL = "https://desk.example.org"
        sweep()
        first, second = mailbox.received
        assert first["List-Unsubscribe-Post"] is None
        assert second["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "<https://desk.example.org/reminders/off/" in second["List-Unsubscribe"]

    @pytest.mark.parametrize("token", ["nonsense", "a:b", "W10:x", "é"])
    def test_a_wrong_address_is_not_found(self, client: Client, token: str) -> None:
        assert client.get(f"/reminders/off/{token}/").status_code == 404
        assert client.post(f"/reminders/off/{token}/").status_code == 404
        assert read_off_token(token) is None

    def test_an_address_altered_by_one_letter_is_not_found(
        self, amara: User, planned: Planner, mailbox: Mailbox, client: Client
    ) -> None:
        planned(amara)
        sweep()
        path = self.path(mailbox)
        altered = path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:]
        assert client.post(altered).status_code == 404
        assert choices_of(amara).off == frozenset()

    def test_after_the_person_is_gone_it_is_not_found(
        self, amara: User, planned: Planner, mailbox: Mailbox, client: Client
    ) -> None:
        planned(amara)
        sweep()
        path = self.path(mailbox)
        User.objects.filter(pk=amara.pk).delete()
        assert client.post(path).status_code == 404


class TestTheWeeklyMail:
    """20 November 2026, when LinkedIn must answer, is a Friday."""

    @pytest.fixture(autouse=True)
    def _wants_it(self, amara: User) -> None:
        choose(amara.pk, digest=True, clock=AUTUMN)

    def live(self, *days: int, hour: int = 9, month: int = 11) -> None:
        for day in days:
            sweep(clock=at(day, hour, month))

    def test_it_takes_the_place_of_the_others(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(*range(7, 31))
        assert [mail["Subject"] for mail in mailbox.received] == ["Your deadlines this week"] * 3
        texts = [mail.get_body(("plain",)).get_content() for mail in mailbox.received]
        assert "In the next two weeks" in texts[0]
        assert "LinkedIn has until 20 November 2026" in texts[0]
        assert "In the past week" in texts[2]
        assert "LinkedIn had until 20 November 2026" in texts[2]
        assert "http://localhost:8000/cases/7/" in texts[2]

    def test_a_week_without_anything_brings_no_mail(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(2, 3, 30)
        self.live(1, 7, month=12)
        assert mailbox.received == []

    def test_it_comes_on_monday_at_the_persons_hour(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(15)
        self.live(16, hour=8)
        assert mailbox.received == []
        self.live(16, hour=9)
        assert len(mailbox.received) == 1

    def test_two_sweeps_a_minute_send_it_once(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(15, 16, 16, 16)
        assert len(mailbox.received) == 1

    def test_after_three_weeks_of_outage_there_is_one_at_once_and_then_the_usual_ones(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(1, 21, 21)
        assert [mail["Subject"] for mail in mailbox.received] == ["Your deadlines this week"]
        self.live(22)
        assert len(mailbox.received) == 1
        self.live(23)
        assert len(mailbox.received) == 2

    def test_nothing_is_lost_to_the_app_meanwhile(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(21)
        [entry] = queries.fell_due_since(amara, None, now=at(21).at)
        assert (entry.kind, entry.told) == ("answer", "app")

    def test_refused_for_now_it_is_tried_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(15)
        mailbox.at_recipient = ["451 later"]
        self.live(16)
        self.live(16, hour=10)
        assert len(mailbox.received) == 1

    def test_switched_off_the_single_mails_come_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(15)
        choose(amara.pk, digest=False)
        self.live(16, 19)
        assert [mail["Subject"] for mail in mailbox.received] == [
            "A deadline in one of your cases is tomorrow"
        ]

    def test_its_own_way_out_switches_it_off(
        self, amara: User, planned: Planner, mailbox: Mailbox, client: Client
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(15, 16)
        address = str(mailbox.received[0]["List-Unsubscribe"]).strip(" <>")
        page = client.post(urlsplit(address).path)
        assert "The weekly mail is switched off." in page.content.decode()
        assert not choices_of(amara).digest

    def test_switched_off_and_on_again_in_one_week_is_still_one_mail(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara, clock=AUTUMN)
        self.live(15)
        choose(amara.pk, digest=False, clock=at(15))
        choose(amara.pk, digest=True, clock=at(15))
        self.live(15, 16)
        assert len(mailbox.received) == 1
        assert rows(amara).filter(kind="digest", state=State.SENT).count() == 1


def test_the_next_monday_is_never_today() -> None:
    monday = date(2026, 11, 23)
    assert next_digest_day(monday) == monday + timedelta(days=7)
    assert next_digest_day(date(2026, 11, 29)) == date(2026, 11, 30)


class TestThePage:
    def test_it_shows_what_is_on_and_keeps_what_is_unticked(
        self, amara: User, client: Client
    ) -> None:
        client.force_login(amara)
        page = client.get("/settings/mail/").content.decode()
        assert page.count("checked") == len(Occasion)  # all but the digest, and "one mail for each"
        answer = client.post("/settings/mail/", {"how": "each", "on": ["passed", "date_moved"]})
        assert answer.status_code == 302
        on = {Occasion.PASSED, Occasion.DATE_MOVED}
        assert choices_of(amara).off == set(Occasion) - on - {Occasion.DIGEST}
        assert "Saved." in client.get("/settings/mail/").content.decode()

    def test_everything_can_be_off_and_one_mail_a_week_be_on(
        self, amara: User, client: Client
    ) -> None:
        client.force_login(amara)
        client.post("/settings/mail/", {"how": "weekly"})
        assert choices_of(amara).digest
        assert choices_of(amara).off == set(Occasion) - {Occasion.DIGEST}
        client.post("/settings/mail/", {"how": "each", "on": ["passed"]})
        assert not choices_of(amara).digest

    def test_nonsense_changes_nothing_and_says_so(self, amara: User, client: Client) -> None:
        client.force_login(amara)
        answer = client.post("/settings/mail/", {"how": "by pigeon", "on": ["birthday"]})
        assert answer.status_code == 422
        assert "Please look at this again" in answer.content.decode()
        assert choices_of(amara) == Choices()

    def test_the_settings_lead_there(self, amara: User, client: Client) -> None:
        User.objects.filter(pk=amara.pk).update(settled_in_at=timezone.now())
        client.force_login(amara)
        assert 'href="/settings/mail/"' in client.get("/settings/").content.decode()
