"""People with a telling word in all they type and upload go through everything; then they go.

`drive --first F --people N` has N people do all that can be done, in the browser's place; several
such processes can do so side by side. `remind` sends what falls due, to a mail server and then to
files; `erase` has everyone erase themselves. Each prints one JSON object. What they leave on the
disk is looked through by the test.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import models  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import URLPattern, URLResolver, get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from requests_app.accounts import mail  # noqa: E402
from requests_app.accounts.daily import daily_pass  # noqa: E402
from requests_app.accounts.models import User  # noqa: E402
from requests_app.cases.models import Event  # noqa: E402
from requests_app.reminders import doorbell  # noqa: E402
from requests_app.reminders.clock import StandingClock  # noqa: E402
from requests_app.reminders.engine import sweep  # noqa: E402
from requests_app.safety.ownership import Owned  # noqa: E402
from tests.drills import (  # noqa: E402
    canary_account,
    canary_cases,
    canary_complaints,
    canary_letters,
    canary_passkey,
)
from tests.drills.canary_mailbox import Mailbox  # noqa: E402
from tests.drills.canary_person import Somebody  # noqa: E402

# As many people do in a quarter of an hour what an instance sees in weeks.
mail.MAILS_OF_THE_INSTANCE = (1_000_000, 3600)


def drive(first: int, people: int) -> dict[str, Any]:
    """So many people, numbered from the first one's number, do everything."""
    done: Counter[str] = Counter()
    mailbox = Mailbox()
    settings.EMAIL_URL = mailbox.url
    for number in range(first, first + people):
        everything(Somebody(number, mailbox, done))
        doorbell.ring(doorbell.SWEEP)
        # It says thousands of times a person at which line of a text it is. One person's will do.
        logging.getLogger("markdown_it").setLevel(logging.INFO)
    return {"steps": done, "mails": len(mailbox.taken)}


def everything(one: Somebody) -> None:
    """All that somebody can do here."""
    canary_account.sign_up(one)
    canary_account.settle_in(one)
    canary_account.sign_in_elsewhere(one)
    canary_account.change_address(one)
    canary_account.set_up_an_app(one)
    canary_passkey.use_passkeys(one)
    canary_letters.write(one)
    canary_letters.begin_drafts(one)
    refused = canary_cases.track(one, canary_letters.answers_of(one), 60)
    silent = canary_cases.track(one, canary_letters.for_another(one), 80)
    # Overdue: a reminder comes at the next hour. For what is sent to several they come later.
    own = canary_cases.keep_and_send_later(one, canary_letters.to_an_own_company(one), 45)
    canary_cases.tell_all(one, refused)
    canary_cases.reply(one, refused)
    canary_cases.keep_files(one, refused)
    canary_cases.tell(one, silent, "reminder", 41)
    canary_cases.correct(one, silent, "reminder")
    canary_cases.write_further_letters(one, silent, refused)
    canary_complaints.complain_to_the_company(one, silent)
    canary_complaints.complain_to_the_authority(one, silent)
    canary_complaints.hear_from_the_authority(one, silent)
    canary_cases.keep_companies(one)
    canary_cases.look_around(one, own)
    canary_cases.close_and_reopen(one, refused)
    canary_letters.take_together(one, canary_letters.write_to_several(one), own, refused)
    canary_cases.read_by_a_calendar_program(one)
    canary_account.look_around(one)
    canary_account.end_sessions(one)
    canary_account.take_along(one)
    canary_account.change_password(one)


def remind() -> dict[str, Any]:
    """What is due goes out by mail, and later, when the server is gone, into files."""
    mailbox = Mailbox()
    settings.EMAIL_URL = mailbox.url
    now = timezone.now()
    sweep(clock=StandingClock(now + timedelta(days=1)))
    settings.EMAIL_URL = ""
    sweep(clock=StandingClock(now + timedelta(days=200)))
    daily_pass()
    files = len(list(Path(settings.MAIL_FOLDER).glob("*.eml")))
    return {
        "mails": len(mailbox.taken), "files": files, "rows": rows_left(),
        "addresses": list(addresses()),
    }  # fmt: skip


def addresses(below: URLResolver | None = None, begin: str = "") -> Iterator[str]:
    """Every address of the site, as it is written where the addresses are listed."""
    for one in (below or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield f"{begin}{one.pattern}"
        else:
            yield from addresses(one, f"{begin}{one.pattern}")


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
    parser.add_argument("what", choices=["drive", "remind", "erase"])
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--people", type=int, default=20)
    given = parser.parse_args()
    if given.what == "drive":
        result = drive(given.first, given.people)
    else:
        result = remind() if given.what == "remind" else erase()
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
