"""Seats, nations, regions, authorities, and the holidays the calendars know there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from requests_app.law import UnknownPlace
from requests_app.law.calendars import CALENDAR_VERSION, calendar, regions_with_holiday
from requests_app.law.places import authority_place, eea_countries, place, regime_of, regions_of
from tests.law.asking import ask, day

LAENDER = {"BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL"} | {
    "SN",
    "ST",
    "SH",
    "TH",
}

BANK_HOLIDAYS = {
    ("GB-ENG", 2026): "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    ("GB-WLS", 2026): "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    ("GB-SCT", 2026): "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28",
    ("GB-NIR", 2026): "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
    ("GB-ENG", 2027): "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    ("GB-SCT", 2027): "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28",
    ("GB-NIR", 2027): "01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28",
    ("GB-ENG", 2028): "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    ("GB-SCT", 2028): "01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26",
    ("GB-NIR", 2028): "01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26",
    ("IE", 2026): "01-01 02-02 03-17 04-06 05-04 06-01 08-03 10-26 12-25",
    ("IE", 2027): "01-01 02-01 03-17 03-29 05-03 06-07 08-02 10-25",
    ("IE", 2030): "01-01 02-01 04-22 05-06 06-03 08-05 10-28 12-25 12-26",
}


@pytest.mark.rule("UK-1", "EU-5")
@pytest.mark.parametrize(("where", "year"), BANK_HOLIDAYS, ids=str)
def test_the_weekdays_nobody_works_are_those_of_the_official_lists(where: str, year: int) -> None:
    country, _, region = where.partition("-")
    days = calendar(country, region)
    found = [
        one
        for one in (date(year, 1, 1) + timedelta(passed) for passed in range(366))
        if one.year == year and one.weekday() < 5 and not days.is_working_day(one)
    ]
    assert [one.strftime("%m-%d") for one in found] == BANK_HOLIDAYS[where, year].split()


@pytest.mark.rule("EU-5")
@pytest.mark.parametrize("country", sorted(eea_countries()))
def test_every_country_of_the_eea_has_a_calendar(country: str) -> None:
    days = calendar(country)
    assert days.holiday(date(2026, 12, 25)) == "Christmas Day"
    assert days.holiday(date(2027, 1, 1))
    assert days.holiday(date(2026, 11, 24)) == ""
    assert days.name == country


@pytest.mark.parametrize(
    "land",
    [
        "BW",
        "BY",
        "BE",
        "BB",
        "HB",
        "HH",
        "HE",
        "MV",
        "NI",
        "NW",
        "RP",
        "SL",
        "SN",
        "ST",
        "SH",
        "TH",
    ],
)
def test_every_german_land_has_a_calendar(land: str) -> None:
    assert not calendar("DE", land).is_working_day(date(2027, 5, 17))
    assert land in regions_of("DE")


@pytest.mark.parametrize(
    ("region", "holiday"),
    [
        ("DE-BE", "2027-03-08"),
        ("DE-NW", "2027-05-27"),
        ("DE-SN", "2026-11-18"),
        ("DE-TH", "2027-09-20"),
        ("DE-HH", "2028-10-31"),
        ("ES-CT", "2028-06-24"),
        ("ES-MD", "2028-05-02"),
        ("ES-PV", "2027-03-29"),
        ("CH-NE", "2027-03-01"),
    ],
)
def test_regions_keep_their_own_holidays(region: str, holiday: str) -> None:
    country, _, part = region.partition("-")
    assert calendar(country, part).holiday(day(holiday))
    assert not calendar(country).holiday(day(holiday))


@pytest.mark.rule("EU-5")
def test_the_regions_with_a_holiday_are_named() -> None:
    assert regions_with_holiday("DE", day("2027-01-06")) == ("DE-BW", "DE-BY", "DE-ST")
    assert regions_with_holiday("DE", day("2026-10-03")) == ()
    assert regions_with_holiday("IE", day("2027-01-06")) == ()
    assert regions_with_holiday("", day("2027-01-06")) == ()


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("ie", "IE"),
        (" GB-SCT ", "GB-SCT"),
        ("UK", "GB"),
        ("GB-EAW", "GB-ENG"),
        ("EL", "GR"),
        ("RE", "FR-974"),
        ("AX", "FI-01"),
        ("US", "US"),
        ("US-CA", "US-CA"),
        ("KP", "KP"),
    ],
)
def test_places_are_read_from_iso_codes(code: str, means: str) -> None:
    assert place(code).code == means
    assert str(place(code)) == means


@pytest.mark.parametrize("code", ["XX", "Ireland", "GB-LND", "DE-XX", "DE-", "IE-D", "E", "12"])
def test_unknown_places_name_the_field(code: str) -> None:
    with pytest.raises(UnknownPlace, match="residence"):
        place(code, "residence")
    with pytest.raises(UnknownPlace, match="seat"):
        ask("eu", "access", code, "received=2026-10-01")


def test_an_unknown_region_lists_the_known_ones() -> None:
    with pytest.raises(UnknownPlace, match="GB, GB-ENG, GB-NIR, GB-SCT, GB-WLS"):
        place("GB-LND")


@pytest.mark.parametrize(
    ("authority", "means"),
    [
        ("ie-dpc", "IE"),
        ("at-dsb", "AT"),
        ("de-by-lda", "DE-BY"),
        ("de-be", "DE-BE"),
        ("de-bfdi", "DE"),
        ("es-ct-apdcat", "ES-CT"),
        ("es-aepd", "ES"),
        ("gb-ico", "GB-ENG"),
        ("ch-fdpic", "CH-BE"),
        ("gr-dpa", "GR"),
        ("DE-BY", "DE-BY"),
        ("at_dsb", "AT"),
    ],
)
def test_an_authority_sits_where_its_id_says(authority: str, means: str) -> None:
    assert authority_place(authority).code == means


@pytest.mark.parametrize("authority", ["us-ftc", "dsb", "je-joic", "x"])
def test_an_authority_outside_the_three_laws_is_refused(authority: str) -> None:
    with pytest.raises(UnknownPlace, match="authority"):
        authority_place(authority)


@pytest.mark.parametrize(
    ("regime", "authority"), [("eu", "gb-ico"), ("uk", "ie-dpc"), ("ch", "at-dsb")]
)
def test_an_authority_of_another_law_is_refused(regime: str, authority: str) -> None:
    with pytest.raises(UnknownPlace, match=authority):
        ask(regime, "access", "CH", "received=2026-10-01", authority=authority)


def test_the_version_of_the_calendar_is_kept_with_each_deadline() -> None:
    for found in ask("eu", "access", "IE", "received=2026-10-01"):
        assert found.calendar_version == CALENDAR_VERSION
        assert CALENDAR_VERSION.startswith("holidays 0.")
        assert found.calendar == "IE"


def test_with_no_country_only_weekends_are_left_out() -> None:
    nowhere = calendar()
    assert nowhere.is_working_day(date(2026, 12, 25))
    assert not nowhere.is_working_day(date(2026, 12, 26))
    assert not nowhere.is_working_day(date(2026, 12, 27))
    assert nowhere.roll(date(2026, 12, 26)) == date(2026, 12, 28)
    assert (nowhere.name, repr(nowhere)) == ("weekends", "Calendar('weekends')")


def test_a_place_belongs_to_one_of_the_three_laws_or_to_none() -> None:
    laws = {code: regime_of(place(code)) for code in ("IE", "NO", "GB-SCT", "CH", "RE", "US")}
    assert laws == {"IE": "eu", "NO": "eu", "GB-SCT": "uk", "CH": "ch", "RE": "eu", "US": ""}


def test_every_country_that_can_be_a_seat_has_a_calendar() -> None:
    for code in ["US", "CN", "JP", "IN", "BR", "SG", "IL", "AE", "XK", "AQ"]:
        assert calendar(place(code).country).roll(date(2026, 11, 24)) >= date(2026, 11, 24)
