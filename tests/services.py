"""What some tests need of the machine: Chromium, PostgreSQL, Redis.

On a person's machine a test that lacks one is skipped and says why. In CI (CI=true) it is an
error, so that no test can silently stop being run there.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from dsr_project import redis_server
from tools.system_packages import chromium

POSTGRES = "DSR_TEST_DATABASE_URL"
USUAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


def lacking(what: str) -> NoReturn:
    """Skip the test with the reason; in CI end it as an error."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must bring this, see .ci/run: {what}", pytrace=False)
    pytest.skip(what)


def program(name: str, package: str) -> str:
    """The path of a program on the PATH."""
    return shutil.which(name) or lacking(f"there is no {name} (package {package})")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium or Chrome for Playwright's `executable_path`."""
    return chromium() or lacking("there is no Chromium (package chromium)")


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The URL of an empty PostgreSQL database of the test's own; it is dropped afterwards."""
    server = os.environ.get(POSTGRES) or USUAL_POSTGRES
    name = f"dsr_test_{secrets.token_hex(6)}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        lacking(f"no PostgreSQL answers ({POSTGRES} names one): {reason}")
    with connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


class PrivateRedis:
    """A Redis on a socket of its own, which a test may kill, restart and empty."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.folder = folder
        self.url = redis_server.url(folder)
        self.command = redis_server.command(program, folder, folder / "data")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when it answers."""
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + 10
        while not redis_server.answers(self.folder):
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Redis did not start: {self.command}")
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def private_redis() -> Iterator[PrivateRedis]:
    """A running Redis of the test's own; `.url` is what REDIS_URL takes."""
    found = redis_server.find()
    if found is None:
        lacking("there is no redis-server (package redis-server)")
    with tempfile.TemporaryDirectory(prefix="dsr-") as folder:
        server = PrivateRedis(found, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()
