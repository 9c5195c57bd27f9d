"""Nothing typed is lost: not by another language, not by a session that ended, not by a refusal."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases.models import Case, Event
from tests.people import open_case_for
from tests.web.test_wizard import ANSWERS

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver"}
FORM = "application/x-www-form-urlencoded"


def encoded(form: dict[str, str]) -> str:
    return urlencode(form)


@pytest.fixture
def amara(db: None) -> User:
    return User.objects.create_user("amara@example.org")


class TestAnotherLanguage:
    """Chosen in the footer of a page that carries answers."""

    def choose(self, client: Client, stay: str, code: str = "de", **more: str) -> Any:
        form = {**ANSWERS, "at": "situation", "stay": stay, "site_language": code, **more}
        answer = client.post("/language/", form)
        assert answer.status_code == 307
        # As a browser does: the very same form again.
        return client.post(answer["Location"], form)

    def test_the_answers_of_the_wizard_stay(self, client: Client) -> None:
        page = self.choose(client, "letter")
        assert page.status_code == 200
        text = page.content.decode()
        assert '<html lang="de"' in text
        assert ANSWERS["situation"] in text
        assert ANSWERS["profile"] in text

    def test_an_answer_still_missing_is_not_called_wrong(self, client: Client) -> None:
        page = self.choose(client, "letter", at="details", name="")
        assert page.status_code == 200
        assert "error-summary" not in page.content.decode()

    def test_the_day_of_sending_stays_and_nothing_is_recorded(
        self, client: Client, amara: User
    ) -> None:
        client.force_login(amara)
        number = str(uuid.uuid4())
        page = self.choose(
            client, "sending", sent_on="2026-10-09", channel="post", submission=number
        )
        assert 'value="2026-10-09"' in page.content.decode()
        assert not Case.objects.across_owners().exists()

    def test_it_is_no_answer_itself(self, client: Client) -> None:
        page = self.choose(client, "letter").content.decode()
        assert 'name="stay" value="letter"' in page
        assert page.count('name="site_language"') == 1
        assert '<input type="hidden" name="stay"' not in page

    def test_a_language_that_is_none_changes_nothing(self, client: Client) -> None:
        page = self.choose(client, "letter", "xx").content.decode()
        assert '<html lang="en"' in page
        assert ANSWERS["situation"] in page

    def test_after_a_rejected_form_one_comes_back_to_the_case(
        self, client: Client, amara: User
    ) -> None:
        case = open_case_for(amara, date(2026, 11, 2))
        client.force_login(amara)
        page = client.post(f"/cases/{case.pk}/events/", {"kind": ""})
        assert page.status_code == 422
        assert f'name="next" value="/cases/{case.pk}/"' in page.content.decode()


def test_the_address_of_a_button_opened_as_a_page_says_what_it_is(
    client: Client, amara: User
) -> None:
    case = open_case_for(amara, date(2026, 11, 2))
    client.force_login(amara)
    answer = client.get(f"/cases/{case.pk}/events/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    page = answer.content.decode()
    assert "no page of its own" in page
    assert 'href="/cases/"' in page


class TestTheSessionEnded:
    """While somebody typed."""

    def test_what_was_typed_is_handed_back_and_recorded_after_signing_in(
        self, client: Client, amara: User
    ) -> None:
        case = open_case_for(amara, date(2026, 11, 2))
        form = {
            "kind": "reminder", "on": "2026-11-12", "note": "I wrote a long note about it.",
            "submission": str(uuid.uuid4()),
        }  # fmt: skip
        address = f"/cases/{case.pk}/events/"
        answer = client.post(address, encoded(form), headers=HERE, content_type=FORM)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "signed out meanwhile" in page
        assert 'value="I wrote a long note about it."' in page
        assert f'action="{address}"' in page
        assert answer["Cache-Control"] == "no-store"
        client.force_login(amara)
        client.post(address, encoded(form), headers=HERE, content_type=FORM)
        assert Event.objects.for_owner(amara).filter(kind="reminder").count() == 1

    @pytest.mark.parametrize(
        ("form", "headers"),
        [
            ({"note": "words"}, {}),
            ({"note": "words"}, {"origin": "https://elsewhere.example"}),
            ({"note": ""}, HERE),
            ({"submission": "x"}, HERE),
            ({"note": "words", "password": "secret"}, HERE),
        ],
    )
    def test_otherwise_one_is_led_to_sign_in_as_ever(
        self, client: Client, form: dict[str, str], headers: dict[str, str]
    ) -> None:
        address = f"/cases/{uuid.uuid4()}/events/"
        answer = client.post(address, encoded(form), headers=headers, content_type=FORM)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")
