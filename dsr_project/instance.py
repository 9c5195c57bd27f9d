"""Start an instance on this machine: what `make run` does.

In this order, since the time to the printed link counts: Redis, the tables, the web server; while
that one comes up, the directory and the owner's link; then the worker and beat.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connection, connections

from dsr_project import redis_server
from dsr_project.broker import Broker, find_broker
from dsr_project.local_port import choose_port
from dsr_project.supervisor import ChildLostError, StartError, StopRequested, Supervisor

Say = Callable[[str], None]
CELERY = ("worker", "beat", "redis")


def serve(say: Say) -> None:
    """Run the instance until Ctrl-C, SIGTERM or SIGHUP; then all its processes have ended.

    Raises StartError, with everything stopped again.
    """
    os.umask(0o077)  # whatever is made from here on, by us or our children, is the owner's alone
    folder: Path = settings.VAR_DIR
    with (
        only_one(folder) as note,
        redis_server.socket_folder(folder / "redis") as socket_folder,
        Supervisor(folder / "log", say) as supervisor,
    ):
        port, remark = choose_port(os.environ.get("PORT", ""))
        if remark:
            say(remark)
        if not os.environ.get("SITE_URL"):
            # Settings were read before the port was known; links are built from them.
            settings.SITE_URL = f"http://localhost:{port}"
        note(settings.SITE_URL)
        try:
            _serve(supervisor, socket_folder, say, port)
        except StopRequested:
            say("Stopping.")
        except ChildLostError as reason:
            raise StartError(str(reason)) from None
    say("Stopped.")


def _serve(supervisor: Supervisor, socket_folder: Path, say: Say, port: int) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "dsr_project.settings",
        "PYTHONUNBUFFERED": "1",
        "DSR_VAR": str(settings.VAR_DIR),
        "SITE_URL": settings.SITE_URL,
        "PORT": str(port),
    }
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # empty, but WhiteNoise complains without it
    broker = find_broker(supervisor, socket_folder, environment)
    environment["REDIS_URL"] = broker.url
    migrate(say)
    notice = key_notice()
    erase_again(say)
    supervisor.stop_if_asked()
    gunicorn = ["gunicorn", "--config", "python:dsr_project.web_server", "dsr_project.wsgi"]
    web = supervisor.start("web", [sys.executable, "-m", *gunicorn], environment)
    directory = load_directory()
    link = owners_link()
    connections.close_all()  # from here on we only watch
    status: list[int] = []

    def answered() -> bool:
        status[:] = [code for code in [web_status(port)] if code]
        return bool(status)

    if not supervisor.wait(web, answered, seconds=60):
        raise StartError(
            f"The web server did not come up. Its log is {web.log}; "
            f"the last line: {web.last_words()}"
        )
    if status[0] >= 500:
        raise StartError(f"The web server answers with an error; its log is {web.log}.")
    for line in [*banner(link, directory, broker.words), *notice]:
        say(line)
    for name, command in background(broker):
        supervisor.start(name, command, environment)
    keep(supervisor, say, environment)


def keep(supervisor: Supervisor, say: Say, environment: dict[str, str]) -> None:
    """Watch over the processes. If Celery or its Redis is lost for good, the loop takes over."""
    try:
        supervisor.watch()
    except ChildLostError as lost:
        if lost.child.name not in CELERY:
            raise
        say(f"{lost} From now on `manage.py remind --loop` sends reminders, without Celery.")
    for name in CELERY:
        if name in supervisor.children:
            supervisor.drop(supervisor.children[name])
    for name, command in background(Broker("", "")):
        supervisor.start(name, command, environment)
    supervisor.watch()


def background(broker: Broker) -> Iterator[tuple[str, list[str]]]:
    """The processes beside the web server, by name: Celery's two, or the loop without Celery."""
    python = sys.executable
    if not broker.url:
        yield "remind", [python, str(settings.BASE_DIR / "manage.py"), "remind", "--loop"]
        return
    celery = [python, "-m", "celery", "--app", "dsr_project.celery:app"]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    yield "worker", [*celery, "worker", "--concurrency", "2", *quiet]
    schedule = settings.VAR_DIR / "run" / "beat"
    yield "beat", [*celery, "beat", "--schedule", str(schedule), "--pidfile", ""]


