"""A person with a telling word in all they type and upload, and the browser they use.

Imported once Django is set up: `tests.drills.canary` drives them. What they do stands by its
subject in `canary_account`, `canary_letters`, `canary_cases` and `canary_complaints`.
"""

from __future__ import annotations

import io
import os
import re
import time
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from requests_app.accounts.models import User
from tests.drills.canary_mailbox import Mailbox

WORD = "zqxcanary"
PASSWORD = f"{WORD} battery staple"
# Files of which each is larger than what uploads keep in memory: of the canary's own settings, and
# for one in so many people of those an instance has.
SIDE, LARGE_SIDE, LARGE_ONE_IN = 200, 1050, 20


class Somebody:
    """One person, what they are called, and their browser."""

    person: User

    def __init__(self, number: int, mailbox: Mailbox, done: Counter[str]) -> None:
        self.number = number
        self.word = f"{WORD}{number:03}"
        self.email = f"{self.word}@{WORD}.example"
        self.password = PASSWORD
        self.mailbox, self.done = mailbox, done
        self.browser = self.another_browser()

    def another_browser(self) -> Client:
        """One in which nobody is signed in. It, too, says who it is."""
        return Client(
            REMOTE_ADDR=f"10.{self.number // 250}.{self.number % 250}.7",
            HTTP_USER_AGENT=f"Mozilla/5.0 ({self.word}) Gecko/20100101 Firefox/140.0",
            HTTP_REFERER=f"https://{self.word}.example/",
        )

    def says(self, field: str) -> str:
        """A text of theirs."""
        return f"{self.word}{field} é in their own words"

    def post(
        self, path: str, data: dict[str, Any], *, expect: int = 302, browser: Client | None = None
    ) -> Any:
        """Send a form; the answer, which must have this status."""
        answer = (browser or self.browser).post(path, data)
        if answer.status_code != expect:
            page = b"" if answer.streaming else answer.content
            raise AssertionError(f"{path}: {answer.status_code} {_main(page.decode())}")
        self._count(path)
        return answer

    def look(self, path: str, *, browser: Client | None = None, follow: bool = False) -> str:
        """Look at a page or take a file, to its end; the text of the page."""
        answer = (browser or self.browser).get(path, follow=follow)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        for each in (path, *(step for step, _status in getattr(answer, "redirect_chain", []))):
            self._count(each)
        if answer.streaming:
            return b"".join(answer.streaming_content).decode("latin-1")
        return str(answer.content.decode("utf-8", "replace"))

    def find(self, pattern: str, page: str) -> str:
        """What stands in the page in the place of the group."""
        found = re.search(pattern, page)
        assert found is not None, f"no {pattern}: {_main(page)}"
        return found[1]

    def wait_for_files(self, page: str) -> None:
        """Look at the page until what it tells of is ready, and take it."""
        for _look in range(400):
            html = self.look(page)
            if offered := re.findall(r'href="([^"]+)" download', html):
                for path in offered:
                    assert self.look(path)[:4] in ("%PDF", "PK\x03\x04")
                return
            assert "<progress" in html, _main(html)
            time.sleep(0.15)
        raise AssertionError(f"{page} was not ready within a minute")

    def picture(self, name: str) -> ContentFile[bytes]:
        """A photograph with a text in it."""
        side = SIDE if self.number % LARGE_ONE_IN else LARGE_SIDE
        made, info = io.BytesIO(), PngInfo()
        info.add_text("Comment", self.says(name))
        picture = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
        picture.save(made, "PNG", pnginfo=info, compress_level=0)
        return self.file(f"{name}.png", made.getvalue())

    def file(self, name: str, content: bytes) -> ContentFile[bytes]:
        """A file to upload, whose name is theirs as well."""
        return ContentFile(content, f"{self.word}{name}")

    def _count(self, path: str) -> None:
        self.done[resolve(path.partition("?")[0]).route] += 1


def number() -> str:
    """A form's own number."""
    return str(uuid.uuid4())


def day(days_ago: int) -> str:
    """The day so many days ago, as a form takes it."""
    return (timezone.localdate() - timedelta(days=days_ago)).isoformat()


def _main(page: str) -> str:
    """The part of a page that says what is wrong."""
    return page[page.find("<main") :][:4000]
