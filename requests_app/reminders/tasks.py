"""What Celery runs. No arguments: a message that is lost, late or doubled changes nothing."""

from __future__ import annotations

import os

from celery import shared_task
from celery.signals import worker_ready

from requests_app.reminders import doorbell
from requests_app.reminders.engine import sweep
from requests_app.reminders.sole_sender import needed

# Well under the task's time limit, which kills: a long queue is worked off in several sweeps.
FOR_SECONDS = 200
# A sender mostly waits, for the disk and for the mail server: so many keep a core busy.
SENDERS_A_CORE = 4


@shared_task(name=doorbell.SWEEP, ignore_result=True)
def sweep_what_is_due() -> str:
    """One sweep; rings for help if there is more than one sender can do at once."""
    figures = sweep(for_seconds=FOR_SECONDS, on_backlog=_call_for_help)
    if figures.out_of_time:
        doorbell.ring(doorbell.SWEEP)
    return str(figures)


@shared_task(name=doorbell.HELP, ignore_result=True)
def help_with_the_backlog() -> str:
    """One sweep that rings for nobody."""
    return str(sweep(for_seconds=FOR_SECONDS))


@worker_ready.connect
def sweep_at_the_start(**_about: object) -> None:
    """What fell due while no worker ran goes out now, and /readyz need not wait for the minute."""
    doorbell.ring(doorbell.SWEEP)


def _call_for_help() -> None:
    if needed():
        return
    for _each in range(SENDERS_A_CORE * (os.cpu_count() or 1)):
        if not doorbell.ring(doorbell.HELP):
            return
