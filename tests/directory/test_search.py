"""Finding a record as one types."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

import pytest

from requests_app.directory import queries
from requests_app.directory.records import Platform
from requests_app.directory.search import Index, fold, host_in


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(queries.platforms())


def first(index: Index, text: str) -> str:
    found = index.search(text)
    return found[0].id if found else ""


@pytest.mark.parametrize(
    ("typed", "identity"),
    [
        ("LinkedIn", "linkedin"),
        ("link", "linkedin"),
        ("  LINKEDIN ", "linkedin"),
        ("https://www.linkedin.com/in/amara-okafor/?x=1", "linkedin"),
        ("uk.linkedin.com", "linkedin"),
        ("lnkd.in/abc", "linkedin"),
        ("linkdin", "linkedin"),
        ("lnikedin", "linkedin"),
        ("facebok", "facebook"),
        ("Messenger", "facebook"),
        ("https://m.facebook.com/profile.php?id=1", "facebook"),
        ("insta", "instagram"),
        ("twitter", "x"),
        ("x", "x"),
        ("x.com", "x"),
        ("X Internet Unlimited Company", "x"),
        ("grok", "xai"),
        ("chatgpt", "openai"),
        ("chat gpt", "openai"),
        ("copilot", "microsoft"),
        ("someone@outlook.com", "microsoft"),
        ("you tube", "google"),
        ("youtub", "google"),
        ("bumbel", "bumble"),
        ("zalándo", "zalando"),
        ("schuffa", "schufa"),
        ("hinge", "tinder"),
        ("stack exchange", "stackoverflow"),
        ("claude", "anthropic"),
    ],
)
def test_the_platform_people_mean_comes_first(index: Index, typed: str, identity: str) -> None:
    assert first(index, typed) == identity


@pytest.mark.parametrize("typed", ["", "   ", "?", "////", "\x00", "qqqqqqqq", "http://[broken"])
def test_what_means_nothing_finds_nothing(index: Index, typed: str) -> None:
    assert index.search(typed) == ()


def test_a_very_long_paste_is_answered_as_quickly(index: Index) -> None:
    assert first(index, "https://www.linkedin.com/in/" + "a" * 100_000) == "linkedin"


def test_no_more_than_the_limit_is_given(index: Index) -> None:
    assert len(index.search("a", limit=3)) == 3


def test_of_two_with_one_name_the_record_of_ours_comes_first() -> None:
    ours = queries.platform("spotify")
    theirs = replace(ours, id="register-spotify", origin="some register")
    assert [p.id for p in Index([theirs, ours]).search("spotify")] == ["spotify", theirs.id]


def test_letters_with_accents_and_without_are_the_same() -> None:
    assert fold("  Müller-Straße, Çelik & Łódź ") == "muller strasse celik lodz"


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://www.x.com/a", "x.com"),
        ("x.com", "x.com"),
        ("me@mail.example.org", "mail.example.org"),
        ("no host here.", ""),
        ("word", ""),
    ],
)
def test_the_host_of_a_pasted_address(typed: str, host: str) -> None:
    assert host_in(typed) == host


def many(count: int) -> list[Platform]:
    """Records with names as a register has them."""
    model = queries.platform("spotify")
    kinds = ("Versicherung AG", "Media GmbH", "Bank plc", "Kirchengemeinde St.", "Logistics B.V.")
    towns = ("Hannover", "Leeds", "Lyon", "Zürich", "Bremen", "Cork", "Porto")
    made = []
    for number in range(count):
        name = f"{towns[number % 7]} {kinds[number % 5]} {fold(str(number * 7919))}"
        site = f"{fold(name).replace(' ', '-')}.example.com"
        made.append(
            replace(
                model,
                id=f"register-{number}",
                name=name,
                names=(name, f"{towns[number % 7]} direkt {number}"),
                domains=(site,),
                controllers=(),
                origin="some register",
            )
        )
    return made


def test_a_search_over_3200_records_takes_under_two_milliseconds_at_the_median() -> None:
    index = Index([*queries.platforms(), *many(3140)])
    typed = ["l", "li", "link", "linkedin", "linkdin", "https://www.linkedin.com/in/x", "facebok"]
    typed += ["hannover versicherung", "zürich", "kirchengemeinde", "cork logistics 12", "zzzz"]
    times = []
    for _ in range(5):
        for text in typed:
            begin = time.perf_counter()
            index.search(text)
            times.append(time.perf_counter() - begin)
    assert statistics.median(times) < 0.002
