"""Work that takes longer than a page may: done beside the request, seen and stopped from anywhere.

The row is the truth: any process of the site can show how far a job is and ask it to stop. The
work itself runs in a thread of the process that was asked for it, because what it needs is in that
process's memory and belongs nowhere else. Should the process go, its jobs count as lost.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import connections
from django.utils import timezone

from requests_app.safety.job_table import Job

__all__ = [
    "Job",
    "JobTrouble",
    "Progress",
    "Stopped",
    "is_lost",
    "of",
    "of_person",
    "start",
    "stop",
    "wait",
]

# Longer than any step of a job; after that nobody is working on it.
LOST_AFTER = timedelta(seconds=60)
# How often a job writes how far it is, and reads whether it is still wanted.
_TELL_EVERY = 0.5
# How often somebody who waits for a job looks at it.
_LOOK_EVERY = 0.05
# Jobs at once in one process; the others wait their turn.
_AT_ONCE = threading.BoundedSemaphore(1)

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The person no longer wants it."""


class JobTrouble(Exception):
    """A job that cannot be done; the code goes into the row, and what it is about as its result."""

    def __init__(self, code: str, about: uuid.UUID | None = None) -> None:
        super().__init__(code)
        self.code, self.about = code, about


class Progress:
    """What a job's work is handed: it tells how far it is and hears whether to stop."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._told = 0.0
        self._stop = False

    def tell(self, done: int, total: int) -> None:
        """So much is done, of so much."""
        self._job.done, self._job.total = done, total
        self._exchange()

    def stop_wanted(self) -> bool:
        """Whether the person wants it to stop; cheap to ask, and a sign of life."""
        if time.monotonic() - self._told >= _TELL_EVERY:
            self._exchange()
        return self._stop

    def _exchange(self) -> None:
        self._told = time.monotonic()
        rows = Job.objects.for_owner(self._job.owner_id).filter(pk=self._job.pk)
        rows.update(done=self._job.done, total=self._job.total, seen_at=timezone.now())
        wanted = rows.values_list("stop_wanted", flat=True).first()
        # A row that is gone (the account was erased) stops the job too.
        self._stop = wanted is not False


Work = Callable[[Progress], Sequence[uuid.UUID]]


def start(owner_id: uuid.UUID, kind: str, thing: uuid.UUID, work: Work) -> Job:
    """Begin this work for the person; returns at once. What `work` returns are ids of results.

    While a job of the same kind for the same thing runs, that one is returned and nothing begins.
    """
    running = of(owner_id, kind, thing)
    if running is not None and running.state == Job.RUNNING and not is_lost(running):
        return running
    job = Job.objects.create(owner_id=owner_id, kind=kind, thing=thing, seen_at=timezone.now())
    if getattr(settings, "JOBS_WAIT", False):
        _do(job, work)
    else:
        threading.Thread(target=_beside, args=(job, work), name=f"job {kind}", daemon=True).start()
    return job


def of(owner_id: uuid.UUID, kind: str, thing: uuid.UUID) -> Job | None:
    """The newest job of this kind for this thing of the person."""
    rows = Job.objects.for_owner(owner_id).filter(kind=kind, thing=thing)
    return rows.order_by("-started_at").first()


def of_person(owner_id: uuid.UUID, kind: str, job_id: uuid.UUID) -> Job | None:
    """The person's job of this kind with this id."""
    return Job.objects.for_owner(owner_id).filter(kind=kind, pk=job_id).first()


def stop(job: Job) -> None:
    """Ask the job to stop; it ends within about a second."""
    rows = Job.objects.for_owner(job.owner_id).filter(pk=job.pk, state=Job.RUNNING)
    rows.update(stop_wanted=True)


def wait(job: Job, seconds: float) -> Job:
    """The job as it stands once it has ended, or after so many seconds at most."""
    until = time.monotonic() + seconds
    while job.state == Job.RUNNING and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)
        job = of_person(job.owner_id, job.kind, job.pk) or job
    return job


def is_lost(job: Job) -> bool:
    """Whether it says it runs and nobody works on it any more."""
    return job.state == Job.RUNNING and timezone.now() - job.seen_at > LOST_AFTER


def _beside(job: Job, work: Work) -> None:
    try:
        progress = Progress(job)
        while not _AT_ONCE.acquire(timeout=_TELL_EVERY):
            if progress.stop_wanted():
                _end(job, Job.STOPPED)
                return
        try:
            _do(job, work)
        finally:
            _AT_ONCE.release()
    finally:
        connections.close_all()


def _do(job: Job, work: Work) -> None:
    try:
        results = work(Progress(job))
    except Stopped:
        _end(job, Job.STOPPED)
    except JobTrouble as trouble:
        about = [str(trouble.about)] if trouble.about else []
        _end(job, Job.FAILED, trouble=trouble.code, results=about)
    except Exception as error:
        # The kind of error only: its message may hold what the person wrote.
        log.error("A job (%s) failed: %s", job.kind, type(error).__name__)
        _end(job, Job.FAILED, trouble="failed")
    else:
        _end(job, Job.DONE, results=[str(one) for one in results])


def _end(job: Job, state: str, **facts: object) -> None:
    rows = Job.objects.for_owner(job.owner_id).filter(pk=job.pk)
    rows.update(state=state, ended_at=timezone.now(), **facts)
