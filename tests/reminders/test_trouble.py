"""What one reminder does, a restored backup or a clock set back, holds up nobody else."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from requests_app.accounts.models import User
from requests_app.reminders import channel, queries
from requests_app.reminders.engine import sweep
from requests_app.reminders.models import Reminder, Sender, State
from requests_app.vault import keyring, keys
from tests.reminders.conftest import (
    Mailbox,
    Planner,
    let_time_pass,
    rows,
)

pytestmark = pytest.mark.django_db


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
