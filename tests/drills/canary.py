"""People with a telling word in all they type and upload go through everything; then they go.

`drive --people N` has N people do all that can be done, in the browser's place, with mail to a
server and then to files; `erase` has them erase themselves. Each prints one JSON object. What it
leaves on the disk is looked through by the test.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import models  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from requests_app.accounts.daily import daily_pass  # noqa: E402
from requests_app.accounts.models import User  # noqa: E402
from requests_app.cases.models import Event  # noqa: E402
from requests_app.reminders import doorbell  # noqa: E402
from requests_app.reminders.clock import StandingClock  # noqa: E402
from requests_app.reminders.engine import sweep  # noqa: E402
from requests_app.safety.ownership import Owned  # noqa: E402
from tests.drills.canary_person import WORD, Mailbox, Somebody  # noqa: E402


def drive(people: int, every: int) -> dict[str, Any]:
    """N people do everything, and one in so many does it thoroughly."""
    done: Counter[str] = Counter()
    mailbox = Mailbox()
    settings.EMAIL_URL = mailbox.url
    for number in range(people):
        one = Somebody(number, mailbox, done, thorough=number % every == 0)
        one.sign_up()
        answers = one.write()
        refused = one.track(answers, 60)
        silent = one.track(answers, 80)
        one.track(answers, 45)  # overdue: a reminder comes at the next hour
        one.track(answers, 5)  # not yet due: reminders come later
        one.tell(silent, "reminder", 40)
        one.reply(refused)
        one.complain(silent)
        one.keep_a_company()
        one.look_around(silent)
        if one.thorough:
            one.set_up_an_app()
            one.write_to_several()
            one.correct(silent)
            one.complain_to_the_authority(silent)
            one.read_by_a_calendar_program()
            export = one.take_along()
            assert WORD.encode() in zipfile.ZipFile(io.BytesIO(export)).read("data.json")
            one.take_over(export)
        doorbell.ring(doorbell.SWEEP)
    told = mails_and_files(mailbox)
    daily_pass()
    return {
        "people": people, "steps": dict(done), "mails": len(mailbox.taken), **told,
        "rows": rows_left(),
    }  # fmt: skip


def mails_and_files(mailbox: Mailbox) -> dict[str, int]:
    """What is due goes out by mail, and later, when the server is gone, into files."""
    before = len(mailbox.taken)
    now = timezone.now()
    sweep(clock=StandingClock(now + timedelta(days=1)))
    sent = len(mailbox.taken) - before
    settings.EMAIL_URL = ""
    sweep(clock=StandingClock(now + timedelta(days=200)))
    return {"reminders_mailed": sent, "files": len(list(Path(settings.MAIL_FOLDER).glob("*.eml")))}


def erase() -> dict[str, Any]:
    """Everyone erases themselves."""
    for person in User.objects.all():
        browser = Client()
        browser.force_login(person)
        answer = browser.post("/settings/your-data/erase/", {"sure": "on"})
        assert answer.status_code == 200, answer.status_code
    return {"rows": rows_left()}


def rows_left() -> int:
    """Rows of people in all tables."""
    tables = [model for model in apps.get_models() if issubclass(model, Owned)]
    return sum(models.QuerySet(model).count() for model in [*tables, User, Event])


def main() -> None:
    parser = argparse.ArgumentParser(description="Drive people through everything.")
    parser.add_argument("what", choices=["drive", "erase"])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--thorough-every", type=int, default=1)
    given = parser.parse_args()
    result = drive(given.people, given.thorough_every) if given.what == "drive" else erase()
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
