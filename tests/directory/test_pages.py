"""Looking a platform up, on a page and as JSON."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from requests_app.directory import imported, queries

pytestmark = pytest.mark.django_db


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
