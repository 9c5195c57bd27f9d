"""A passkey of the canary's people: what a browser and a security key do together."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from tests.drills.canary_person import Somebody

_HOST = "testserver"
_FLAGS = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
_PAGES = "/settings/security/passkeys/"


class Passkey:
    """A key pair that proves who has it."""

    def __init__(self, owner: bytes) -> None:
        self.owner = owner
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.identity = os.urandom(16)
        self.used = 0

    def made(self, options: dict[str, Any]) -> str:
        """What is sent to the site when it is made."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid(b"\0" * 16), self.identity, public)
        flags = _FLAGS | AuthenticatorData.FLAG.AT
        data = AuthenticatorData.create(_host(), flags, 0, credential)
        told = _told(CollectedClientData.TYPE.CREATE, options)
        attested = AttestationObject.create("none", data, {})
        answer = self._named({"clientDataJSON": bytes(told), "attestationObject": bytes(attested)})
        return json.dumps(answer | {"clientExtensionResults": {"credProps": {"rk": True}}})

    def proves(self, options: dict[str, Any]) -> str:
        """What is sent to the site when it is used."""
        self.used += 1
        data = AuthenticatorData.create(_host(), _FLAGS, self.used)
        told = _told(CollectedClientData.TYPE.GET, options)
        signature = self.key.sign(bytes(data) + told.hash, ec.ECDSA(hashes.SHA256()))
        answer = self._named(
            {
                "clientDataJSON": bytes(told), "authenticatorData": bytes(data),
                "signature": signature, "userHandle": self.owner,
            }
        )  # fmt: skip
        return json.dumps(answer | {"clientExtensionResults": {}})

    def _named(self, response: dict[str, bytes]) -> dict[str, Any]:
        name = websafe_encode(self.identity)
        encoded = {part: websafe_encode(value) for part, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": encoded}


def _host() -> bytes:
    return sha256(_HOST.encode()).digest()


def _told(kind: str, options: dict[str, Any]) -> CollectedClientData:
    challenge = websafe_decode(options["publicKey"]["challenge"])
    return CollectedClientData.create(type=kind, challenge=challenge, origin=f"https://{_HOST}")


def use_passkeys(one: Somebody) -> None:
    """Two are made; one signs in alone and says that it is still them, the other is removed."""
    keys = [_make_one(one) for _each in range(2)]
    passkey = keys[0]
    browser = one.another_browser()
    asked = browser.get("/sign-in-by-passkey/", headers={"x-requested-with": "XMLHttpRequest"})
    proof = passkey.proves(asked.json()["request_options"])
    one.post("/sign-in-by-passkey/", {"credential": proof}, browser=browser)
    one.look(f"/settings/?q={one.word}", browser=browser)
    options = _options(one, one.look(f"/confirm/passkey/?next=/settings/?q={one.word}"))
    proof = passkey.proves(options["request_options"])
    one.post("/confirm/passkey/", {"credential": proof, "next": f"/settings/?q={one.word}"})
    remove = one.find(rf'"({_PAGES}\d+/remove/)"', one.look(_PAGES))
    one.look(remove)
    one.post(remove, {})


def _make_one(one: Somebody) -> Passkey:
    passkey = Passkey(one.person.pk.hex.encode())
    options = _options(one, one.look(f"{_PAGES}add/"))
    credential = passkey.made(options["creation_options"])
    # What somebody would call it is not asked; whoever sends it all the same changes nothing.
    form = {"credential": credential, "passwordless": "on", "name": one.says("passkey")}
    one.post(f"{_PAGES}add/", form)
    return passkey


def _options(one: Somebody, page: str) -> dict[str, Any]:
    found = one.find(r'<script id="passkey-options" type="application/json">(.*?)</script>', page)
    options: dict[str, Any] = json.loads(found)
    return options
