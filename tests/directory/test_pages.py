"""Looking a platform up, on a page and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from requests_app.directory import imported, queries
from requests_app.directory.importing import import_register

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent / "data" / "register"


@pytest.fixture(autouse=True)
def _no_old_index() -> None:
    imported.forget()


def test_the_list_finds_a_pasted_address(client: Client) -> None:
    page = client.get("/directory/", {"q": "https://www.linkedin.com/in/x"}).content.decode()
    assert "LinkedIn" in page
    assert "Facebook" not in page


def test_search_as_you_type_gets_the_results_only(client: Client) -> None:
    page = client.get("/directory/", {"q": "linkdin"}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert "LinkedIn" in page.content.decode()


def test_nothing_found_offers_a_company_of_ones_own(client: Client) -> None:
    page = client.get("/directory/", {"q": "<script>qqqq"}).content.decode()
    assert "Nothing found." in page
    assert "<script>qqqq" not in page


def test_a_platforms_page_shows_each_regions_controller_and_when_it_was_checked(
    client: Client,
) -> None:
    page = client.get("/directory/platforms/linkedin/").content.decode()
    assert "LinkedIn Ireland Unlimited Company" in page
    assert "LinkedIn Corporation" in page
    assert "Last checked: August 2026" in page
    assert "Microsoft" in page


def test_an_unknown_controller_is_said_to_be_unknown(client: Client) -> None:
    page = client.get("/directory/platforms/amazon/").content.decode()
    assert page.count("Who the controller is for this region is not known") == 2


@pytest.mark.parametrize("path", ["/directory/platforms/nothing/", "/directory/platforms/a.b/"])
def test_an_unknown_platform_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_interface_says_what_there_is(client: Client) -> None:
    answer = client.get("/api/directory/").json()
    assert answer["counts"] == {"platforms": 60, "authorities": 55}
    for name in ("platforms", "authorities"):
        assert len(client.get(answer[name]).json()[name]) == answer["counts"][name]


def test_one_platform_has_sources_with_dates_as_precise_as_they_are_known(client: Client) -> None:
    data = client.get("/api/directory/platforms/linkedin/").json()
    assert data["last_verified"] == "2026-08"
    uk = next(c for c in data["controllers"] if c["regions"] == ["UK"])
    assert uk["name"] == "LinkedIn Corporation"
    assert uk["source"]["date"] == "2026-08-21"
    assert {fact["said_by"] for fact in data["facts"]} == {"controller", "authority", "reports"}


@pytest.mark.parametrize("platform", [p.id for p in queries.platforms()])
def test_every_platform_can_be_given_as_json(client: Client, platform: str) -> None:
    answer = client.get(f"/api/directory/platforms/{platform}/")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(answer.content)["id"] == platform


def test_one_authority_says_what_a_complaint_must_contain(client: Client) -> None:
    data = client.get("/api/directory/authorities/at-dsb/").json()
    assert data["time_bar"] == "AT-1"
    assert len(data["complaint_needs"]) == 5


def test_authorities_can_be_asked_for_by_country(client: Client) -> None:
    found = client.get("/api/directory/authorities/", {"country": "de"}).json()["authorities"]
    assert len(found) == 18
    answer = client.get("/api/directory/authorities/", {"country": "Germany"})
    assert answer.status_code == 400
    assert answer.json() == {"error": "country: write two letters such as IE."}


def test_a_search_is_answered_in_rank(client: Client) -> None:
    found = client.get("/api/directory/platforms/", {"q": "twitter", "limit": "1"}).json()
    assert [p["id"] for p in found["platforms"]] == ["x"]


@pytest.mark.parametrize("limit", ["0", "51", "ten", "-1", "9" * 5000, "²"])
def test_a_wrong_limit_is_told(client: Client, limit: str) -> None:
    answer = client.get("/api/directory/platforms/", {"q": "a", "limit": limit})
    assert answer.status_code == 400
    assert answer.json() == {"error": "limit: write a number from 1 to 50."}


def test_an_unknown_record_is_answered_with_near_names(client: Client) -> None:
    answer = client.get("/api/directory/platforms/linkedn/")
    assert answer.status_code == 404
    assert "linkedin" in answer.json()["error"]
    assert client.get("/api/directory/authorities/xx-none/").status_code == 404


def test_an_unchanged_answer_is_not_sent_again(client: Client) -> None:
    first = client.get("/api/directory/platforms/")
    assert "max-age=3600" in first["Cache-Control"]
    again = client.get("/api/directory/platforms/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_other_pages_may_read_it_and_nobody_may_write(client: Client) -> None:
    answer = client.get("/api/directory/")
    assert answer["Access-Control-Allow-Origin"] == "*"
    for method in (client.post, client.put, client.delete, client.patch):
        assert method("/api/directory/platforms/linkedin/").status_code == 405


def test_a_platforms_page_is_in_the_language_of_the_reader(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    page = client.get("/directory/platforms/x/").content.decode()
    assert "Política de privacidad de X, en vigor desde el 15 de enero de 2026" in page
    assert "De Grok en sus propias páginas" in page
    assert "there in English only" not in page


def test_what_is_there_in_english_only_is_said_and_marked(client: Client) -> None:
    import_register(SAMPLE)
    said = "Some texts on this page are there in English only."
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    page = client.get("/directory/platforms/register-harbour-shop-gb/").content.decode()
    assert '<span lang="en">datenanfragen/data' in page
    assert gettext_in("fr", said) in page
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/directory/platforms/register-harbour-shop-gb/").content.decode()
    assert '<span lang="en">' not in page
    assert said not in page


def test_remarks_for_whoever_keeps_the_record_are_not_for_readers(client: Client) -> None:
    page = client.get("/directory/platforms/linkedin/").content.decode()
    assert "Wilton Place" not in page
    assert "Notes" not in page
    data = client.get("/api/directory/platforms/linkedin/").json()
    assert "Wilton Place" in data["notes"][0]


def test_what_a_register_says_besides_is_marked_as_english(client: Client) -> None:
    import_register(SAMPLE)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    page = client.get("/directory/platforms/register-pfarrei-beispiel/").content.decode()
    assert re.search(r'<ul lang="en">.*other law than the GDPR', page, re.DOTALL)


def gettext_in(language: str, text: str) -> str:
    with translation.override(language):
        return translation.gettext(text)
