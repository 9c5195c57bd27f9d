"""A record that nobody checked for a year says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from requests_app.directory import queries
from requests_app.directory.freshness import freshness
from requests_app.directory.records import is_stale


@pytest.mark.parametrize(
    ("checked", "today", "stale"),
    [
        (date(2025, 11, 24), date(2026, 11, 24), False),
        (date(2025, 11, 24), date(2026, 11, 25), True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (None, date(2026, 11, 24), True),
    ],
)
def test_twelve_months_after_the_check_a_record_is_stale(
    checked: date | None, today: date, stale: bool
) -> None:
    assert is_stale(checked, today) is stale


def test_a_fresh_record_says_when_it_was_checked() -> None:
    said = freshness(queries.platform("linkedin"), date(2026, 11, 24))
    assert said.text == "last checked: August 2026"
    assert not said.stale


def test_a_stale_record_asks_to_confirm_on_the_privacy_page() -> None:
    said = freshness(queries.platform("linkedin"), date(2027, 8, 2))
    assert said.stale
    assert said.text == "last checked: August 2026; confirm on the platform’s privacy page"
    assert said.page == "https://www.linkedin.com/legal/privacy-policy"


def test_a_record_known_to_the_day_gives_the_day() -> None:
    record = replace(
        queries.platform("linkedin"),
        last_verified=date(2026, 11, 3),
        last_verified_precision="day",
    )
    with translation.override("en"):
        assert "3 November 2026" in freshness(record, date(2026, 11, 24)).text


def test_a_record_never_checked_says_that() -> None:
    said = freshness(queries.platform("temu"), date(2026, 11, 24))
    assert said.stale
    assert said.text.startswith("not checked yet; confirm")


def test_an_authority_is_confirmed_on_its_website() -> None:
    said = freshness(queries.authority("ie-dpc"), date(2028, 1, 1))
    assert "the authority’s website" in said.text
    assert said.page == "https://www.dataprotection.ie"
