"""Which law applies, from home and seat, with the reason in a sentence."""

from __future__ import annotations

import re

import pytest

from requests_app.law import NoRegime, UnknownPlace, choose_regime
from requests_app.law.steps import languages, wording


@pytest.mark.parametrize(
    ("home", "seat", "regime", "says"),
    [
        ("DE", "IE", "eu", "You live in Germany, and the company sits in Ireland: the EU GDPR"),
        ("DE-BY", "LU", "eu", "You live in Germany, and the company sits in Luxembourg"),
        ("NL", "NL", "eu", "You live in the Netherlands, and the company sits there too"),
        ("NO", "IE", "eu", "Norway"),
        (
            "FR",
            "US",
            "eu",
            "the company sits outside the EU and EEA: the EU GDPR applies to it too",
        ),
        ("FR", None, "eu", "companies in the EU and EEA, and to companies elsewhere"),
        ("AT", "GB-ENG", "eu", "outside the EU and EEA"),
        ("RE", "IE", "eu", "You live in France"),
        ("GB-SCT", "IE", "uk", "You live in Scotland, and the company sits outside the United"),
        ("GB-WLS", "GB-ENG", "uk", "the company sits in the United Kingdom: the UK GDPR applies"),
        ("GB-ENG", "US", "uk", "You live in England,"),
        ("GB", None, "uk", "companies in the United Kingdom, and to companies elsewhere"),
        ("CH", "IE", "ch", "Switzerland"),
        ("CH-ZH", "CH", "ch", "You live in Switzerland: the Swiss"),
        ("US", "IE", "eu", "The company sits in Ireland"),
        ("JE", "GB-ENG", "uk", "England"),
        ("US", "CH", "ch", "Swiss"),
    ],
)
def test_home_decides_and_the_seat_helps_where_home_does_not(
    home: str, seat: str | None, regime: str, says: str
) -> None:
    found = choose_regime(home, seat)
    assert found.regime == regime
    assert says in found.reason
    assert found.reason.count(".") == 1


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "de",
            "Sie leben in den Niederlanden, und das Unternehmen sitzt in Irland: Es gilt die DSGVO",
        ),
        ("fr", "Vous vivez aux Pays-Bas et l’entreprise a son siège en Irlande\xa0: le RGPD"),
        ("es", "Usted vive en los Países Bajos y la empresa tiene su sede en Irlanda: se aplica"),
        ("it", "Lei vive nei Paesi Bassi e l’impresa ha sede in Irlanda: si applica il GDPR"),
        ("nl", "U woont in Nederland en het bedrijf is gevestigd in Ierland: de AVG"),
        ("pl", "Mieszkasz w Niderlandach, a firma ma siedzibę w Irlandii: stosuje się RODO"),
        ("pt", "Vive nos Países Baixos e a empresa tem sede na Irlanda: aplica-se o RGPD"),
    ],
)
def test_the_reason_is_a_sentence_that_names_both_places_in_every_language(
    language: str, says: str
) -> None:
    assert choose_regime("NL", "IE", language=language).reason.startswith(says)
    assert choose_regime("NL", "IE").in_language(language).startswith(says)


def test_every_reason_is_whole_in_every_language() -> None:
    english = wording("en")["regimes"]
    for language in languages():
        assert wording(language)["regimes"].keys() == english.keys()
        for home in ("DE", "DE-BY", "GB", "GB-WLS", "CH", "US"):
            for seat in ("DE", "IE", "GB", "GB-SCT", "CH", "US", None):
                if home == "US" and seat in ("US", None):
                    continue
                reason = choose_regime(home, seat, language=language).reason
                assert "{" not in reason
                assert not re.search(r"\b[A-Z]{2}-[A-Z]|\b(DE|IE|GB|CH|US)\b", reason), reason


def test_a_language_the_law_lacks_gets_english() -> None:
    found = choose_regime("DE", "IE")
    assert found.in_language("xx") == found.in_language("en")


@pytest.mark.parametrize("seat", ["US", None])
def test_outside_all_three_laws_the_answer_is_a_sentence(seat: str | None) -> None:
    with pytest.raises(NoRegime, match="residence"):
        choose_regime("US", seat)
    with pytest.raises(UnknownPlace, match="residence"):
        choose_regime("Atlantis", seat)
