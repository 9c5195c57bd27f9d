"""What signing in leaves behind for a while, and that it goes with the person."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import models
from django.test import Client
from django.utils import timezone

from requests_app.accounts import erasure, mail_files, services
from requests_app.accounts.models import Session, User
from requests_app.cases.models import CalendarFeed
from requests_app.safety import audit
from requests_app.safety.audit import Verb
from tests.accounts.conftest import Post

pytestmark = pytest.mark.django_db


def sessions_of_nobody() -> int:
    return Session.objects.across_owners().filter(owner_id=None).count()


def test_a_code_asked_for_in_another_browser_goes_with_the_erased_person(
    sign_up: Callable[..., tuple[User, Client]], post: Post
) -> None:
    person, _browser = sign_up()
    for address in ("amara@example.org", "somebody.else@example.org"):
        Client().post("/sign-in-by-code/", {"email": address})
    assert sessions_of_nobody() == 2
    assert post.all()
    erasure.erase(person.pk)
    assert sessions_of_nobody() == 1
    assert post.all() == []


def test_a_damaged_session_is_in_nobodys_way(
    sign_up: Callable[..., tuple[User, Client]],
) -> None:
    person, _browser = sign_up()
    Client().post("/sign-in-by-code/", {"email": "amara@example.org"})
    models.QuerySet(Session).filter(owner_id=None).update(data=b"\x01\x00")
    erasure.erase(person.pk)
    assert not User.objects.filter(pk=person.pk).exists()


def test_the_mail_of_a_code_that_is_valid_no_more_goes_with_the_next_and_daily(
    sign_up: Callable[..., tuple[User, Client]], post: Post
) -> None:
    sign_up()
    note = post.folder / "of-a-reminder.eml"
    note.write_text("Something is due.")
    old = time.time() - mail_files.VALID_FOR - 1
    for file in post.folder.iterdir():
        os.utime(file, (old, old))
    Client().post("/sign-in-by-code/", {"email": "amara@example.org"})
    assert len(list(post.folder.glob("sign-in.*"))) == 1
    assert mail_files.forget_old() == 0
    assert note.exists()


def test_feeds_links_and_the_mail_server_stand_in_the_audit_log(
    amara: User, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_URL, settings.EMAIL_URL_FILE = "", tmp_path / "keys" / "mail.url"
    owner = services.owner()
    client.get(urlsplit(services.owner_sign_in_link()).path)
    client.force_login(owner)
    client.post("/cases/feeds/", {})
    feed = CalendarFeed.objects.for_owner(owner).get()
    client.post(f"/cases/feeds/{feed.pk}/revoke/")
    client.post("/settings/mail-server/", {"go": "remove"})
    verbs = list(audit.of_person(owner.pk).values_list("verb", flat=True))
    assert verbs[::-1] == [
        Verb.LINK_MADE, Verb.SIGNED_IN, Verb.FEED_MADE, Verb.FEED_REVOKED, Verb.SERVER_SET,
    ]  # fmt: skip
    page = client.get("/settings/your-data/log/").content.decode()
    for said in ("Calendar feed made", "Mail server set or removed", "Sign-in link made"):
        assert said in page


def test_a_wrong_mailed_code_and_a_right_one_stand_in_the_audit_log(
    sign_up: Callable[..., tuple[User, Client]], post: Post
) -> None:
    person, browser = sign_up()
    other = Client()
    other.post("/sign-in-by-code/", {"email": "amara@example.org"})
    other.post("/sign-in-by-code/code/", {"code": "WRNG-CODE"})
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        browser.post("/confirm/code/", {})
        browser.post("/confirm/code/", {"code": "WRNG-CODE"})
        browser.post("/confirm/code/", {"code": post.code()})
    verbs = list(audit.of_person(person.pk).values_list("verb", flat=True))[::-1]
    assert verbs[-3:] == [Verb.SIGN_IN_FAILED, Verb.SIGN_IN_FAILED, Verb.REAUTHENTICATED]
