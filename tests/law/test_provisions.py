"""Citations: by right and by provision, by date, in every language, full and short."""

from __future__ import annotations

from datetime import date

import pytest

from requests_app.law import (
    RIGHTS,
    NotInForce,
    UnknownLanguage,
    UnknownProvision,
    UnknownRegime,
    UnknownRight,
    cite,
    languages_of,
    regime_ids,
    right_in_force,
    rights_of,
)
from requests_app.law.loading import regime
from tests.law.asking import TODAY, day

FULL = [
    ("eu", "17(1)(c)", "en", "Article 17(1)(c) GDPR"),
    ("eu", "17(1)(c)", "de", "Art. 17 Abs. 1 lit. c DSGVO"),
    ("eu", "17(1)(c)", "fr", "article 17, paragraphe 1, point c), du RGPD"),
    ("eu", "17(1)(c)", "it", "articolo 17, paragrafo 1, lettera c), del GDPR"),
    ("eu", "56(1),77(2)", "fr", "article 56, paragraphe 1, et article 77, paragraphe 2, du RGPD"),
    ("eu", "16,5(1)(d)", "it", "articolo 16 e articolo 5, paragrafo 1, lettera d), del GDPR"),
    ("ch", "dsv:19(1),19(3)", "fr", "art. 19, al. 1, et art. 19, al. 3, OPDo"),
    ("uk", "17(1)(c)", "en", "Article 17(1)(c) UK GDPR"),
    ("uk", "dpa:164A(3)", "en", "section 164A(3) of the Data Protection Act 2018"),
    ("ch", "30(2)(b)", "de", "Art. 30 Abs. 2 Bst. b DSG"),
    ("ch", "30(2)(b)", "fr", "art. 30, al. 2, let. b, LPD"),
    ("ch", "30(2)(b)", "it", "art. 30 cpv. 2 lett. b LPD"),
    ("ch", "30(2)(b)", "en", "Art. 30(2)(b) FADP"),
    ("ch", "dsv:18(1)", "de", "Art. 18 Abs. 1 DSV"),
    ("ch", "dsv:18(1)", "fr", "art. 18, al. 1, OPDo"),
    ("ch", "dsv:18(1)", "it", "art. 18 cpv. 1 OPDa"),
    ("ch", "dsv:18(1)", "en", "Art. 18(1) of the Data Protection Ordinance"),
    ("ch", "or:77(1)(1)", "de", "Art. 77 Abs. 1 Ziff. 1 OR"),
    ("ch", "zgb:28", "fr", "art. 28 CC"),
    ("eu", "information", "de", "Art. 13 und 14 DSGVO"),
    ("eu", "information", "fr", "articles 13 et 14 du RGPD"),
    ("eu", "information", "it", "articoli 13 e 14 del GDPR"),
    ("eu", "access", "fr", "article 15 du RGPD"),
    ("eu", "4(7)", "de", "Art. 4 Nr. 7 DSGVO"),
    ("eu", "4(7)", "fr", "article 4, point 7), du RGPD"),
    ("eu", "recital:69", "it", "considerando 69 del GDPR"),
    ("eu", "at-dsg:24(4)", "de", "§ 24 Abs. 4 DSG (Österreich)"),
    ("eu", "ie-dpa:110", "en", "section 110 of the Data Protection Act 2018 (Ireland)"),
    ("eu", "17(1)(c),18(1)(d)", "en", "Article 17(1)(c) and Article 18(1)(d) GDPR"),
    ("eu", "15,16,17", "en", "Articles 15, 16 and 17 GDPR"),
    ("uk", "human_review", "en", "Articles 22A to 22D UK GDPR"),
    ("uk", "human-review", "de", "Art. 22A bis 22D UK GDPR"),
    ("uk", "12A(2)(b)", "en", "Article 12A(2)(b) UK GDPR"),
    ("uk", "6(1)(ea)", "en", "Article 6(1)(ea) UK GDPR"),
    ("eu", "17(1)(c)", "es", "artículo 17.1.c) del RGPD"),
    ("eu", "17(1)(c)", "nl", "artikel 17, lid 1, onder c), AVG"),
    ("eu", "17(1)(c)", "pl", "art. 17 ust. 1 lit. c RODO"),
    ("eu", "17(1)(c)", "pt", "artigo 17.º, n.º 1, alínea c), do RGPD"),
    ("eu", "15,16,17", "pt", "artigos 15.º, 16.º e 17.º do RGPD"),
    ("eu", "4(7)", "es", "artículo 4.7 del RGPD"),
    ("eu", "r1182:3(4)", "pl", "art. 3 ust. 4 rozporządzenia (EWG, Euratom) nr 1182/71"),
    ("eu", "recital:69", "nl", "overweging 69 van de AVG"),
]

