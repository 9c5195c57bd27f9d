"""What the pages and the operator see."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from requests_app.accounts.models import User
from requests_app.reminders import channel, outbox, queries
from requests_app.reminders.clock import DatabaseClock
from requests_app.reminders.engine import sweep
from requests_app.reminders.models import Reminder, Sender, State
from requests_app.reminders.services import cancel
from tests.reminders.conftest import Mailbox, Planner, rows

pytestmark = pytest.mark.django_db

FELL_DUE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class TestWhatFellDue:
    def test_it_is_shown_before_any_mail_was_tried(self, amara: User, planned: Planner) -> None:
        planned(amara)
        [entry] = queries.fell_due_since(amara, None)
        assert entry.told == "waiting"
        assert entry.fell_due_at == FELL_DUE
        assert (entry.reference, entry.due, entry.path) == (
            "case:1",
            date(2026, 11, 20),
            "/cases/7/",
        )
        assert entry.sentence == "LinkedIn had until 20 November 2026 to answer your objection."

    def test_only_since_the_last_visit(self, amara: User, planned: Planner) -> None:
        planned(amara)
        before, at = FELL_DUE - timedelta(seconds=1), FELL_DUE
        assert len(queries.fell_due_since(amara, before)) == 1
        assert queries.fell_due_since(amara, at) == []
        assert queries.fell_due_since(amara, None, now=before) == []

    def test_it_is_shown_whether_mail_works_or_not(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        mailbox.at_recipient = ["550 no"]
        sweep()
        assert [entry.told for entry in queries.fell_due_since(amara, None)] == ["failed"]

    def test_told_by_mail_it_says_so(self, amara: User, planned: Planner, mailbox: Mailbox) -> None:
        planned(amara)
        sweep()
        assert [entry.told for entry in queries.fell_due_since(amara, None)] == ["email"]

    def test_without_an_address_it_is_told_here(self, planned: Planner, db: None) -> None:
        nobody = User.objects.create_user()
        planned(nobody)
        sweep()
        assert [entry.told for entry in queries.fell_due_since(nobody, None)] == ["app"]

    def test_it_is_in_the_language_of_the_page(self, amara: User, planned: Planner) -> None:
        planned(amara)
        with translation.override("fr"):
            [entry] = queries.fell_due_since(amara, None)
        assert "20 novembre 2026" in entry.sentence

    def test_a_closed_matter_is_not_shown(self, amara: User, planned: Planner) -> None:
        planned(amara)
        cancel(amara.pk, "case:1")
        assert queries.fell_due_since(amara, None) == []

    def test_nothing_of_another_person_is_shown(self, amara: User, planned: Planner) -> None:
        planned(User.objects.create_user("boris@example.org"))
        assert queries.fell_due_since(amara.pk, None) == []

    def test_a_row_that_does_not_open_hides_no_other(self, amara: User, planned: Planner) -> None:
        planned(amara)
        planned(amara, reference="case:2", platform="")
        [whole] = rows(amara).filter(reference="case:2")
        broken = rows(amara).get(reference="case:1")
        stored = rows(amara).filter(pk=whole.pk).get().__dict__["payload"]
        # The sealed words of another row: they open nowhere else.
        rows(amara).filter(pk=broken.pk).update(payload=stored)
        sentences = {
            entry.reference: entry.sentence for entry in queries.fell_due_since(amara, None)
        }
        assert (
            sentences["case:1"] == "The company had until 20 November 2026 to answer your request."
        )
        assert len(sentences) == 2


class TestReadiness:
    def beat(self, ago: timedelta) -> None:
        Sender.objects.create(name="a", beat_at=timezone.now() - ago)

    def test_an_instance_whose_sender_never_ran_is_not_ready(self, db: None) -> None:
        assert queries.readiness().reasons == ("no sender has ever run",)

    def test_a_sweep_makes_it_ready(self, db: None) -> None:
        sweep()
        assert queries.readiness().ready

    def test_three_silent_minutes_make_it_red(self, db: None) -> None:
        self.beat(timedelta(minutes=4))
        assert queries.readiness().reasons == ("no sender has run for 4 minutes",)

    def test_a_reminder_fifteen_minutes_late_makes_it_red(
        self, amara: User, planned: Planner
    ) -> None:
        self.beat(timedelta(0))
        planned(amara)
        rows(amara).update(next_attempt_at=timezone.now() - timedelta(minutes=14))
        assert queries.readiness().ready
        rows(amara).update(next_attempt_at=timezone.now() - timedelta(minutes=16))
        assert queries.readiness().reasons == ("the oldest due reminder is 16 minutes late",)

    def test_a_paused_server_is_red_in_time_although_it_is_tried_again_and_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        mailbox.at_sender = ["553 no"]
        assert sweep().paused
        found = queries.readiness()
        assert not found.ready
        assert any("minutes late" in reason for reason in found.reasons)
        assert "mail is paused: the server refuses us" in found.reasons

    def test_an_address_that_is_refused_for_hours_says_nothing_about_the_sender(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        mailbox.at_recipient = ["451 later"]
        sweep()
        assert queries.readiness().ready


class TestTheOperatorsCommands:
    def said(self, *arguments: str) -> str:
        out = io.StringIO()
        call_command("reminders", *arguments, stdout=out)
        return out.getvalue()

    def test_status_counts_the_outbox(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        planned(amara, reference="case:2", due=date(2199, 1, 1))
        sweep()
        status = json.loads(self.said("status", "--json"))
        assert status["states"] == {"planned": 4, "sent": 1}
        assert status["ready"] is True
        assert "4 planned, 1 sent" in self.said("status")

    def test_dead_letters_are_listed_without_content_and_sent_again(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        reminder = planned(amara)
        mailbox.at_recipient = ["550 no"]
        sweep()
        listed = self.said("dead")
        assert str(reminder.pk) in listed
        assert "refused  550" in listed
        assert "amara" not in listed
        assert self.said("resend", str(reminder.pk)) == "1 will be sent again.\n"
        sweep()
        assert len(mailbox.received) == 1
        assert self.said("resend", "all") == "0 will be sent again.\n"

    def test_held_and_released(self, amara: User, planned: Planner, mailbox: Mailbox) -> None:
        planned(amara)
        assert "Held" in self.said("hold")
        assert channel.state().held_before is not None
        assert sweep().counts == {}
        assert self.said("release") == "Released.\n"
        assert sweep().counts == {"sent": 1}

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["explode"], "action: one of status, dead, resend, hold, release, purge"),
            (["purge", "--days", "0"], "--days: a whole number"),
            (["resend"], "id: give the id of a reminder"),
            (["resend", "17"], "id: give the id of a reminder"),
            (["resend", "8b43a444-cc3d-427f-8055-5aed8ccd0dcc"], "is not among"),
        ],
    )
    def test_a_wrong_argument_is_one_sentence_and_exit_code_2(
        self, arguments: list[str], sentence: str
    ) -> None:
        with pytest.raises(CommandError, match=sentence) as caught:
            call_command("reminders", *arguments)
        assert caught.value.returncode == 2

    def test_purge_empties_what_is_settled_and_nothing_else(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        sent = planned(amara)
        sweep()
        dead, unsent = planned(amara, "case:dead"), planned(amara, "case:unsent")
        mailbox.at_recipient = ["550 no", "451 later"]
        sweep()
        rows(amara).update(due_at=timezone.now() - timedelta(days=100))
        assert self.said("purge", "--days", "101") == "0 emptied of their words.\n"
        assert self.said("purge") == "1 emptied of their words.\n"
        for row in (sent, dead, unsent):
            row.refresh_from_db()
        assert (sent.payload, sent.recipient) == (None, None)
        assert dead.payload["platform"] == unsent.payload["platform"] == "LinkedIn"
        # Emptied, it still keeps the same reminder from being planned and sent again.
        planned(amara)
        assert sweep().counts == {}

    def test_remind_sends_once_and_says_what_it_did(
        self, amara: User, planned: Planner, mailbox: Mailbox
    ) -> None:
        planned(amara)
        out = io.StringIO()
        call_command("remind", stdout=out)
        call_command("remind", stdout=out)
        assert out.getvalue() == "1 sent\nnothing was due\n"


def test_the_sweep_reads_what_is_due_by_an_index(amara: User) -> None:
    """A million rows that lie ahead cost nothing."""
    queryset = Reminder.objects.across_owners().filter(
        next_attempt_at__lte=DatabaseClock().expression()
    )
    assert "reminder_to_try" in queryset.order_by("next_attempt_at")[:20].explain()
    leased = Reminder.objects.across_owners().filter(lease_until__isnull=False)
    assert "reminder_leased" in leased.explain()
    assert outbox.claim(20, DatabaseClock()) == []
    assert State.PLANNED in State.values
