"""Where a complaint goes, and what it must contain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from requests_app.directory import queries
from requests_app.directory.formats import EU_AND_EEA
from requests_app.directory.records import AuthorityName

LANGUAGES = {"en", "de", "fr", "es", "it", "nl", "pl", "pt"}
GERMAN_LAENDER = "BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH TH".split()  # noqa: SIM905


def test_there_are_fifty_five_authorities() -> None:
    assert len(queries.authorities()) == 55


@pytest.mark.parametrize("country", sorted((EU_AND_EEA | {"GB", "CH"}) - {"DE"}))
def test_every_country_has_one_for_complaints_about_companies(country: str) -> None:
    found = queries.authority_for(country)
    assert found is not None
    assert found.country == country
    assert len(found.address) >= 2
    assert found.languages
    assert found.complaint_needs


@pytest.mark.parametrize("land", GERMAN_LAENDER)
def test_every_german_land_has_one_for_companies(land: str) -> None:
    found = queries.authority_for("DE", f"de_{land.lower()}")
    assert found is not None
    assert found.region == f"DE-{land}"


def test_germany_without_a_land_is_no_answer() -> None:
    assert queries.authority_for("DE") is None


def test_bavarian_companies_are_not_for_the_commissioner_of_public_bodies() -> None:
    found = queries.authority_for("DE", "DE-BY")
    assert found is not None
    assert found.id == "de-by-lda"


@pytest.mark.parametrize("region", ["ES-CT", "ES-PV", "ES-AN"])
def test_spains_regional_authorities_are_not_for_platforms(region: str) -> None:
    found = queries.authority_for("ES", region)
    assert found is not None
    assert found.id == "es-aepd"


@pytest.mark.parametrize("nation", ["GB-ENG", "GB-SCT", "GB-NIR", "GB-WLS"])
def test_the_ico_is_for_all_of_the_united_kingdom(nation: str) -> None:
    found = queries.authority_for("GB", nation)
    assert found is not None
    assert found.id == "gb-ico"


def test_austrias_time_bar_points_to_the_rule_of_the_law() -> None:
    assert queries.authority("at-dsb").time_bar == "AT-1"
    assert {a.id for a in queries.authorities() if a.time_bar} == {"at-dsb"}


def test_the_time_bar_is_a_rule_the_law_room_has() -> None:
    from requests_app.law.loading import regime

    assert "AT-1" in regime("eu").rules


def test_france_wants_french_and_a_month_of_silence() -> None:
    cnil = queries.authority("fr-cnil")
    assert cnil.languages == ("fr",)
    assert any("after one month" in need["en"] for need in cnil.complaint_needs)


def test_a_mailbox_that_does_not_take_complaints_is_not_offered_for_them() -> None:
    for identity in ("bg-cpdp", "pl-uodo", "it-gpdp"):
        assert not queries.authority(identity).email_is_for_complaints


def test_an_authority_is_called_what_it_is_called_on_the_day() -> None:
    ico = queries.authority("gb-ico")
    renamed = replace(
        ico,
        names=(
            replace(ico.names[0], valid_until=date(2027, 3, 31)),
            AuthorityName(
                local="Information Commission",
                text={"en": "Information Commission"},
                valid_from=date(2027, 4, 1),
            ),
        ),
    )
    assert ico.name("en", date(2026, 11, 24)) == "Information Commissioner’s Office (ICO)"
    assert renamed.name("fr", date(2027, 3, 31)) == "Information Commissioner’s Office (ICO)"
    assert renamed.local_name(date(2027, 4, 1)) == "Information Commission"


def test_an_authority_is_named_in_the_language_of_the_letter() -> None:
    fdpic = queries.authority("ch-fdpic")
    assert "PFPDT" in fdpic.name("fr")
    assert "EDÖB" in fdpic.name("de-ch")


@pytest.mark.parametrize(
    ("identity", "language", "short"),
    [
        ("fr-cnil", "en", "CNIL"),
        ("ie-dpc", "fr", "DPC"),
        ("ch-fdpic", "fr", "PFPDT"),
        ("de-nw", "de", "LDI NRW"),
        ("at-dsb", "en", ""),
        ("de-by-lfd", "en", "BayLfD"),
    ],
)
def test_an_authority_has_the_short_name_that_its_names_give_in_brackets(
    identity: str, language: str, short: str
) -> None:
    assert queries.authority(identity).short_name(language) == short


def test_an_unknown_authority_is_answered_with_near_ids() -> None:
    with pytest.raises(queries.UnknownAuthority, match="ie-dpc"):
        queries.authority("ie-dp")


def test_lead_authorities_of_platforms_are_there() -> None:
    for platform in queries.platforms():
        if platform.lead_authority:
            assert queries.authority(platform.lead_authority).country


def test_what_a_complaint_needs_is_written_in_every_language_of_the_desk() -> None:
    for found in queries.authorities():
        for text in (*found.complaint_needs, *found.form_rules):
            assert text.keys() >= LANGUAGES, (found.id, text["en"])
