"""Days on pages and in mails, as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone, translation

from requests_app.accounts.models import User
from tests.people import open_case_for

FIRST = date(2027, 3, 1)
OTHER = date(2027, 3, 11)


@pytest.mark.parametrize(
    ("code", "first", "other"),
    [
        ("en", "1 March 2027", "11 March 2027"),
        ("de", "1. März 2027", "11. März 2027"),
        ("fr", "1er mars 2027", "11 mars 2027"),
        ("es", "1 de marzo de 2027", "11 de marzo de 2027"),
        ("it", "1º marzo 2027", "11 marzo 2027"),
        ("nl", "1 maart 2027", "11 maart 2027"),
        ("pl", "1 marca 2027", "11 marca 2027"),
        ("pt", "1 de março de 2027", "11 de março de 2027"),
    ],
)
def test_a_day_stands_in_a_sentence_as_the_language_writes_it(
    code: str, first: str, other: str
) -> None:
    page = Template("{% load desk_dates %}{{ first|in_words }}; {{ other|in_words }}")
    with translation.override(code):
        assert page.render(Context({"first": FIRST, "other": OTHER})) == f"{first}; {other}"


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "11 March 2027, 00:30"), ("de", "11. März 2027, 00:30"), ("fr", "11 mars 2027, 00:30")],
)
def test_a_moment_is_told_in_the_zone_of_the_reader(code: str, said: str) -> None:
    page = Template("{% load desk_dates %}{{ at|moment }}")
    at = datetime(2027, 3, 10, 23, 30, tzinfo=UTC)
    with translation.override(code), timezone.override("Europe/Berlin"):
        assert page.render(Context({"at": at})) == said


def test_the_paper_on_the_page_is_dated_in_the_letters_language() -> None:
    page = Template("{% load desk_dates %}{{ text|dateline }}")
    text = SimpleNamespace(language="fr", date=FIRST, place="Lyon")
    with translation.override("de"):
        assert page.render(Context({"text": text})) == "Lyon, le 1er mars 2027"


@pytest.mark.django_db
def test_a_french_timeline_names_the_first_of_the_month(amara: User, client: Client) -> None:
    client.force_login(amara)
    case = open_case_for(amara, date(2026, 10, 1))
    page = client.get(f"/cases/{case.pk}/", headers={"accept-language": "fr"})
    assert "1er octobre 2026" in page.content.decode()
