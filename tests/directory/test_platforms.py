"""Whom a letter goes to: by region, on the day of the letter."""

from __future__ import annotations

from datetime import date

import pytest

from requests_app.directory import queries
from requests_app.directory.records import REGIONS

TODAY = date(2026, 11, 24)

OF_THE_ARTICLE = (
    "linkedin facebook instagram threads whatsapp x xai microsoft openai".split()  # noqa: SIM905
)
OTHERS = """
acxiom-uk adobe airbnb amazon anthropic apple automattic booking bumble character-ai clearview
common-crawl crif-de criteo deepseek deliveroo discord dropbox duolingo ebay equifax-uk
experian-uk github google grindr hugging-face midjourney mistral netflix paypal perplexity
pinterest quora reddit schufa shein slack snapchat spotify stability stackoverflow strava
telegram temu tiktok tinder twitch uber vinted zalando zoom
""".split()  # noqa: SIM905


def controller(identity: str, region: str, on: date = TODAY) -> str | None:
    found = queries.platform(identity).controller(region, on)
    return found.name if found else None


@pytest.mark.parametrize("identity", [*OF_THE_ARTICLE, *OTHERS])
def test_every_platform_is_there_with_a_name_and_a_domain(identity: str) -> None:
    platform = queries.platform(identity)
    assert platform.name
    assert platform.domains


def test_there_is_no_other_platform_than_those_listed_here() -> None:
    assert sorted(p.id for p in queries.platforms()) == sorted([*OF_THE_ARTICLE, *OTHERS])


def test_those_of_the_article_come_first_and_the_others_by_name() -> None:
    found = queries.platforms()
    first = [one.id for one in found][: len(queries.FIRST_PLATFORMS)]
    assert first == list(queries.FIRST_PLATFORMS)
    assert first[0] == "linkedin"
    others = [one.name for one in found][len(first) :]
    assert others == sorted(others, key=str.casefold)


@pytest.mark.parametrize(
    ("identity", "region", "name", "seat"),
    [
        ("linkedin", "EEA", "LinkedIn Ireland Unlimited Company", "IE"),
        ("linkedin", "CH", "LinkedIn Ireland Unlimited Company", "IE"),
        ("linkedin", "UK", "LinkedIn Corporation", "US"),
        ("facebook", "EEA", "Meta Platforms Ireland Limited", "IE"),
        ("facebook", "CH", "Meta Platforms Ireland Limited", "IE"),
        ("facebook", "UK", "Meta Platforms, Inc.", "US"),
        ("instagram", "UK", "Meta Platforms, Inc.", "US"),
        ("threads", "UK", "Meta Platforms, Inc.", "US"),
        ("whatsapp", "EEA", "WhatsApp Ireland Limited", "IE"),
        ("whatsapp", "UK", "WhatsApp LLC", "US"),
        ("x", "UK", "X Internet Unlimited Company", "IE"),
        ("x", "CH", "X Internet Unlimited Company", "IE"),
        ("xai", "EEA", "SpaceXAI LLC", "US"),
        ("microsoft", "UK", "Microsoft Ireland Operations Limited", "IE"),
        ("openai", "CH", "OpenAI Ireland Limited", "IE"),
        ("openai", "UK", "OpenAI OpCo, LLC", "US"),
        ("paypal", "CH", "PayPal Pte. Ltd.", "SG"),
        ("tiktok", "UK", "TikTok Information Technologies UK Limited", "GB"),
    ],
)
def test_the_controller_depends_on_where_the_person_lives(
    identity: str, region: str, name: str, seat: str
) -> None:
    found = queries.platform(identity).controller(region, TODAY)
    assert found is not None
    assert (found.name, found.seat) == (name, seat)


@pytest.mark.parametrize("identity", OF_THE_ARTICLE)
@pytest.mark.parametrize("region", REGIONS)
def test_a_system_of_the_article_can_be_written_to_from_everywhere(
    identity: str, region: str
) -> None:
    platform = queries.platform(identity)
    found = platform.controller(region, TODAY)
    assert found is not None
    assert len(found.address) >= 3
    assert found.seat
    assert found.source.text
    routes = platform.routes("objection", region, TODAY)
    assert routes[0].recommended
    assert routes[0].why_in("fr") != routes[0].why_in("en")


@pytest.mark.parametrize(
    ("identity", "region"),
    [("amazon", "UK"), ("spotify", "CH"), ("telegram", "EEA"), ("schufa", "UK"), ("uber", "UK")],
)
def test_an_unknown_controller_stays_unknown(identity: str, region: str) -> None:
    assert controller(identity, region) is None


def test_xs_company_changed_its_name_on_1_april_2025() -> None:
    assert controller("x", "EEA", date(2025, 3, 31)) == "Twitter International Unlimited Company"
    assert controller("x", "EEA", date(2025, 4, 1)) == "X Internet Unlimited Company"


def test_xai_letters_went_to_another_company_until_august_2026() -> None:
    assert controller("xai", "UK", date(2026, 8, 1)) == "X.AI LLC"
    assert controller("xai", "UK", date(2026, 9, 1)) == "SpaceXAI LLC"


def test_metas_uk_letters_went_to_willow_road_until_december_2025() -> None:
    platform = queries.platform("facebook")
    before = platform.controller("UK", date(2025, 11, 30))
    after = platform.controller("UK", date(2025, 12, 1))
    assert before is not None
    assert after is not None
    assert "1601 Willow Road" in before.address
    assert "1 Meta Way" in after.address


