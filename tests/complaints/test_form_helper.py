"""Texts for the authorities' online forms: cut where a length is known, whole where none is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from requests_app.accounts.models import User
from requests_app.cases.models import Case
from requests_app.complaints.form_helper import _table, cut
from requests_app.directory import queries as directory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        yield


def fields(client: Client, person: User, case: Case, **more: str) -> tuple[str, dict[str, str]]:
    """The page, and the text for each field of the form."""
    client.force_login(person)
    answers = {"told": "1", "grounds": "no_answer", "go": "letter", **more}
    answer = client.post(f"/cases/{case.pk}/complaint-authority/", answers, follow=True)
    html = answer.content.decode()
    found = {}
    for part in html.split('id="field-')[1:]:
        name, _, rest = part.partition('"')
        found[name] = unescape(rest.partition(">")[2].partition("</textarea>")[0])
    return html, found


def test_the_icos_field_holds_at_most_two_thousand_characters(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1))
    words = "The silence weighs on my search for work. " * 60
    html, found = fields(client, amara, case, own_ground=words)
    assert 1500 < len(found["happened"]) <= 2000
    assert found["happened"].startswith("My request should have been answered")
    assert found["happened"].endswith(".")
    assert "of at most 2000 characters" in html or "of at most 2,000 characters" in html
    assert "shortened; the whole text is in the complaint" in html
    assert found["events"].splitlines()[0].startswith("1 September 2026: Objection")
    assert 'data-copy="field-happened"' in html


@pytest.mark.parametrize(
    ("residence", "more", "expected"),
    [
        ("IE", {}, {"person", "organisation", "happened", "grounds", "wishes", "whole"}),
        ("FR", {}, {"person", "organisation", "events", "happened", "wishes", "whole"}),
        ("DE", {"region": "DE-NW"}, {"person", "organisation", "happened", "grounds", "wishes",
                                     "whole"}),
        ("AT", {}, {"right", "organisation", "happened", "grounds", "wishes", "whole"}),
        ("NL", {}, {"person", "organisation", "happened", "grounds", "wishes", "whole"}),
        ("IT", {}, {"person", "organisation", "happened", "grounds", "wishes", "whole"}),
        ("ES", {}, {"person", "organisation", "happened", "grounds", "wishes", "whole"}),
        ("PL", {}, {"whole"}),
    ],
)  # fmt: skip
def test_where_no_length_is_known_none_is_made_up(
    client: Client,
    amara: User,
    open_case: Callable[..., Case],
    residence: str,
    more: dict[str, str],
    expected: set[str],
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence=residence)
    html, found = fields(client, amara, case, **more)
    assert set(found) == expected
    assert "of at most" not in html
    assert "no limit is known" in html
    assert all(text.strip() for text in found.values())


def test_the_link_and_the_day_it_was_checked_stand_beside_it(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="NL")
    html, _found = fields(client, amara, case)
    authority = directory.authority("nl-ap")
    assert authority.complaint_url in html
    assert "ast checked: July 2026" in html


def test_the_texts_follow_the_persons_own_changes(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="IE")
    body = "**What happened**\n\nThey said nothing.\n\n**Why I complain**\n\nThat is why.\n"
    _html, found = fields(client, amara, case, subject="Mine", body=body, composed="0")
    assert found["grounds"].strip() == "That is why."
    assert "They said nothing." in found["happened"]


@pytest.mark.parametrize(
    ("text", "limit", "kept", "missing"),
    [
        ("One. Two. Three.", 100, "One. Two. Three.", False),
        ("One. Two. Three.", 16, "One. Two. Three.", False),
        ("One. Two. Three.", 15, "One. Two.", True),
        ("One.\n\nTwo.", 9, "One.", True),
        ("Unbroken" * 10, 12, "UnbrokenUnbr", True),
        ("", 5, "", False),
    ],
)
def test_a_text_is_cut_after_a_whole_sentence(
    text: str, limit: int, kept: str, missing: bool
) -> None:
    assert cut(text, limit) == (kept, missing)


def test_what_is_known_of_a_form_is_said_in_the_pages_language(
    client: Client, amara: User, open_case: Callable[..., Case]
) -> None:
    case = open_case(date(2026, 9, 1), regime="eu", seat="IE", residence="FR", language="fr")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    html, _found = fields(client, amara, case)
    assert "les champs du formulaire lui-même ne sont pas connus" in html
    assert "the fields of the form" not in html


def test_every_remark_on_a_form_is_there_in_every_language_of_the_desk() -> None:
    table = _table()
    spoken = {code for code, _name in settings.LANGUAGES}
    for name, words in table["sources"].items():
        assert spoken <= set(words), name
    assert {row["source"] for row in table["authorities"].values()} <= set(table["sources"])
