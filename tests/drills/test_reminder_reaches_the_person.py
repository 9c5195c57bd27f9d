"""The deadline has passed: one mail, through real processes, a real broker and a real server."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.drills.stage import PATIENCE, Stage, kill, wait_until
from tests.services import PrivateRedis

pytestmark = pytest.mark.drill


class Inbox:
    """A mail server of another project than ours, and what it took."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"


@pytest.fixture
def inbox(free_port: int) -> Iterator[Inbox]:
    box = Inbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def instance(tmp_path: Path, free_port: int) -> Stage:
    return Stage(
        tmp_path,
        settings="dsr_project.settings",
        environment={"EMAIL_URL": f"smtp://127.0.0.1:{free_port}"},
    )


def assert_it_is_the_reminder(box: Inbox, planned: dict[str, float]) -> None:
    [mail] = box.mails
    assert {mail["Message-ID"]} == set(planned)
    assert mail["To"] == "person0@example.org"
    assert mail["Subject"] == "A deadline in one of your cases has passed"
    text = mail.get_body(("plain",)).get_content()
    assert "LinkedIn had until" in text
    assert "to answer your objection." in text
    assert "http://localhost:8000/cases/" in text


def settle(box: Inbox) -> None:
    """Until the mail is there, and then long enough for a second one to show."""
    wait_until(lambda: bool(box.mails), "the mail is there")
    time.sleep(1.5)


def test_through_celery_and_redis(
    instance: Stage,
    inbox: Inbox,
    private_redis: PrivateRedis,
) -> None:
    """The commit that plans it rings the bell; the worker sends; beat rings on and nothing more."""
    instance.redis_url = private_redis.url
    with instance:
        instance.worker()
        instance.beat()
        planned = instance.plant("--people", "1", "--ring")
        settle(inbox)
        assert_it_is_the_reminder(inbox, planned)
        wait_until(
            lambda: '"sent": 1' in instance.manage("reminders", "status", "--json"),
            "the outbox says that it is sent",
        )


def test_through_celery_on_postgresql(
    instance: Stage,
    inbox: Inbox,
    private_redis: PrivateRedis,
    postgres_url: str,
) -> None:
    instance.redis_url, instance.database_url = private_redis.url, postgres_url
    with instance:
        instance.worker(processes=2)
        planned = instance.plant("--people", "1", "--ring")
        settle(inbox)
        assert_it_is_the_reminder(inbox, planned)


def test_a_worker_that_starts_sends_at_once_what_fell_due_meanwhile(
    instance: Stage,
    inbox: Inbox,
    private_redis: PrivateRedis,
) -> None:
    """Neither a commit nor beat rings here, and the instance is ready without either."""
    instance.redis_url = private_redis.url
    with instance:
        planned = instance.plant("--people", "1")
        instance.worker()
        settle(inbox)
        assert_it_is_the_reminder(inbox, planned)
        status = json.loads(instance.manage("reminders", "status", "--json"))
        assert status["ready"], status


def test_by_the_loop_without_celery_and_redis(instance: Stage, inbox: Inbox) -> None:
    with instance:
        planned = instance.plant("--people", "1")
        loop = instance.loop()
        settle(inbox)
        assert_it_is_the_reminder(inbox, planned)
        loop.send_signal(signal.SIGTERM)
        assert loop.wait(PATIENCE) == 0
        assert "1 sent" in instance.output()
        assert "Stopped." in instance.output()


def test_the_broker_loses_every_message_and_it_is_found_all_the_same(
    instance: Stage,
    inbox: Inbox,
    private_redis: PrivateRedis,
) -> None:
    instance.redis_url = private_redis.url
    with instance:
        planned = instance.plant("--people", "1", "--ring")
        private_redis.kill()
        for file in (private_redis.folder / "data").rglob("*"):
            if file.is_file():
                file.unlink()
        private_redis.start()
        instance.worker()
        instance.beat()
        settle(inbox)
        assert_it_is_the_reminder(inbox, planned)


# Where the sender is when it is killed, and whether a copy can follow from it.
MOMENTS = {"mail": False, "data": False, "text": True, "answer": True}


def test_killed_at_any_moment_nothing_is_lost_and_no_copy_unexplained(tmp_path: Path) -> None:
    """The sender is killed again and again, at each point of its talk with the mail server."""
    # Long enough for the slowest machine to kill a sender while it waits for the server.
    patient = {"DRILL_SMTP_SECONDS": "30", "DRILL_LEASE_SECONDS": "180"}
    with Stage(tmp_path, environment=patient) as stage:
        planned = stage.plant("--people", "5", "--reminders", "30")
        for moment in MOMENTS:
            stage.let_through(len(stage.taken()) + 6, wait_at=moment)
            loop = stage.loop()
            wait_until(stage.somebody_waits, f"the sender waits at {moment}")
            kill(loop)
        stage.let_all_through()
        assert messages(stage) < set(planned)
        # What was on the wire at a kill goes out once more.
        wait_until(lambda: remind(stage)["states"] == {"sent": len(planned)}, "all is sent")
        assert messages(stage) == set(planned)
        # A copy only of the one message that the server had taken without saying so.
        assert len(stage.taken()) == len(planned) + 1
        assert remind(stage)["in_doubt_ever"] == sum(MOMENTS.values())


def remind(stage: Stage) -> dict[str, Any]:
    """Have what is due sent, and ask how things stand."""
    stage.manage("remind")
    status: dict[str, Any] = json.loads(stage.manage("reminders", "status", "--json"))
    return status


def messages(stage: Stage) -> set[str]:
    return {taken.message_id for taken in stage.taken()}
