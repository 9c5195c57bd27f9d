"""A whole case for each of the six systems: from the first letter to the file for the authority."""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import time_machine
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases import services
from requests_app.cases.models import Case

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class System:
    """One law with one authority: what is recorded, and what the file must and must not say."""

    regime: str
    residence: str
    seat: str
    language: str
    authority: str
    says: tuple[str, ...]
    never: tuple[str, ...]
    mark: str
    answers: dict[str, str] = field(default_factory=dict)
    events: tuple[tuple[str, date], ...] = ()
    controller: str = "LinkedIn Ireland Unlimited Company"


SYSTEMS = {
    "uk": System(
        "uk", "GB-ENG", "US", "en", "Information Commissioner",
        ("section 165", "Article 12(3)", "section 164A(3)", "by 9 November 2026"),
        ("Article 77", "LinkedIn Ireland"),
        "Exhibit 1, 1/",
        events=(("complaint_to_controller", date(2026, 10, 9)),),
        controller="LinkedIn Corporation",
    ),
    "ie": System(
        "eu", "IE", "IE", "en", "Data Protection Commission",
        (
            "Article 77(1)", "Article 12(3)", "without an answer to the request",
            "message of 20 October 2026 does not answer my request; beyond it",
        ),
        ("UK GDPR", "LinkedIn Corporation", "lead authority for this controller"),
        "Exhibit 1, 1/",
        events=(("contact", date(2026, 10, 20)),),
    ),
    "de": System(
        "eu", "DE", "IE", "de", "Berliner Beauftragte",
        ("Art. 77 Abs. 1 DSGVO", "1 Anlage", "Art. 56 Abs. 1"),
        ("UK GDPR", "Bundesbeauftragte"),
        "Anlage 1, 1/",
        answers={"region": "DE-BE"},
    ),
    "fr": System(
        "eu", "FR", "IE", "fr", "Commission nationale de l",
        ("article 77", "1 pièce"),
        ("UK GDPR",),
        "Pièce 1, 1/",
    ),
    "at": System(
        "eu", "AT", "IE", "de", "Datenschutzbehörde",
        ("Art. 77 Abs. 1 DSGVO", "§ 24 Abs. 2", "Von der Verletzung habe ich am 2. Oktober 2026"),
        ("UK GDPR",),
        "Anlage 1, 1/",
        events=(("knowledge", date(2026, 10, 2)),),
    ),
    "ch": System(
        "ch", "CH", "IE", "de", "EDÖB",
        ("Art. 49 Abs. 1 DSG", "keine Partei", "Anzeige"),
        ("DSGVO", "Art. 77"),
        "Anlage 1, 1/",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(settings):
    settings.JOBS_WAIT = True
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=True):
        yield


@pytest.fixture(params=SYSTEMS, ids=list(SYSTEMS))
def system(request: pytest.FixtureRequest) -> System:
    return SYSTEMS[request.param]


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    pages = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    return " ".join(" ".join(pages).replace("\xad", "").split())


def test_from_the_first_letter_to_the_file(
    client: Client, amara: User, open_case: Callable[..., Case], system: System
) -> None:
    case = open_case(
        date(2026, 9, 1),
        regime=system.regime,
        seat=system.seat,
        residence=system.residence,
        language=system.language,
        controller=system.controller,
    )
    for kind, on in system.events:
        services.record(case, kind, on, submission=uuid.uuid4())
    client.force_login(amara)
    address = f"/cases/{case.pk}/complaint-authority/"
    page = client.get(address).content.decode()
    assert ("In which part of the country do you live" in page) == ("region" in system.answers)

    answers = {
        "told": "1",
        "grounds": "no_answer",
        "harm": "",
        "own_ground": "",
        "use_notice": "on",
        "bundle_asked": "1",
        "papers": f"letter:{case.letters.first().pk}",
        "go": "bundle",
        "language": system.language,
        **system.answers,
    }
    if system.regime == "uk":
        answers["grounds"] = ["no_answer", "no_acknowledgement"]
    started = client.post(address, answers)
    assert started.status_code == 302, started.content.decode()[:3000]
    ready = client.get(started["Location"])
    links = [
        part.split('"')[0]
        for part in ready.content.decode().split('href="')
        if f"/cases/{case.pk}/bundle/" in part.split('"')[0]
    ]
    assert len(links) == 2, ready.content.decode()
    pdf, packed = (b"".join(client.get(link).streaming_content) for link in links)

    if folder := os.environ.get("DSR_PICTURES"):
        # Kept for looking at.
        Path(folder, f"bundle-{system.residence}.pdf").write_bytes(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as read:
        assert len(read.attachments) == 1
        assert len(read.pages) > 5
    text = text_of(pdf)
    assert system.authority in text
    assert system.controller in text
    assert system.mark in text
    for words in system.says:
        assert words in text, words
    for words in system.never:
        assert words not in text, words
    assert "You " not in text.replace("You may disclose my name", "").replace("You will find", "")
    assert packed.startswith(b"PK")


def test_the_complaint_is_lodged_and_the_clock_of_silence_runs(
    client: Client, amara: User, open_case: Callable[..., Case], system: System
) -> None:
    case = open_case(
        date(2026, 9, 1), regime=system.regime, seat=system.seat, residence=system.residence,
        language=system.language, controller=system.controller,
    )  # fmt: skip
    client.force_login(amara)
    answers = {
        "told": "1", "grounds": "no_answer", "go": "lodge", "on": "2026-11-24", "channel": "form",
        "case_reference": "REF 12", "submission": str(uuid.uuid4()), **system.answers,
    }  # fmt: skip
    assert client.post(f"/cases/{case.pk}/complaint-authority/", answers).status_code == 302
    html = client.get(f"/cases/{case.pk}/authority/").content.decode()
    assert "REF 12" in html
    if system.regime == "ch":
        assert "no right to a decision" in html
    else:
        assert "24 February 2027" in html
