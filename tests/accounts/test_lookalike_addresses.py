"""An address that looks like somebody's is not theirs: nobody comes in by it, or takes theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User, blinded, blinded_of_old
from requests_app.accounts.services import owner, sign_in_link_for
from requests_app.reminders.mime import compose
from requests_app.safety.mail_addresses import for_the_wire, normal
from tests.accounts.conftest import PASSWORD, Post, is_in

pytestmark = pytest.mark.django_db
SignUp = Callable[..., tuple[User, Client]]

VICTIM = "victim@example.com"
LOOK_ALIKES = [
    "victim@ex\u1d43mple.com",  # a superscript a, unknown to Unicode 3.2
    "victim@\uff45xample.com",  # a full-width e
    "victim@ex\u00adample.com",  # a soft hyphen
    "victim@ex\u200dample.com",  # a joiner that is not seen
    "v\u0131ct\u0131m@example.com",  # without the dots
    "victim@example\u3002com",  # an ideographic full stop
]
SAYS = "a character that stands for another one"


@pytest.mark.parametrize("address", LOOK_ALIKES)
class TestRefusedEverywhere:
    """With one sentence, and nothing is mailed."""

    @pytest.mark.parametrize(
        ("page", "field"),
        [("/sign-in-by-code/", "email"), ("/sign-up/", "email"), ("/sign-in/", "login")],
    )
    def test_signing_in_and_up(
        self, sign_up: SignUp, post: Post, page: str, field: str, address: str
    ) -> None:
        sign_up(VICTIM, password=PASSWORD)
        mails = len(post.all())
        browser = Client()
        answer = browser.post(page, {field: address, "password": PASSWORD})
        assert answer.status_code == 200
        assert SAYS in answer.content.decode() or "valid email" in answer.content.decode()
        assert not is_in(browser)
        assert len(post.all()) == mails
        assert User.objects.count() == 1

    def test_a_change_of_address(self, sign_up: SignUp, post: Post, address: str) -> None:
        _person, browser = sign_up()
        mails = len(post.all())
        page = browser.post("/settings/security/address/", {"email": address, "action_add": "1"})
        assert page.status_code == 200
        assert len(post.all()) == mails

    def test_the_owners_own_address(self, client: Client, address: str) -> None:
        client.force_login(owner())
        answer = client.post(
            "/settings/",
            {
                "email": address,
                "language": "en",
                "time_zone": "Europe/London",
                "reminder_hour": "8",
            },
        )
        assert answer.status_code == 422
        assert not owner().email

    def test_the_command_that_prints_a_link(self, organisation: Any, address: str) -> None:
        with pytest.raises(CommandError, match=r"stands for another one|not an e-mail address"):
            call_command("signin", email=address)
        assert not User.objects.exists()

    def test_a_mail(self, address: str) -> None:
        with pytest.raises(ValueError, match="ASCII"):
            compose(subject="x", text="x", sender="a@b.example", to=address, message_id="<1@b>")


def test_the_sentence_is_said_and_not_only_that_it_is_wrong(organisation: Any) -> None:
    answer = Client().post("/sign-in-by-code/", {"email": LOOK_ALIKES[0]})
    assert SAYS in answer.content.decode()


@pytest.mark.parametrize("address", [*LOOK_ALIKES, "victim@straße.de"])
def test_the_fingerprint_is_not_the_victims(address: str) -> None:
    assert blinded(address) not in {blinded(VICTIM), blinded("victim@strasse.de")}


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Amara.O@Example.ORG", "amara.o@example.org"),
        ("amara@MÜNCHEN.de", "amara@münchen.de"),
        ("amara@münchen.de", "amara@xn--mnchen-3ya.de"),
    ],
)
def test_case_and_the_ascii_of_a_domain_make_no_difference(typed: str, same: str) -> None:
    assert blinded(typed) == blinded(same)
    assert normal(typed) == normal(for_the_wire(same))


@pytest.mark.parametrize("address", ["amara@example.org", "A.B+c@Example.org", "x@[127.0.0.1]"])
def test_fingerprints_that_were_kept_of_plain_addresses_stay_what_they_were(address: str) -> None:
    assert blinded(address) == blinded_of_old(address)


def test_whoever_signed_up_before_with_an_accented_domain_is_found_again(
    organisation: Any, post: Post
) -> None:
    address = "amara@münchen.example"
    sign_in_link_for(address)
    kept = blinded_of_old(address)
    User.objects.update(email_index=kept, last_login=timezone.now())
    EmailAddress.objects.update(email=kept)
    browser = Client()
    browser.post("/sign-in-by-code/", {"email": address})
    assert post.newest()["To"] == "amara@xn--mnchen-3ya.example"
    browser.post("/sign-in-by-code/code/", {"code": post.code()})
    assert is_in(browser)
    assert User.objects.get().email_index == blinded(address)


class TestMailGoesToTheSealedAddress:
    """Whatever is typed, if it counts as somebody's, they alone are mailed."""

    def test_signing_in(self, sign_up: SignUp, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
        """Were two addresses ever one fingerprint again, the sealed one is mailed."""
        sign_up(VICTIM)
        look_alike = "victim@other.example"
        real = blinded
        fooled: Callable[[str], str] = lambda a: real(VICTIM if a == look_alike else a)  # noqa: E731
        monkeypatch.setattr("requests_app.accounts.adapter.blinded", fooled)
        browser = Client()
        browser.post("/sign-in-by-code/", {"email": look_alike})
        browser.post("/sign-in-by-code/code/", {"action": "resend"})
        Client().post("/sign-up/", {"email": look_alike})
        assert {mail["To"] for mail in post.all()} == {VICTIM}

    def test_the_page_names_what_was_typed_and_not_what_is_kept(
        self, organisation: Any, post: Post
    ) -> None:
        sign_in_link_for("Amara.O@Example.org")
        browser = Client()
        browser.post("/sign-in-by-code/", {"email": "amara.o@example.org"})
        page = browser.get("/sign-in-by-code/code/").content.decode()
        assert "<strong>amara.o@example.org</strong>" in page
        assert post.newest()["To"] == "Amara.O@Example.org"

    def test_a_new_address_that_nobody_has_is_mailed_as_it_was_typed(
        self, sign_up: SignUp, post: Post
    ) -> None:
        person, browser = sign_up()
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            browser.post(
                "/settings/security/address/",
                {"email": "amara@münchen.example", "action_add": "1"},
            )
            assert post.newest()["To"] == "amara@xn--mnchen-3ya.example"
            browser.post("/confirm-address/", {"code": post.code()})
        person.refresh_from_db()
        assert person.email == "amara@münchen.example"
        assert post.newest()["To"] == "amara@example.org"


@pytest.mark.parametrize("proved", [False, True])
def test_who_took_the_other_spelling_of_an_old_address_locks_nobody_out(
    sign_up: SignUp, post: Post, proved: bool
) -> None:
    address, spelled = "bob@müller.example", "bob@xn--mller-kva.example"
    old = blinded_of_old(address)
    person, _browser = sign_up(address)
    User.objects.filter(pk=person.pk).update(email_index=old)
    EmailAddress.objects.filter(user=person).update(email=old)
    other, browser = Client(), Client()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert other.post("/sign-up/", {"email": spelled}).status_code == 302
        if proved:
            other.post("/confirm-address/", {"code": post.code()})
    with time_machine.travel(timezone.now() + timedelta(minutes=4)):
        asked = browser.post("/sign-in-by-code/", {"email": address})
        assert asked.status_code == 302
        assert browser.post(asked["Location"], {"code": post.code()}).status_code == 302
    found = User.objects.by_email(address)
    assert found is not None
    assert (found.pk == person.pk) is not proved


def test_saving_the_settings_leaves_an_old_fingerprint_to_be_found(sign_up: SignUp) -> None:
    address = "bob@müller.example"
    person, browser = sign_up(address)
    old = blinded_of_old(address)
    User.objects.filter(pk=person.pk).update(email_index=old)
    EmailAddress.objects.filter(user=person).update(email=old)
    chosen = {"language": "de", "time_zone": "Europe/Berlin", "reminder_hour": "8"}
    assert browser.post("/settings/", chosen).status_code == 302
    person.refresh_from_db()
    assert (person.language, person.email_index) == ("de", old)
