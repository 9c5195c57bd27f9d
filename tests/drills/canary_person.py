"""A person with a telling word in all they type and upload, and the mail server that reaches them.

Imported once Django is set up: `tests.drills.canary` drives them.
"""

from __future__ import annotations

import io
import os
import re
import time
import uuid
from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from requests_app.accounts.models import User
from requests_app.cases.models import Case, Event, Letter

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

    def set_up_an_app(self) -> None:
        """A second step, whose secret is kept."""
        page = self.look("/settings/security/app/")
        found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
        assert found is not None, page[:4000]
        code = format_hotp_value(hotp_value(found[1], int(time.time()) // 30))
        self.post("/settings/security/app/", {"code": code})
        self.look("/settings/security/recovery-codes/")

    def write_to_several(self) -> None:
        """One wish to several companies, and all letters together, for which a job is done."""
        answer = self.post(
            "/cases/several/",
            {
                "submission": str(uuid.uuid4()), "platforms": ["x", "openai"],
                "wish": "objection:ai-training", "residence": "FR", "email": self.email,
                "name": self.says("name")[:100], "situation": f"{self.says('situation')}: I write.",
            },
        )  # fmt: skip
        for _stretch in range(20):
            if "2 of 2 written" in self.look(answer["Location"]):
                break
            self.post(answer["Location"], {})
        cases = Case.objects.for_owner(self.person).values_list("pk", flat=True)
        for form in ("zip", "print"):
            page = self.post("/cases/bulk/", {"case": [str(pk) for pk in cases], "go": form})
            self.wait_for_download(page["Location"])

    def wait_for_download(self, page: str) -> None:
        """Look at the page until what it tells of is ready, and take it."""
        for _look in range(300):
            html = self.look(page)
            if offered := re.findall(r'href="([^"]+)" download', html):
                for path in offered:
                    answer = self.browser.get(path)
                    assert b"".join(answer.streaming_content)[:4] in (b"%PDF", b"PK\x03\x04")
                return
            assert "<progress" in html, html[:4000]
            time.sleep(0.2)
        raise AssertionError(f"{page} was not ready within a minute")

    def complain_to_the_authority(self, case: Case) -> None:
        """The whole file of the case, with every letter in it."""
        path = f"/cases/{case.pk}/complaint-authority/"
        letters = Letter.objects.for_owner(self.person).filter(case=case)
        self.post(
            path,
            {
                "told": "1", "grounds": "no_answer", "harm": self.says("harm"), "bundle_asked": "1",
                "papers": [f"letter:{letter.pk}" for letter in letters], "go": "bundle",
            },
        )  # fmt: skip
        self.wait_for_download(f"/cases/{case.pk}/bundle/")

    def read_by_a_calendar_program(self) -> None:
        page = self.post("/cases/feeds/", {"with_names": "yes"}, expect=200).content.decode()
        found = re.search(r"/calendar/[^<\s]+\.ics", page)
        assert found is not None, page[:4000]
        assert Client().get(found[0]).content.startswith(b"BEGIN:VCALENDAR")

    def correct(self, case: Case) -> None:
        """Put an entry of the timeline right: the old one stays, crossed out."""
        entry = Event.objects.for_owner(self.person).get(case=case, kind="reminder")
        self.post(
            f"/cases/{case.pk}/events/{entry.pk}/",
            {
                "submission": str(uuid.uuid4()), "kind": "reminder", "on": entry.on.isoformat(),
                "note": self.says("corrected"), "channel": "email",
            },
        )  # fmt: skip

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
