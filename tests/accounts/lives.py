"""People who have done everything one can do here, for tests of what becomes of their data."""

from __future__ import annotations

import io
import random
import uuid
from datetime import date
from functools import cache
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from requests_app.accounts import consents, retention
from requests_app.accounts.models import User
from requests_app.cases import services
from requests_app.cases.models import Case, Event, Letter
from requests_app.cases.sending import request_as_data
from requests_app.directory.own import OwnDetails
from requests_app.directory.services import add_own_company
from requests_app.letters.compose import compose
from requests_app.letters.contracts import Account, LetterRequest, Person
from requests_app.letters.services import keep_draft
from requests_app.reminders.choices import choose
from requests_app.vault import files
from requests_app.vault.models import SealedFile
from tests.people import details


@cache
def picture(mark: str = "") -> bytes:
    """A real picture of more than a megabyte, with the mark in its metadata."""
    made, text = io.BytesIO(), PngInfo()
    text.add_text("Comment", f"photographed by {mark}")
    pixels = random.Random(1).randbytes(640 * 640 * 3)
    Image.frombytes("RGB", (640, 640), pixels).save(made, "PNG", pnginfo=text)
    return made.getvalue()


def lived(email: str = "amara@example.org", mark: str = "", **more: Any) -> User:
    """Somebody with two cases, one of them closed, a correction, files, a company of their own and
    a letter begun.

    `mark` stands in everything they typed or uploaded.
    """
    person = User.objects.create_user(email, time_zone="Europe/Paris", language="fr", **more)
    first = opened(person, date(2026, 9, 1), mark=mark)
    sent = first.events.get(kind="sent")
    tell(first, "sent", date(2026, 9, 2), replaces=sent)
    answer = tell(first, "refusal", date(2026, 9, 20), details={"note": f"They refused. {mark}"})
    closed = opened(person, date(2026, 3, 1), mark=mark, company="X")
    tell(closed, "closed", date(2026, 5, 1))
    answered = files.keep(
        person.pk, [picture(mark)], name=f"Antwort {mark} März.png",
        content_type="image/png", reference=f"event:{answer.pk}",
    )  # fmt: skip
    noted = files.keep(
        person.pk, [b"what I noted ", mark.encode()], name="notes.txt",
        content_type="text/plain; charset=utf-8", reference=f"evidence:{first.pk}",
    )  # fmt: skip
    # What an upload of them would find.
    _found(answered, width=640, height=640, had_metadata=True)
    _found(noted, encoding="utf-8")
    add_own_company(
        person,
        OwnDetails(name=f"Corner Shop {mark}".strip(), regions=("UK",), address=("1 High Street",)),
    )
    begun = {
        "platform": ["linkedin"],
        "wish": ["objection:ai-training"],
        "name": [f"Amara Okafor {mark}".strip()],
    }
    keep_draft(person.pk, uuid.uuid4(), begun, "home")
    choose(person.pk, off=["week_before"], digest=True)
    consents.give(person, consents.SENSITIVE)
    retention.keep_for(person, 24)
    return person


def _found(file: SealedFile, **facts: Any) -> None:
    file.about = {**file.about, "found": facts}
    file.save(update_fields=["about"])


def opened(person: User, sent_on: date, *, mark: str = "", **changes: Any) -> Case:
    """A case with a real letter, sent on that day."""
    facts = details(**changes)
    request = LetterRequest(
        kind=facts.kind,
        regime=facts.regime,
        language=facts.language,
        date=sent_on,
        writer=Person(
            f"Amara Okafor {mark}".strip(), ("12 Garden Row", "Leeds"), email="a@example.org"
        ),
        platform="linkedin",
        purposes=facts.purposes,
        account=Account(profile=f"linkedin.com/in/amara{mark}"),
        situation=f"I am looking for work under my own name. {mark}",
        residence=facts.residence,
    )
    return services.open_case(
        person.pk,
        submission=uuid.uuid4(),
        details=facts,
        platform="linkedin",
        request=request_as_data(request),
        text=compose(request),
        sent_on=sent_on,
        channel="form",
    )


def tell(case: Case, kind: str, on: date, **more: Any) -> Event:
    """Record that something happened."""
    return services.record(case, kind, on, submission=uuid.uuid4(), **more)


def letters_of(person: User) -> list[Letter]:
    """The person's letters."""
    return list(Letter.objects.for_owner(person).order_by("written_at", "pk"))