def test_xais_local_contacts_are_not_called_representatives() -> None:
    platform = queries.platform("xai")
    for region, seat in (("EEA", "IE"), ("UK", "GB"), ("CH", "CH")):
        contact = platform.representative(region, TODAY)
        assert contact is not None
        assert (contact.role, contact.seat) == ("contact", seat)
    named = queries.platform("x").representative("CH", TODAY)
    assert named is not None
    assert named.role == "representative"


@pytest.mark.parametrize(
    "identity", ["linkedin", "facebook", "whatsapp", "x", "microsoft", "openai"]
)
def test_no_uk_representative_is_made_up(identity: str) -> None:
    assert queries.platform(identity).representative("UK", TODAY) is None


def test_linkedins_objection_form_comes_before_the_switch_that_is_not_enough() -> None:
    routes = queries.platform("linkedin").routes("ai_training", "UK", TODAY)
    assert routes[0].value.endswith("/TS-DPRO")
    assert [route.recommended for route in routes].count(True) == 1
    switch = next(route for route in routes if route.channel == "setting")
    assert "second training purpose" in switch.why
    assert routes[-1].channel == "post"
    assert routes[-1].value.startswith("LinkedIn Corporation\n")


def test_a_right_without_a_form_of_its_own_goes_the_general_way() -> None:
    routes = queries.platform("linkedin").routes("access", "EEA", TODAY)
    assert routes[0].value.endswith("/ppq")


def test_only_people_in_the_uk_read_that_linkedin_passes_posts_to_microsoft() -> None:
    platform = queries.platform("linkedin")
    assert [f.since for f in platform.facts("UK", "disclosure")] == [date(2025, 11, 3)]
    assert platform.facts("EEA", "disclosure") == ()
    assert platform.facts("CH", "disclosure") == ()


def test_what_linkedin_says_is_not_put_to_microsoft_as_its_own_notice() -> None:
    (fact,) = queries.platform("microsoft").facts("UK", "disclosure")
    assert fact.said_by == "other_company"
    assert fact.source.of == "linkedin"


def test_the_second_training_purpose_is_out_of_the_switchs_reach() -> None:
    facts = queries.platform("linkedin").facts("EEA", "ai_training")
    assert [fact.setting_reaches for fact in facts] == [True, False]
    assert facts[1].said_by == "controller"
    assert facts[1].source.date == date(2026, 8, 21)


def test_xs_undertaking_is_told_as_a_report_and_only_in_the_eea() -> None:
    platform = queries.platform("x")
    (fact,) = platform.facts("EEA", "court")
    assert fact.said_by == "reports"
    assert "is reported" in fact.in_language("en")
    assert platform.facts("UK", "court") == platform.facts("CH", "court") == ()


def test_where_sources_contradict_each_other_the_fact_is_doubtful() -> None:
    doubts = [f for f in queries.platform("microsoft").facts("EEA") if f.is_doubtful]
    assert [fact.source.confidence for fact in doubts] == ["contradicted"]


def test_instagram_and_threads_share_what_is_known_of_meta() -> None:
    shared = queries.platform("facebook").all_facts
    assert queries.platform("instagram").all_facts == shared
    assert queries.platform("threads").all_facts == shared


@pytest.mark.parametrize("identity", OF_THE_ARTICLE)
def test_facts_of_the_article_are_written_in_three_languages(identity: str) -> None:
    for fact in queries.platform(identity).all_facts:
        texts = {fact.text[language] for language in ("en", "fr", "de")}
        assert len(texts) == 3, fact.text["en"]
        assert all(text.endswith(".") for text in texts)


def test_a_fact_of_a_companys_own_page_can_be_cited_by_title_and_date() -> None:
    for identity in OF_THE_ARTICLE:
        for fact in queries.platform(identity).all_facts:
            if fact.said_by in ("controller", "other_company"):
                assert fact.source.date is not None
                assert fact.source.title["en"]


def test_an_unknown_platform_is_answered_with_near_names() -> None:
    with pytest.raises(queries.UnknownPlatform, match="linkedin"):
        queries.platform("linkedn")
    with pytest.raises(ValueError, match=r"near names: .*openai"):
        queries.platform("ChatGPT")


def test_an_id_can_be_written_with_underscores() -> None:
    assert queries.platform("Experian_UK").id == "experian-uk"


def test_a_region_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="allowed are EEA, UK, CH"):
        queries.platform("linkedin").controller("GB", TODAY)


@pytest.mark.parametrize(("regime", "region"), [("eu", "EEA"), ("UK", "UK"), ("ch", "CH")])
def test_each_regime_has_its_region(regime: str, region: str) -> None:
    assert queries.region_of(regime) == region


def test_an_unknown_regime_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="allowed are eu, uk, ch"):
        queries.region_of("us")


@pytest.mark.parametrize("identity", [one.id for one in queries.platforms()])
def test_what_a_page_shows_of_a_platform_is_written_in_every_language(identity: str) -> None:
    found = queries.platform(identity)
    shown = [
        *found.good_to_know,
        *(fact.text for fact in found.all_facts),
        *(fact.source.words for fact in found.all_facts),
        *(one.source.words for one in found.controllers),
        *(route.why_by_language for route in found.all_routes if route.why_by_language),
        *(fact.source.title for fact in found.all_facts if fact.source.title),
    ]
    for text in shown:
        assert text.keys() >= {"en", "de", "fr", "es", "it", "nl", "pl", "pt"}, text["en"]
