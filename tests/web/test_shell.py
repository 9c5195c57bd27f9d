"""The frame of the site: headers, errors, forms sent twice, and nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.accounts.services import owner
from requests_app.directory import queries as directory

pytestmark = pytest.mark.django_db

PAGES = ["/", "/letter/", "/privacy/", "/sign-in/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_has_no_inline_script_or_style(
    client: Client, page: str
) -> None:
    answer = client.get(page)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    for address in re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', html):
        assert address.startswith("/static/"), address
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


def test_every_file_a_page_names_is_served(client: Client) -> None:
    html = client.get("/").content.decode()
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', html):
        assert client.get(address).status_code == 200, address


def test_signed_in_pages_are_never_cached(client: Client) -> None:
    client.force_login(owner())
    assert client.get("/")["Cache-Control"] == "no-store"
    assert client.get("/cases/")["Cache-Control"] == "no-store"


def test_a_page_that_is_not_there_says_so(client: Client) -> None:
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "Nothing is here" in answer.content.decode()


def test_a_form_opened_before_signing_in_is_handed_back_whole() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        reverse("letters:write"),
        {"name": "Amara <b>", "at": "details"},
        HTTP_ORIGIN="http://testserver",
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'name="name" value="Amara &lt;b&gt;"' in page
    assert ">Continue</button>" in page


def test_a_form_from_another_site_gets_no_second_chance() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        reverse("letters:write"), {"name": "Amara"}, HTTP_ORIGIN="https://elsewhere.example"
    )
    assert answer.status_code == 403
    assert "Amara" not in answer.content.decode()


def test_health_answers_without_a_database_query(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_the_language_of_the_pages_can_be_changed(client: Client) -> None:
    client.post("/language/", {"language": "fr", "next": "/"})
    assert '<html lang="fr">' in client.get("/").content.decode()


def test_platforms_that_share_their_facts_share_a_card(client: Client) -> None:
    page = client.get("/").content.decode()
    assert page.count("Meta trains AI models with adults’ public posts") == 1
    first = [page.index(f'href="/to/{name}/') for name in directory.FIRST_PLATFORMS]
    assert first == sorted(first)


def test_the_letter_that_begins_on_the_home_page_can_be_read_whole(client: Client) -> None:
    assert '<a href="/sample/">See the whole letter</a>' in client.get("/").content.decode()
    page = client.get("/sample/").content.decode()
    assert "According to your own European privacy notice of 21 August 2026" in page
    assert "Yours faithfully,</p>\n  <p>Your name</p>" in page


def test_languages_are_named_alike(client: Client) -> None:
    page = client.get("/").content.decode()
    named = re.findall(r'<option value="[a-z]+" lang="[a-z]+"[^>]*>([^<]+)</option>', page)
    assert {"English", "Deutsch", "Español", "Français", "Polski"} <= set(named)
    assert all(name[0].isupper() for name in named)
