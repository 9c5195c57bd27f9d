"""People with all that a person can have, so that each address of the site points at something."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from requests_app.accounts.erasure import erase
from requests_app.accounts.models import Session, User
from requests_app.accounts.services import sign_in_link_for
from requests_app.cases import evidence, feeds, made, services
from requests_app.cases.models import Round
from requests_app.complaints import services as complaints
from requests_app.directory.models import OwnCompany
from requests_app.directory.own import OwnDetails
from requests_app.letters.services import keep_draft
from requests_app.reminders.choices import off_address
from requests_app.reminders.occasions import Occasion
from requests_app.safety.jobs import Job
from requests_app.vault import files
from tests.people import open_case_for
from tests.safety import hostile

NOBODYS = uuid.UUID("00000000-0000-4000-8000-000000000000")


@dataclass
class World:
    """The browsers of five people, and what stands in the addresses of the first one's things."""

    browsers: dict[str, Client]
    things: dict[str, Any]
    amara: User


def make() -> World:
    """Amara with all her things; another person; one of the staff; one who was erased; nobody."""
    amara, other = person("amara@example.org"), person("other@example.org")
    staff = person("staff@example.org", is_staff=True)
    gone = person("gone@example.org")
    browsers = {
        "owner": signed_in(amara),
        "other": signed_in(other),
        "staff": signed_in(staff),
        "erased": signed_in(gone),
        "anonymous": Client(raise_request_exception=False),
    }
    erase(gone.pk)
    things = things_of(amara, browsers["owner"])
    # The others have things of the same kinds: that must open nothing.
    open_case_for(other, date(2026, 11, 3))
    return World(browsers, things, amara)


def person(address: str, **values: Any) -> User:
    made = User.objects.create_user(
        address, settled_in_at=timezone.now(), time_zone="Europe/London", **values
    )
    EmailAddress.objects.create(user=made, email=made.email_index, verified=True, primary=True)
    return made


def signed_in(somebody: User) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(somebody)
    return browser


def things_of(owner: User, browser: Client) -> dict[str, Any]:
    case = open_case_for(owner, date(2026, 9, 1))
    picture = evidence.add(case, SimpleUploadedFile("a.png", hostile.png()))
    bundle, _job = _made(owner, complaints.BUNDLE, case.pk)
    together, letters = _made(owner, made.LETTERS, uuid.uuid4())
    token = feeds.make(owner, with_names=False)
    company = OwnCompany.objects.create(
        owner=owner, details=OwnDetails("Acme", ("UK",), ("1 Road", "Leeds"), "GB").as_data()
    )
    asked = {"platforms": ["linkedin"], "answers": {}, "failed": {"linkedin": "It was not made."}}
    round_ = Round.objects.create(owner=owner, asked=asked, total=1, submission=uuid.uuid4())
    lodged = open_case_for(owner, date(2026, 8, 3))
    services.record(lodged, "complaint_to_authority", date(2026, 10, 5), submission=uuid.uuid4())
    draft = uuid.uuid4()
    keep_draft(owner.pk, draft, {"platform": ["linkedin"]}, "wish")
    passkey = Authenticator.objects.create(
        user=owner, type="webauthn", data={"name": "1", "credential": credential()}
    )
    browser.post("/settings/security/recovery-codes/new/")
    # When they were first looked at is noted with them; from then on a look changes nothing.
    browser.get("/settings/security/recovery-codes/")
    elsewhere = signed_in(owner)
    session = Session.objects.for_owner(owner).order_by("started_at").last()
    assert session is not None
    assert elsewhere.get("/cases/").status_code == 200
    link = sign_in_link_for("amara@example.org").rstrip("/").rpartition("/")[2]
    off = off_address(owner.pk, Occasion.DIGEST).rstrip("/").rpartition("/")[2]
    return {
        "case": case.pk,
        "lodged": lodged.pk,
        "event": case.events.get(kind="sent").pk,
        "letter": case.letters.get().pk,
        "file": picture.id,
        "bundle": bundle,
        "letters": letters,
        "letters-file": together,
        "round": round_.pk,
        "feed": feeds.of_person(owner).get().pk,
        "feed-token": token,
        "draft": draft,
        "company": company.pk,
        "passkey": passkey.pk,
        "session": session.pk,
        "link-token": link,
        "off-token": off,
    }


def _made(owner: User, kind: str, thing: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """The file that a job made for her, and the job."""
    file = files.keep(
        owner.pk,
        [hostile.pdf()],
        name="letters.pdf",
        content_type="application/pdf",
        reference=made.reference(kind, thing),
    )
    job = Job.objects.create(
        owner_id=owner.pk,
        kind=kind,
        thing=thing,
        state=Job.DONE,
        results=[str(file.pk)],
        seen_at=timezone.now(),
        ended_at=timezone.now(),
    )
    return file.pk, job.pk


def credential() -> dict[str, Any]:
    """What a browser sends when it has made a passkey for this site."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    identity = b"\x01" * 16
    made = AttestedCredentialData.create(Aaguid(b"\0" * 16), identity, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(b"\0" * 32, flags, 0, made)
    told = CollectedClientData.create(
        type=CollectedClientData.TYPE.CREATE, challenge=b"\0" * 32, origin="https://localhost"
    )
    return {
        "id": websafe_encode(identity),
        "rawId": websafe_encode(identity),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(bytes(told)),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", data, {}))),
        },
        "clientExtensionResults": {},
    }