@contextmanager
def only_one(folder: Path) -> Iterator[Callable[[str], None]]:
    """Hold the var folder: a second instance on the same data is refused (StartError).

    Gives a function that notes our address, for that second one to name.
    """
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with (runtime / "instance.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StartError(_already(lock)) from None

        def note(site: str) -> None:
            lock.truncate(0)
            lock.write(f"{os.getpid()} {site}")
            lock.flush()

        note("an address to come")
        yield note


def running_at(folder: Path) -> str:
    """The address of the instance that runs on this var folder; "" if none does."""
    try:
        with (folder / "run" / "instance.lock").open("r+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                site = lock.read().partition(" ")[2]
                return site if site.startswith("http") else ""
    except FileNotFoundError:
        pass
    return ""


def _already(lock: IO[str]) -> str:
    lock.seek(0)
    process, _, site = lock.read().partition(" ")
    return (
        f"DSR Desk already runs on this data at {site} (process {process}); stop it there with "
        "Ctrl-C, or set DSR_VAR to another folder."
    )


def migrate(say: Say) -> None:
    """Bring the tables up to date; nothing but a look if they are."""
    from django.core.management import call_command
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if steps:
            say(f"Preparing the database ({len(steps)} steps)")
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
            # Newer rules or holidays may move a date: the case says so and the reminders follow.
            call_command("rebuild_cases", outdated=True, quiet=True)
    except DatabaseError as error:
        where = "DATABASE_URL" if os.environ.get("DATABASE_URL") else settings.VAR_DIR
        reason = str(error).strip().splitlines()[0]
        raise StartError(f"The database ({where}) cannot be used: {reason}") from None


def load_directory() -> str:
    """Read all of the directory once; how much there is, in words."""
    from requests_app.directory import queries

    try:
        return f"{len(queries.platforms())} companies, {len(queries.authorities())} authorities"
    except ValueError as error:
        raise StartError(f"The directory cannot be read: {error}") from None


def key_notice() -> list[str]:
    """Make the vault's key at the first run; what its owner must know then, nothing later."""
    from requests_app.vault.custody import first_run_notice
    from requests_app.vault.errors import VaultError

    try:
        return first_run_notice()
    except VaultError as error:  # the keys are gone, or are those of another instance
        raise StartError(str(error)) from None


def erase_again(say: Say) -> None:
    """Erase whoever was erased before and came back with a restored backup."""
    from requests_app.accounts import erasure, tombstones

    try:
        again = erasure.reapply()
    except (tombstones.TombstonesUnreadable, OSError) as error:
        raise StartError(str(error)) from None
    if again.erased:
        say(f"Erased again after a restore: {again.erased} people.")


def owners_link() -> str:
    """The address that signs the owner in once. The first call makes the owner."""
    from requests_app.accounts.services import owner_sign_in_link
    from requests_app.vault.errors import VaultError

    try:
        return owner_sign_in_link()
    except VaultError as error:  # the keys are gone, or are those of another instance
        raise StartError(str(error)) from None


def web_status(port: int) -> int | None:
    """The status with which the web server answers /healthz; None if it does not answer yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def banner(link: str, directory: str, reminders: str) -> Iterator[str]:
    """What the person sees once the site answers."""
    yield "DSR Desk is ready."
    yield f"  Address    {settings.SITE_URL}"
    yield f"  Sign in    {link}  (for you, the owner; works once)"
    yield f"  Directory  {directory}"
    yield f"  Reminders  {reminders}"
    if not settings.EMAIL_URL and not settings.EMAIL_URL_FILE.exists():
        mail = shown(settings.MAIL_FOLDER)
        where = "Settings, Mail server" if settings.PERSONAL_INSTANCE else "EMAIL_URL"
        yield f"  Mail       goes to files in {mail}: no mail server is set ({where})"
    yield f"  Logs       {shown(settings.VAR_DIR / 'log')}"
    yield "  Ctrl-C stops it."


def shown(path: Path) -> str:
    """A path as a person types it: from the current folder if it lies below that."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