LANGUAGES = [(law, language) for law in ("eu", "uk", "ch") for language in languages_of(law)]


@pytest.mark.parametrize(("law", "key", "language", "text"), FULL)
def test_a_citation_is_written_as_the_language_writes_it(
    law: str, key: str, language: str, text: str
) -> None:
    assert cite(key, law, TODAY, language).text == text


@pytest.mark.parametrize(
    ("law", "key", "language", "text"),
    [
        ("eu", "17(1)(c)", "en", "Art. 17(1)(c) GDPR"),
        ("eu", "17(1)(c)", "fr", "art. 17, par. 1, point c), RGPD"),
        ("eu", "13,14", "it", "artt. 13 e 14 GDPR"),
        ("eu", "17(1)(c)", "nl", "art. 17, lid 1, onder c), AVG"),
        ("uk", "dpa:164A(3)", "en", "s. 164A(3) DPA 2018"),
        ("ch", "25", "de", "Art. 25 DSG"),
    ],
)
def test_the_short_form_saves_words(law: str, key: str, language: str, text: str) -> None:
    assert cite(key, law, TODAY, language, form="short").text == text


@pytest.mark.rule("UK-17")
@pytest.mark.parametrize(
    ("key", "last_before", "text_before", "text_after"),
    [
        (
            "complaint_authority",
            "2026-06-18",
            "Article 77(1) UK GDPR",
            "section 165(2) of the Data Protection Act 2018",
        ),
        ("human_review", "2026-02-04", "Article 22 UK GDPR", "Articles 22A to 22D UK GDPR"),
    ],
)
def test_what_carries_a_uk_right_changes_overnight(
    key: str, last_before: str, text_before: str, text_after: str
) -> None:
    before = day(last_before)
    after = date.fromordinal(before.toordinal() + 1)
    assert cite(key, "uk", before, "en").text == text_before
    assert cite(key, "uk", after, "en").text == text_after


@pytest.mark.parametrize(
    ("law", "key", "first", "last"),
    [
        ("uk", "77", "2021-01-01", "2026-06-18"),
        ("uk", "22(1)", "2021-01-01", "2026-02-04"),
        ("uk", "6(4)", "2021-01-01", "2026-02-04"),
        ("uk", "22C(2)(c)", "2026-02-05", None),
        ("uk", "8A", "2026-02-05", None),
        ("uk", "12A", "2026-02-05", None),
        ("uk", "6(1)(ea)", "2026-02-05", None),
        ("uk", "4A", "2025-08-20", None),
        ("uk", "15(1A)", "2024-01-01", None),
        ("uk", "15(1)(ea)", "2026-06-19", None),
        ("uk", "dpa:164A(3)", "2026-06-19", None),
        ("uk", "dpa:165", "2026-06-19", None),
        ("uk", "dpa:180A", "2025-08-20", None),
        ("uk", "complaint_controller", "2026-06-19", None),
        ("eu", "gpr:4(3)", "2027-04-02", None),
        ("eu", "17", "2018-05-25", None),
        ("ch", "30", "2023-09-01", None),
        ("uk", "21", "2021-01-01", None),
    ],
)
def test_a_provision_can_be_cited_from_its_first_day_to_its_last(
    law: str, key: str, first: str, last: str | None
) -> None:
    def shift(text: str, days: int) -> date:
        return date.fromordinal(day(text).toordinal() + days)

    assert cite(key, law, day(first), "en").text
    with pytest.raises(NotInForce, match=r"does not exist|not in force"):
        cite(key, law, shift(first, -1), "en")
    if last is None:
        assert cite(key, law, date(2040, 1, 1), "en").text
    else:
        assert cite(key, law, day(last), "en").text
        with pytest.raises(NotInForce, match=last):
            cite(key, law, shift(last, 1), "en")


