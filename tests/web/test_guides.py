"""Guides are there in English, German and French, each in its own words."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

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
