"""When something goes wrong: nothing is lost, nothing is sent twice in vain, nothing blocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.reminders import channel, delivery, outbox, queries, wire
from requests_app.reminders.clock import DatabaseClock, StandingClock
from requests_app.reminders.engine import sweep
from requests_app.reminders.mail_url import parse
from requests_app.reminders.mime import Mail
from requests_app.reminders.models import Attempt, Channel, Reminder, Sender, State
from requests_app.reminders.services import cancel, dead_were_seen, resend
from requests_app.reminders.transport import Smtp
from requests_app.vault import keyring, keys
from tests.reminders.conftest import (
    Mailbox,
    Planner,
    leave_on_the_wire,
    let_leases_lapse,
    let_time_pass,
    rows,
)

pytestmark = pytest.mark.django_db


class Meanwhile(Smtp):
    """A real mail server, before whose fence something else happens."""

    def __init__(self, mailbox: Mailbox, happens: Callable[[], object]) -> None:
        super().__init__(parse(mailbox.url), timeout=3)
        self.happens = happens

    def send(self, mail: Mail, fence: Callable[[], bool]) -> int:
        self.happens()
        return super().send(mail, fence)


def november(day: int, hour: int = 12) -> StandingClock:
    return StandingClock(datetime(2026, 11, day, hour, 0, tzinfo=UTC))


def december(day: int, hour: int = 12) -> StandingClock:
    return StandingClock(datetime(2026, 12, day, hour, 0, tzinfo=UTC))


def outcomes(person: User) -> list[str]:
    return list(Attempt.objects.for_owner(person).order_by("at").values_list("outcome", flat=True))


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


class TestTheAnswerIsLost:
    def test_it_is_sent_once_more_with_the_same_message_id(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        mailbox.at_message = ["take it and hang up"]
        assert sweep().counts == {"in doubt": 1}
        reminder.refresh_from_db()
        assert (reminder.state, reminder.doubts) == (State.UNCERTAIN, 1)
        let_time_pass()
        assert sweep().counts == {"sent": 1}
        assert len(mailbox.received) == 2
        assert {mail["Message-ID"] for mail in mailbox.received} == {reminder.message_id}

    def test_never_a_third_time(self, amara: User, planned: Planner, mailbox: Mailbox) -> None:
        reminder = planned(amara)
        mailbox.at_message = ["take it and hang up"] * 3
        for _ in range(4):
            sweep()
            let_time_pass()
        assert len(mailbox.received) == 2
        reminder.refresh_from_db()
        assert (reminder.state, reminder.reason) == (State.UNCERTAIN, "unanswered twice")
        assert outcomes(amara) == ["in doubt", "in doubt"]
        assert [row.pk for row in queries.dead_letters()] == [reminder.pk]

    def test_closed_meanwhile_it_is_not_sent_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        mailbox.at_message = ["take it and hang up"]
        sweep()
        assert cancel(amara.pk, "case:1") == 1
        let_time_pass()
        sweep()
        assert len(mailbox.received) == 1


class TestASenderDies:
    def test_before_the_fence_nothing_was_sent_and_nothing_is_in_doubt(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        outbox.claim(10, DatabaseClock())
        let_leases_lapse()
        assert sweep().counts == {"taken back": 1, "sent": 1}
        reminder.refresh_from_db()
        assert reminder.doubts == 0

    def test_after_the_fence_it_is_sent_once_more(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        leave_on_the_wire(reminder)
        let_leases_lapse()
        sweep()
        let_time_pass()
        assert sweep().counts == {"sent": 1}
        assert outcomes(amara) == ["in doubt", "sent"]

    def test_after_the_fence_twice_it_is_left_for_the_operator(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        for _ in range(2):
            leave_on_the_wire(reminder)
            let_leases_lapse()
            outbox.recover(DatabaseClock(), sole_sender=False)
            let_time_pass()
        assert sweep().counts == {}
        reminder.refresh_from_db()
        assert (reminder.state, reminder.next_attempt_at) == (State.UNCERTAIN, None)
        assert resend(reminder.pk) == 1
        assert sweep().counts == {"sent": 1}

    def test_a_living_senders_lease_is_respected(self, amara: User, planned: Planner) -> None:
        planned(amara)
        outbox.claim(10, DatabaseClock())
        assert outbox.recover(DatabaseClock(), sole_sender=False) == 0

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="several send side by side")
    def test_alone_on_sqlite_every_lease_found_is_a_dead_ones(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        outbox.claim(10, DatabaseClock())
        assert sweep().counts == {"taken back": 1, "sent": 1}

    def test_a_lease_from_before_the_clock_was_set_back_is_taken_back(
        self, amara: User, planned: Planner
    ) -> None:
        planned(amara)
        outbox.claim(10, DatabaseClock())
        rows(amara).update(lease_until=timezone.now() + timedelta(days=1))
        assert outbox.recover(DatabaseClock(), sole_sender=False) == 1


class TestRaces:
    def test_cancelled_just_before_the_wire_it_is_not_sent(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        transport = Meanwhile(mailbox, lambda: cancel(amara.pk, "case:1"))
        assert sweep(transport=transport).counts == {"dropped": 1}
        assert mailbox.received == []
        reminder.refresh_from_db()
        assert reminder.state == State.CANCELLED

    def test_the_next_message_still_goes_out(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        planned(amara, reference="case:2")
        transport = Meanwhile(mailbox, lambda: cancel(amara.pk, "case:1"))
        assert sweep(transport=transport).counts == {"dropped": 1, "sent": 1}
        assert len(mailbox.received) == 1

    def test_a_sender_whose_lease_ran_out_sends_nothing(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        transport = Meanwhile(mailbox, let_leases_lapse)
        assert sweep(transport=transport).counts == {"dropped": 1}
        assert mailbox.received == []

    def test_a_sender_whose_row_was_taken_sends_nothing(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)

        def taken() -> None:
            let_leases_lapse()
            outbox.recover(DatabaseClock(), sole_sender=False)
            outbox.claim(10, DatabaseClock())

        sweep(transport=Meanwhile(mailbox, taken))
        assert mailbox.received == []

    def test_an_answer_that_comes_after_the_row_was_taken_still_closes_it(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        """The sender slept between the answer and noting it; nobody sends it once more."""
        reminder = planned(amara)
        clock = DatabaseClock()
        [sleeper] = outbox.claim(1, clock)
        assert wire.pass_fence(sleeper, clock)
        let_leases_lapse()
        outbox.recover(clock, sole_sender=False)
        assert not wire.settle_sent(sleeper, clock, "email", 250)
        let_time_pass()
        assert sweep().counts == {}
        reminder.refresh_from_db()
        assert reminder.state == State.SENT

    def test_a_person_erased_while_their_mail_is_on_the_wire_stops_nobody_else(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        boris = User.objects.create_user("boris@example.org")
        planned(boris)
        planned(amara)

        class Erased(Meanwhile):
            def send(self, mail: Mail, fence: Callable[[], bool]) -> int:
                code = super().send(mail, fence)
                if mail.to == "boris@example.org":
                    Reminder.objects.for_owner(boris).delete()
                    boris.delete()
                return code

        sweep(transport=Erased(mailbox, lambda: None))
        assert len(mailbox.received) == 2
        assert rows(amara).get().state == State.SENT

    def test_two_claims_never_hold_the_same_row(self, amara: User, planned: Planner) -> None:
        for number in range(6):
            planned(amara, reference=f"case:{number}")
        clock = DatabaseClock()
        held = [{row.pk for row in outbox.claim(4, clock)} for _ in range(3)]
        assert [len(each) for each in held] == [4, 2, 0]
        assert held[0].isdisjoint(held[1])

    def test_stopped_between_two_messages_the_rest_is_given_back(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        for number in range(4):
            planned(amara, reference=f"case:{number}")
        sweep(stop=lambda: len(mailbox.received) >= 2)
        assert len(mailbox.received) == 2
        assert sorted(rows(amara).values_list("state", flat=True)) == ["due", "due", "sent", "sent"]
        sweep()
        assert len(mailbox.received) == 4


class TestPoison:
    def corrupt(self, reminder: Reminder) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE requests_app_reminder SET payload = %s WHERE message_id = %s",
                [b"\x01\x00\x01" + bytes(60), reminder.message_id],
            )

    def test_what_cannot_be_built_is_dead_after_three_tries_and_blocks_nobody(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        poison = planned(amara, reference="case:poison")
        planned(amara)
        self.corrupt(poison)
        assert sweep().counts == {"faulty": 1, "sent": 1}
        for expected in ({"faulty": 1}, {"dead": 1}, {}):
            let_time_pass()
            assert sweep().counts == expected
        [dead] = queries.dead_letters()
        assert (dead.pk, dead.state, dead.reason) == (poison.pk, State.DEAD, "cannot be built")

    def test_a_broken_template_is_a_fault_of_ours_and_waits_to_be_mended(
        self, amara: User, planned: Planner, mailbox: Mailbox, settings: Any, tmp_path: Any
    ) -> None:
        planned(amara)
        broken = tmp_path / "reminders"
        broken.mkdir()
        (broken / "mail.txt").write_text("{% nonsense %}")
        whole = settings.TEMPLATES
        settings.TEMPLATES = [{**whole[0], "DIRS": [tmp_path, *whole[0]["DIRS"]]}]
        assert sweep().counts == {"faulty": 1}
        settings.TEMPLATES = whole
        let_time_pass()
        assert sweep().counts == {"sent": 1}

    def test_a_person_whose_key_was_destroyed_blocks_nobody(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        boris = User.objects.create_user("boris@example.org")
        planned(boris)
        planned(amara)
        keys.destroy(boris.pk)
        assert sweep().counts == {"dead": 1, "sent": 1}

    def test_the_instances_missing_key_stops_everyone_and_counts_against_none(
        self, amara: User, planned: Planner, mailbox: Mailbox, settings: Any
    ) -> None:
        reminder = planned(amara)
        right = settings.VAULT_KEYS
        other = f"{keyring.keyring().newest.version + 1}:" + "A" * 43 + "="
        keys._cache.clear()
        settings.VAULT_KEYS = f"index:{'A' * 43}=,{other}"
        assert sweep().paused
        settings.VAULT_KEYS = right
        reminder.refresh_from_db()
        assert (reminder.state, reminder.faults, reminder.attempts) == (State.DUE, 0, 0)


class TestHeldAfterARestore:
    def test_what_was_due_before_waits_and_what_falls_due_after_goes(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        channel.hold()
        assert sweep().counts == {}
        later = planned(amara, reference="case:later")
        rows(amara).filter(pk=later.pk).update(
            due_at=timezone.now() + timedelta(milliseconds=1),
            next_attempt_at=timezone.now() + timedelta(milliseconds=1),
        )
        assert sweep_until_sent(mailbox) == 1
        assert channel.release()
        assert sweep_until_sent(mailbox) == 2
        assert not channel.release()


def sweep_until_sent(mailbox: Mailbox) -> int:
    time.sleep(0.01)
    sweep()
    return len(mailbox.received)


def test_a_clock_set_back_does_not_keep_retries_waiting(
    amara: User, planned: Planner, mailbox: Mailbox
) -> None:
    planned(amara)
    mailbox.at_recipient = ["451 later"]
    sweep()
    tomorrow = timezone.now() + timedelta(days=1)
    rows(amara).update(next_attempt_at=tomorrow)
    Sender.objects.update(beat_at=tomorrow)
    assert sweep().counts == {"sent": 1}
    assert queries.readiness().ready


def test_every_waiting_row_has_a_time_to_be_tried_at(amara: User, planned: Planner) -> None:
    """The database itself refuses a row that would wait for ever."""
    planned(amara)
    for wrong in (
        {"next_attempt_at": None},
        {"state": State.SENT},
        {"lease_until": datetime(2026, 1, 1, tzinfo=UTC)},
        {"state": State.LEASED, "next_attempt_at": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows(amara).update(**wrong)