@pytest.mark.parametrize(
    "key",
    [
        "99",
        "17(9)",
        "17(1)(z)",
        "gdpr:17(1)(c)(i)",
        "",
        "x",
        "foo:17",
        "17 (1)",
        "(1)",
        "22A",
        "17-",
    ],
)
def test_an_unknown_provision_is_never_cited(key: str) -> None:
    with pytest.raises(UnknownProvision):
        cite(key, "eu", TODAY, "en")


def test_other_bad_questions_have_their_own_errors() -> None:
    with pytest.raises(UnknownLanguage, match="en, de, fr, it"):
        cite("17", "eu", TODAY, "xx")
    with pytest.raises(UnknownRegime, match="ch, eu, uk"):
        cite("17", "us", TODAY, "en")
    with pytest.raises(UnknownRight, match="withdraw_consent"):
        cite("complaint_controller", "eu", TODAY, "en")
    with pytest.raises(UnknownProvision, match="full or short"):
        cite("17", "eu", TODAY, "en", form="long")


@pytest.mark.parametrize(("law", "language"), LANGUAGES)
@pytest.mark.parametrize("form", ["full", "short"])
def test_every_right_and_every_known_provision_can_be_cited(
    law: str, language: str, form: str
) -> None:
    on = date(2027, 6, 1)
    for right in rights_of(law):
        assert cite(right, law, on, language, form=form).text
    known = regime(law)
    for act in known.acts.values():
        for provision, window in act.provisions.items():
            if window.holds(on):
                found = cite(f"{act.id}:{provision}", law, on, language, form=form)
                assert provision.split("(")[0] in found.text
                assert "{" not in found.text


def test_a_citation_carries_what_a_letter_needs_besides_the_words() -> None:
    found = cite("objection", "eu", TODAY, "de")
    assert (found.key, found.regime, found.provision, found.act) == (
        "objection",
        "eu",
        "21(1)",
        "gdpr",
    )
    assert found.source.startswith("https://eur-lex.europa.eu/")
    assert (found.act_name, found.language, found.sure) == ("DSGVO", "de", "T")


def test_a_right_tells_its_conditions_and_whether_the_law_sets_a_date() -> None:
    objection = right_in_force("objection", "eu", TODAY)
    assert objection.statutory
    assert "particular situation" in objection.conditions
    assert not right_in_force("objection", "ch", TODAY).statutory
    review = right_in_force("human_review", "uk", TODAY)
    assert (review.provision, review.valid_from) == ("22A-22D", date(2026, 2, 5))
    with pytest.raises(NotInForce, match="from 2026-06-19"):
        right_in_force("complaint_controller", "uk", date(2026, 6, 18))


@pytest.mark.parametrize("law", ["eu", "uk", "ch"])
def test_the_rights_and_languages_of_a_law(law: str) -> None:
    assert regime_ids() == ("ch", "eu", "uk")
    assert set(rights_of(law)) <= set(RIGHTS)
    assert languages_of(law)[:4] == ("en", "de", "fr", "it")


@pytest.mark.rule("EU-8", "EU-11", "EU-12a", "UK-9", "UK-10", "UK-11", "UK-15")
@pytest.mark.parametrize("law", ["eu", "uk", "ch"])
def test_every_rule_stands_on_a_provision_that_can_be_cited(law: str) -> None:
    for rule in regime(law).rules.values():
        assert cite(rule.provision, law, date(2027, 6, 1), "en").text
        assert rule.source.startswith("https://")
        assert {rule.sure, rule.reading or "T"} <= {"T", "S", "K", "I"}
        assert bool(rule.where) != bool(rule.no_date)
