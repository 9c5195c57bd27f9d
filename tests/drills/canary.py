"""People with a telling word in all they type and upload go through everything; then they go.

`drive --people N` has N people do all that can be done, in the browser's place, with mail to a
server and then to files; `erase` has them erase themselves. Each prints one JSON object. What it
leaves on the disk is looked through by the test.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
import time
import uuid
import zipfile
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import django

django.setup()

from aiosmtpd.controller import Controller  # noqa: E402
from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import models  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from PIL import Image  # noqa: E402
from PIL.PngImagePlugin import PngInfo  # noqa: E402

from requests_app.accounts.daily import daily_pass  # noqa: E402
from requests_app.accounts.models import User  # noqa: E402
from requests_app.cases.models import Case, Event, Letter  # noqa: E402
from requests_app.reminders import doorbell  # noqa: E402
from requests_app.reminders.clock import StandingClock  # noqa: E402
from requests_app.reminders.engine import sweep  # noqa: E402
from requests_app.safety.ownership import Owned  # noqa: E402

WORD = "zqxcanary"
PASSWORD = f"{WORD} battery staple"


class Mailbox:
    """A mail server in this process: what it takes is out of the house."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=0)
        self.controller.port = _free_port()
        self.controller.start()
        self.url = f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"

    def code(self) -> str:
        """The code in the newest mail."""
        body = self.taken[-1].get_body(("plain",)).get_content()
        found = re.search(r"Your code is ([A-Z]{4}-[A-Z]{4})", body)
        assert found is not None, body
        return found[1]


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Somebody:
    """One person and their browser."""

    def __init__(
        self, number: int, mailbox: Mailbox, done: Counter[str], *, thorough: bool
    ) -> None:
        """`thorough` people also make every file and picture there is, which takes most time."""
        self.forms = ("pdf", "txt", "eml") if thorough else ("txt",)
        self.thorough = thorough
        self.word = f"{WORD}{number:03}"
        self.email = f"{self.word}@{WORD}.example"
        self.mailbox, self.done = mailbox, done
        self.browser = Client(REMOTE_ADDR=f"10.{number // 250}.{number % 250}.7")

    def says(self, field: str) -> str:
        """A text of theirs."""
        return f"{self.word}{field} é in their own words"

    def post(self, path: str, data: dict[str, Any], *, expect: int = 302) -> Any:
        answer = self.browser.post(path, data)
        if answer.status_code != expect:
            page = b"" if answer.streaming else answer.content
            raise AssertionError(f"{path}: {answer.status_code} {page.decode()[:3000]}")
        self.done[re.sub(r"[0-9a-f-]{36}", "*", path)] += 1
        return answer

    def look(self, path: str) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        self.done[re.sub(r"[0-9a-f-]{36}", "*", path.partition("?")[0])] += 1
        return "" if answer.streaming else answer.content.decode("utf-8", "replace")

    def sign_up(self) -> None:
        self.post("/sign-up/", {"email": self.email})
        self.post("/confirm-address/", {"code": self.mailbox.code()})
        self.post("/settings/security/password/", {"password": PASSWORD})
        self.person = User.objects.by_email(self.email)
        assert self.person is not None
        wrong = Client(REMOTE_ADDR="10.99.99.7")
        wrong.post("/sign-in/", {"login": self.email, "password": self.says("wrong")})
        settings_of = {
            "language": "en", "time_zone": "Europe/Berlin", "reminder_hour": "7",
            "email": self.email,
        }  # fmt: skip
        self.browser.post("/settings/", settings_of)

    def write(self) -> dict[str, str]:
        answers = {
            "platform": "linkedin", "wish": "objection:ai-training", "residence": "GB-ENG",
            "language": "en", "delivery": "form", "name": self.says("name")[:100],
            "address": f"{self.says('street')}\nLeeds", "email": self.email,
            "profile": f"linkedin.com/in/{self.word}profile", "handle": f"{self.word}handle",
            "situation": f"{self.says('situation')}: I am looking for work under my own name.",
        }  # fmt: skip
        self.look(f"/letter/?platform=linkedin&residence=FR&x={self.word}")
        self.post("/letter/", {**answers, "at": "situation", "go": "next"}, expect=200)
        self.post("/letter/preview/", {**answers, "at": "letter"}, expect=200)
        for form in self.forms:
            self.post(f"/letter/download/{form}/", {**answers, "at": "letter"}, expect=200)
        return answers

    def track(self, answers: dict[str, str], days_ago: int) -> Case:
        sent = timezone.localdate() - timedelta(days=days_ago)
        sending = {"submission": str(uuid.uuid4()), "sent_on": sent.isoformat(), "channel": "form"}
        answer = self.post("/cases/record-sending/", {**answers, "at": "letter", **sending})
        return Case.objects.for_owner(self.person).get(pk=answer["Location"].split("/")[2])

    def tell(self, case: Case, kind: str, days_ago: int) -> None:
        on = timezone.localdate() - timedelta(days=days_ago)
        self.post(
            f"/cases/{case.pk}/events/",
            {
                "submission": str(uuid.uuid4()), "kind": kind, "on": on.isoformat(),
                "note": self.says("note"), "with_reasons": "yes", "channel": "email",
            },
        )  # fmt: skip

    def reply(self, case: Case) -> None:
        """They answer by a mail, which is uploaded, and on paper, which is photographed."""
        mail = (
            f"From: {self.word}dpo@company.example\r\nTo: {self.email}\r\n"
            f"Subject: {self.word}subject\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\n"
            f"We refuse, {self.says('name')}. {self.says('reply')}\r\n"
        ).encode()
        page = self.post(
            f"/cases/{case.pk}/reply/",
            {"submission": str(uuid.uuid4()), "file": _file(f"{self.word}.eml", mail)},
            expect=200,
        ).content.decode()
        found = re.search(r'name="file"[^>]*value="([0-9a-f-]{36})"', page)
        assert found is not None, page[:4000]
        on = timezone.localdate() - timedelta(days=10)
        self.post(
            f"/cases/{case.pk}/reply/",
            {
                "go": "record", "submission": str(uuid.uuid4()), "on": on.isoformat(),
                "did": "none", "note": self.says("note"), "file": found[1],
            },
        )  # fmt: skip
        if not self.thorough:
            return
        picture = _file(f"{self.word}.png", _picture(self.says("picture")))
        self.post(f"/cases/{case.pk}/files/", {"file": picture})
        for name in re.findall(
            rf'href="(/cases/{case.pk}/files/[0-9a-f-]{{36}}/[^"]*)"',
            self.look(f"/cases/{case.pk}/files/"),
        ):
            self.look(name)

    def complain(self, case: Case) -> None:
        path = f"/cases/{case.pk}/complaint-controller/"
        self.look(path)
        answers = {
            "told": "1", "own_ground": self.says("ground"), "harm": self.says("harm"),
            "language": "en",
        }  # fmt: skip
        self.post(path, {**answers, "go": self.forms[0]}, expect=200)
        self.post(
            path,
            {
                **answers, "go": "lodge", "submission": str(uuid.uuid4()), "channel": "email",
                "on": timezone.localdate().isoformat(), "case_reference": f"{self.word}reference",
            },
        )  # fmt: skip

    def keep_a_company(self) -> None:
        self.post(
            "/directory/own/add/",
            {
                "name": f"{self.word} Shop", "regions": ["UK"], "seat": "GB",
                "address": self.says("address"), "email": f"{self.word}@shop.example",
                "form": f"https://{self.word}.example/", "note": self.says("note"),
            },
        )  # fmt: skip

    def look_around(self, case: Case) -> None:
        for path in ("/", "/cases/", f"/cases/?q={self.word}", "/cases/month/", "/settings/",
                     "/settings/security/", "/settings/your-data/", "/settings/your-data/log/",
                     f"/cases/{case.pk}/", f"/cases/{case.pk}/deadline.ics", "/privacy/",
                     f"/directory/?q={self.word}"):  # fmt: skip
            self.browser.get(path, follow=True)
        letter = Letter.objects.for_owner(self.person).first()
        for form in self.forms:
            self.look(f"/cases/{letter.case_id}/letters/{letter.pk}.{form}")
        self.browser.get(f"/cases/{case.pk}/nowhere/?q={self.word}")

    def take_along(self) -> bytes:
        """The export, read slowly, so that whatever it leaves anywhere is seen."""
        answer = self.post("/settings/your-data/export/", {}, expect=200)
        pieces = iter(answer.streaming_content)
        first = next(pieces)
        time.sleep(0.1)
        return first + b"".join(pieces)

    def take_over(self, export: bytes) -> None:
        self.post("/settings/your-data/take-over/", {"archive": _file(f"{self.word}.zip", export)})


def _file(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def _picture(text: str) -> bytes:
    """A picture of more than three megabytes with a text in it: too large for memory uploads."""
    made, info = io.BytesIO(), PngInfo()
    info.add_text("Comment", text)
    Image.frombytes("RGB", (1050, 1000), os.urandom(1050 * 1000 * 3)).save(
        made, "PNG", pnginfo=info
    )
    return made.getvalue()


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
