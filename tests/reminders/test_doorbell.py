"""The bell: a broker that is down, full or silent costs the request nothing."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from celery import Celery
from django.db import transaction

from requests_app.reminders import doorbell, queries
from requests_app.reminders.models import Channel
from tests.services import PrivateRedis

pytestmark = pytest.mark.django_db(transaction=True)

# Below what a broker that says nothing would cost (a second, see below); on a quiet machine a nudge
# takes a thousandth of it.
AT_ONCE = 0.7


@pytest.fixture
def broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Have the bell hang at a broker, over Celery's own settings of this instance."""

    def hang_at(url: str) -> None:
        settings.REDIS_URL = settings.CELERY_BROKER_URL = url
        settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
            **settings.CELERY_BROKER_TRANSPORT_OPTIONS,
            "socket_timeout": 1,
        }
        app = Celery("bell", set_as_current=False)
        app.config_from_object("django.conf:settings", namespace="CELERY")
        monkeypatch.setattr(doorbell, "current_app", app)

    yield hang_at
    wait_for_the_bell()


@pytest.fixture
def bell_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> pytest.LogCaptureFixture:
    """What the bell wrote to the log: why it did not ring."""
    monkeypatch.setattr(logging.getLogger("requests_app"), "propagate", True)
    return caplog


def wait_for_the_bell() -> None:
    """Until the ringing that goes on beside the request has ended."""
    assert doorbell._ringing.acquire(timeout=20)
    doorbell._ringing.release()


def seconds_of_a_nudge() -> float:
    started = time.monotonic()
    with transaction.atomic():
        doorbell.nudge()
    return time.monotonic() - started


def failures() -> int:
    return sum(Channel.objects.values_list("bell_failures", flat=True))


def test_a_commit_rings_the_bell(
    broker: Callable[[str], None], private_redis: PrivateRedis
) -> None:
    broker(private_redis.url)
    with transaction.atomic():
        doorbell.nudge()
        wait_for_the_bell()
        assert waiting(private_redis) == 0
    wait_for_the_bell()
    assert waiting(private_redis) == 1
    assert failures() == 0


def waiting(server: PrivateRedis) -> int:
    client = redis.Redis(unix_socket_path=str(server.folder / "redis.sock"))
    return int(client.llen("celery"))


def test_what_is_rolled_back_rings_nothing(
    broker: Callable[[str], None],
    private_redis: PrivateRedis,
) -> None:
    broker(private_redis.url)
    with transaction.atomic():
        doorbell.nudge()
        transaction.set_rollback(True)
    wait_for_the_bell()
    assert waiting(private_redis) == 0


def test_a_broker_that_is_down_is_counted_and_not_felt(
    broker: Callable[[str], None],
    private_redis: PrivateRedis,
    bell_log: pytest.LogCaptureFixture,
) -> None:
    broker(private_redis.url)
    private_redis.kill()
    assert seconds_of_a_nudge() < AT_ONCE
    wait_for_the_bell()
    assert "OperationalError" in bell_log.text
    assert failures() == 1
    assert queries.status().bell_failures == 1


def test_a_full_broker_is_counted_and_not_felt(
    broker: Callable[[str], None],
    private_redis: PrivateRedis,
    bell_log: pytest.LogCaptureFixture,
) -> None:
    client = redis.Redis(unix_socket_path=str(private_redis.folder / "redis.sock"))
    client.config_set("maxmemory", "1mb")
    broker(private_redis.url)
    assert seconds_of_a_nudge() < AT_ONCE
    wait_for_the_bell()
    assert "OperationalError" in bell_log.text
    assert failures() == 1


def test_a_broker_that_says_nothing_is_not_waited_for(broker: Callable[[str], None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        broker(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert seconds_of_a_nudge() < AT_ONCE
        # A second one while the first still waits: neither queued nor felt.
        assert seconds_of_a_nudge() < AT_ONCE
        wait_for_the_bell()
    assert failures() == 1


def test_without_celery_there_is_no_bell(settings: Any) -> None:
    settings.REDIS_URL = ""
    assert seconds_of_a_nudge() < AT_ONCE
    assert failures() == 0
