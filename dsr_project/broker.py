"""Which Redis sets the reminders going: the operator's, a private one, or none."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from dsr_project import redis_server
from dsr_project.supervisor import StartError, Supervisor

BROKER_SCHEMES = ("redis", "rediss", "redis+socket", "sentinel")


@dataclass(frozen=True)
class Broker:
    """How reminders are set going: the broker's URL (empty: without Celery), and that in words."""

    url: str
    words: str


def find_broker(supervisor: Supervisor, folder: Path, environment: dict[str, str]) -> Broker:
    """REDIS_URL if set; else a private Redis, started here; else none."""
    if settings.REDIS_URL:
        check_broker(settings.REDIS_URL)
        return Broker(settings.REDIS_URL, "by Celery and the Redis that REDIS_URL names")
    program = redis_server.find()
    if program is None:
        return Broker("", "by `manage.py remind --loop`, without Celery: there is no redis-server")
    data = settings.VAR_DIR / "redis" / "data"
    for anew in (False, True):
        if anew:
            # Nothing in there matters, so unreadable data (a newer server wrote it, a disk was
            # full) is no reason not to start; it is kept for whoever wants to look.
            shutil.rmtree(f"{data}.unreadable", ignore_errors=True)
            data.rename(f"{data}.unreadable")
        command = redis_server.command(program, folder, data)
        redis = supervisor.start("redis", command, environment, stop_last=True)
        if supervisor.wait(redis, lambda: redis_server.answers(folder), seconds=10):
            return Broker(redis_server.url(folder), f"by Celery and a Redis of its own ({program})")
        supervisor.drop(redis)
    return Broker(
        "", f"by `manage.py remind --loop`, without Celery: Redis did not start ({redis.log})"
    )


def check_broker(url: str) -> None:
    """Raise StartError if nothing answers at the operator's REDIS_URL."""
    from kombu import Connection

    parts = urlsplit(url)
    if parts.scheme not in BROKER_SCHEMES:
        allowed = ", ".join(f"{scheme}:" for scheme in BROKER_SCHEMES)
        raise StartError(f"REDIS_URL starts with {parts.scheme!r}; allowed are {allowed}.", code=2)
    options = {"socket_timeout": 3, "socket_connect_timeout": 3}
    try:
        with Connection(url, transport_options=options) as connection:
            connection.ensure_connection(max_retries=1)
    except Exception as error:
        place = parts.path if parts.scheme == "redis+socket" else parts.netloc.rpartition("@")[2]
        raise StartError(
            f"REDIS_URL is set, but the Redis at {place} does not answer "
            f"({type(error).__name__}). Start it, or unset REDIS_URL for a private one."
        ) from None
