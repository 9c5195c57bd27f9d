"""Guides are there in English, German and French, each in its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from requests_app.web.guides import GUIDES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("name", list(GUIDES))
def test_a_guide_is_written_in_the_language(client: Client, name: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(f"/guides/{name}/").content.decode()
    assert f'<article class="measure" lang="{language}">' in page
    assert page.count("<h2>") >= 4


def test_a_guide_that_does_not_exist_is_not_there(client: Client) -> None:
    assert client.get("/guides/nothing/").status_code == 404


def test_a_platform_page_can_be_linked_with_a_wish(client: Client) -> None:
    page = client.get("/to/linkedin/?right=erasure").content.decode()
    assert "?platform=linkedin&amp;wish=erasure%3A" in page
    assert "By its own notice of 21 August 2026" in page
    assert client.get("/to/nosuch/").status_code == 404


@pytest.mark.parametrize("name", list(GUIDES))
def test_a_guide_in_another_language_than_the_page_says_so(client: Client, name: str) -> None:
    said = "This guide exists in English, German and French."
    folder = Path(settings.BASE_DIR) / "templates" / "web" / "guides"
    assert {path.parent.name for path in folder.glob(f"*/{name}.html")} == {"en", "de", "fr"}
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    page = client.get(f"/guides/{name}/").content.decode()
    with translation.override("es"):
        assert translation.gettext(said) in page
    assert '<article class="measure" lang="en">' in page
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert said not in client.get(f"/guides/{name}/").content.decode()


def test_a_guide_ends_with_the_way_to_a_letter(client: Client) -> None:
    page = client.get("/guides/ai/").content.decode()
    assert re.search(
        r'</article>.*<a class="btn[^>]*href="/letter/">Write a letter</a>', page, re.S
    )


def test_each_fact_of_a_platform_names_its_source(client: Client) -> None:
    page = client.get("/to/linkedin/").content.decode()
    assert "By its own notice of 21 August 2026: European privacy notice" in page
    assert "Press and guides on LinkedIn’s settings, 2025 and 2026" in page
    assert re.search(
        r'By the authority’s own page of 20 September 2024: <a href="https://ico.org.uk/[^"]+"',
        page,
    )


def test_what_was_not_checked_is_not_called_a_report(client: Client) -> None:
    page = client.get("/to/facebook/").content.decode()
    assert "Not checked: Meta’s EU policy of 23 July 2026 says so" in page
    page = client.get("/to/microsoft/").content.decode()
    assert "Sources contradict each other: An FAQ quoted on 2 October 2026" in page


def test_where_no_notice_is_on_record_that_is_said_with_the_day_of_the_check(
    client: Client,
) -> None:
    said = "No notice of WhatsApp on AI training is on record here. The letter asks."
    for address in ("/", "/to/whatsapp/"):
        page = client.get(address).content.decode()
        assert said in page
        assert "Last checked: August 2026" in page
    assert "No notice of" not in client.get("/to/linkedin/").content.decode()
