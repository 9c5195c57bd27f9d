"""The mail server refuses, is away or is set up wrongly: nothing is lost, nobody knocks in vain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.reminders import channel, delivery, queries
from requests_app.reminders.clock import StandingClock
from requests_app.reminders.engine import sweep
from requests_app.reminders.models import Channel, State
from requests_app.reminders.services import dead_were_seen, resend
from tests.reminders.conftest import (
    Mailbox,
    Planner,
    let_time_pass,
)

pytestmark = pytest.mark.django_db


def november(day: int, hour: int = 12) -> StandingClock:
    return StandingClock(datetime(2026, 11, day, hour, 0, tzinfo=UTC))


def december(day: int, hour: int = 12) -> StandingClock:
    return StandingClock(datetime(2026, 12, day, hour, 0, tzinfo=UTC))


class TestRefusals:
    def test_a_server_that_is_busy_is_asked_again_later(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        mailbox.at_recipient = ["451 try later"]
        assert sweep().counts == {"to retry": 1}
        reminder.refresh_from_db()
        assert (reminder.state, reminder.attempts, reminder.smtp_code) == (State.DUE, 1, 451)
        assert reminder.next_attempt_at > timezone.now() + timedelta(seconds=40)
        let_time_pass()
        assert sweep().counts == {"sent": 1}
        assert len(mailbox.received) == 1

    @pytest.mark.parametrize("answer", ["451 try later", "452 no room"])
    def test_refused_for_now_after_the_text_is_certainly_not_sent(
        self, amara: User, planned: Planner, mailbox: Mailbox, answer: str
    ) -> None:
        reminder = planned(amara)
        mailbox.at_message = [answer]
        assert sweep().counts == {"to retry": 1}
        reminder.refresh_from_db()
        assert (reminder.doubts, reminder.wire_at) == (0, None)

    def test_waits_grow_to_hours_and_differ(self) -> None:
        first = delivery.backoff(0)
        assert timedelta(seconds=48) <= first <= timedelta(seconds=72)
        assert timedelta(hours=3) < delivery.backoff(30) < timedelta(hours=5)
        assert len({delivery.backoff(3) for _ in range(20)}) > 1

    def test_after_a_week_of_refusals_it_is_given_up_and_said(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        mailbox.at_recipient = ["451 no"] * 15
        for day in range(21, 28):
            for hour in (10, 20):
                assert sweep(clock=november(day, hour)).counts == {"to retry": 1}
        assert sweep(clock=november(29)).counts == {"dead": 1}
        reminder.refresh_from_db()
        assert reminder.reason == "never accepted"
        assert queries.mail_trouble(amara) is not None

    def test_a_week_in_which_hardly_anything_was_tried_does_not_count(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        """Refused once, switched off for weeks, and the server has forgotten who asked."""
        planned(amara)
        mailbox.at_recipient = ["451 greylisted"] * 2
        assert sweep(clock=november(21)).counts == {"to retry": 1}
        assert sweep(clock=december(20)).counts == {"to retry": 1}
        assert sweep(clock=december(20, 18)).counts == {"sent": 1}

    def test_after_weeks_switched_off_the_first_refusal_is_not_the_last(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        """A server that greylists refuses every first try."""
        planned(amara)
        mailbox.at_recipient = ["451 greylisted"]
        assert sweep(clock=december(20)).counts == {"to retry": 1}
        assert sweep(clock=december(21)).counts == {"sent": 1}

    def test_tried_afresh_it_has_its_week_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        mailbox.at_recipient = ["451 no"] * 14
        for day in range(21, 27):
            for hour in (10, 20):
                assert sweep(clock=november(day, hour)).counts == {"to retry": 1}
        assert sweep(clock=november(29)).counts == {"dead": 1}
        assert resend(reminder.pk) == 1
        assert sweep(clock=december(1)).counts == {"to retry": 1}
        assert sweep(clock=december(2)).counts == {"sent": 1}

    def test_a_refused_address_is_not_tried_again_and_the_app_says_so(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        assert queries.mail_trouble(amara) is None
        mailbox.at_recipient = ["550 no such user amara@example.org"]
        assert sweep().counts == {"dead": 1}
        let_time_pass()
        assert sweep().counts == {}
        reminder.refresh_from_db()
        assert (reminder.state, reminder.reason, reminder.smtp_code) == (State.DEAD, "refused", 550)
        trouble = queries.mail_trouble(amara)
        assert trouble is not None
        assert "refuses your address" in trouble
        assert dead_were_seen(amara.pk) == 1
        assert queries.mail_trouble(amara) is None

    def test_the_servers_words_which_may_name_the_person_are_not_kept(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        mailbox.at_recipient = ["550 no such user amara@example.org"]
        sweep()
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM requests_app_attempt")
            assert "amara@" not in str(cursor.fetchall())

    def test_an_address_that_is_none_is_not_offered_to_a_server(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        amara.set_email("not an address")
        amara.save()
        assert sweep().counts == {"dead": 1}
        assert mailbox.connections == 0

    def test_one_refusal_does_not_hold_up_the_others(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        for number in range(5):
            planned(amara, reference=f"case:{number}")
        mailbox.at_recipient = ["", "550 no", "", "451 later", ""]
        assert sweep().counts == {"sent": 3, "dead": 1, "to retry": 1}
        assert len(mailbox.received) == 3

    def test_the_operator_can_have_it_sent_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        mailbox.at_recipient = ["550 no"]
        sweep()
        assert [row.pk for row in queries.dead_letters()] == [reminder.pk]
        assert resend(reminder.pk) == 1
        assert sweep().counts == {"sent": 1}
        assert resend(reminder.pk) == 0


class TestTheServerIsAway:
    def test_nothing_is_counted_against_the_reminder(
        self, amara: User, planned: Planner, mailbox: Mailbox, settings: Any
    ) -> None:
        reminder = planned(amara)
        settings.EMAIL_URL = "smtp://127.0.0.1:9"
        assert sweep().paused
        reminder.refresh_from_db()
        assert (reminder.state, reminder.attempts) == (State.DUE, 0)
        assert "cannot be reached" in (queries.mail_trouble(amara) or "")

    def test_no_one_knocks_again_until_the_pause_is_over(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        mailbox.at_sender = ["421 closing"]
        sweep()
        channel.pause(channel.UNREACHABLE, None, timezone.now())
        before = mailbox.connections
        assert sweep().paused
        assert mailbox.connections == before
        Channel.objects.update(paused_until=timezone.now())
        let_time_pass()
        assert sweep().counts == {"sent": 1}
        assert queries.mail_trouble(amara) is None
        assert channel.state().pauses == 0

    def test_pauses_grow_but_stay_under_the_alarm(self) -> None:
        now = timezone.now()
        lengths = []
        for _ in range(12):
            channel.pause(channel.UNREACHABLE, None, now)
            until = channel.state().paused_until
            assert until is not None
            lengths.append(until - now)
            now = until
        assert lengths == sorted(lengths)
        assert lengths[0] == timedelta(seconds=30)
        assert lengths[-1] == timedelta(minutes=10) < queries.LATE_AFTER

    def test_a_connection_the_server_closed_is_opened_again_at_once(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        for number in range(3):
            planned(amara, reference=f"case:{number}")
        mailbox.at_sender = ["", "hang up"]
        assert sweep().counts == {"sent": 3}
        assert mailbox.connections == 2


class TestTheSetUpIsWrong:
    @pytest.mark.parametrize(
        "url", ["nonsense", "ftp://127.0.0.1", "smtp://", "smtp://127.0.0.1:port"]
    )
    def test_an_address_that_is_none_pauses_mail_and_burns_no_attempt(
        self, amara: User, planned: Planner, settings: Any, url: str
    ) -> None:
        reminder = planned(amara)
        settings.EMAIL_URL = url
        assert sweep().paused
        reminder.refresh_from_db()
        assert (reminder.state, reminder.attempts) == (State.PLANNED, 0)
        assert "set-up must be mended" in (queries.mail_trouble(amara) or "")

    def test_a_wrong_password_pauses_mail_until_it_is_mended(
        self, amara: User, planned: Planner, mailbox: Mailbox, settings: Any
    ) -> None:
        reminder = planned(amara)
        mailbox.takes_password = False
        settings.EMAIL_URL = f"smtp://me:wrong@127.0.0.1:{mailbox.port}"
        assert sweep().paused
        assert "set-up must be mended" in (queries.mail_trouble(amara) or "")
        assert sweep().paused
        assert len(mailbox.passwords) < 4
        reminder.refresh_from_db()
        assert (reminder.state, reminder.attempts) == (State.DUE, 0)
        # Another set-up is tried at once, not after the pause.
        mailbox.takes_password = True
        settings.EMAIL_URL = f"smtp://me:right@127.0.0.1:{mailbox.port}"
        assert queries.mail_trouble(amara) is None
        assert sweep().counts == {"sent": 1}

    def test_a_refused_sender_is_about_us_and_not_about_the_person(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        mailbox.at_sender = ["553 you may not send as that"]
        assert sweep().paused
        reminder.refresh_from_db()
        assert (reminder.state, reminder.attempts) == (State.DUE, 0)

    @pytest.mark.parametrize("sender", ["nobody", "", "Zo\u00eb <zo\u00eb@example.org>"])
    def test_a_sender_that_is_no_address_is_about_us_too(
        self, amara: User, planned: Planner, mailbox: Mailbox, settings: Any, sender: str
    ) -> None:
        reminder = planned(amara)
        settings.DEFAULT_FROM_EMAIL = sender
        assert sweep().paused
        reminder.refresh_from_db()
        assert (reminder.state, reminder.attempts, reminder.faults) == (State.PLANNED, 0, 0)
        assert "set-up must be mended" in (queries.mail_trouble(amara) or "")

    def test_a_server_without_encryption_is_not_spoken_to_in_the_clear(
        self, amara: User, planned: Planner, mailbox: Mailbox, settings: Any
    ) -> None:
        planned(amara)
        settings.EMAIL_URL = f"smtp+tls://me:secret@127.0.0.1:{mailbox.port}"
        assert sweep().paused
        assert mailbox.passwords == []
