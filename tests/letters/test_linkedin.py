"""The first case: LinkedIn's AI training, a member in the United Kingdom and one in France."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from requests_app.letters.contracts import LetterText
from requests_app.letters.render import render_text


def test_the_uk_letter_goes_to_the_us_company_under_uk_law(
    letter: Callable[..., LetterText],
) -> None:
    text = letter("objection", "uk", "en")
    assert text.controller == "LinkedIn Corporation"
    assert "Sunnyvale, California" in text.recipient
    assert text.layout == "uk"
    whole = render_text(text)
    assert "LinkedIn Ireland" not in whole
    assert "Article 21(1) UK GDPR" in whole
    assert text.reply_by == date(2026, 12, 24)
    said = " ".join(whole.split())
    assert "at the latest by 24 December 2026. The time limit of one month from receipt" in said


def test_the_french_letter_goes_to_the_irish_company_under_the_gdpr(
    letter: Callable[..., LetterText],
) -> None:
    text = letter("objection", "eu", "fr")
    assert text.controller == "LinkedIn Ireland Unlimited Company"
    assert text.recipient[-1] == "Irlande"
    assert text.layout == "fr"
    whole = " ".join(render_text(text).split())
    assert "LinkedIn Corporation" not in whole
    assert "article 21, paragraphe 1, du RGPD" in whole
    assert "Paris, le 24 novembre 2026" in whole
    assert "au plus tard le 24 décembre 2026" in whole


def test_only_the_uk_letter_speaks_of_microsoft(letter: Callable[..., LetterText]) -> None:
    assert "Microsoft" in letter("objection", "uk", "en").body
    assert "Microsoft" not in letter("objection", "eu", "fr").body
    assert "Microsoft" not in letter("objection", "ch", "de").body


def test_the_notice_is_named_with_its_own_date_and_both_purposes(
    letter: Callable[..., LetterText],
) -> None:
    body = letter("objection", "uk", "en").body
    assert "According to your own European privacy notice of 21 August 2026" in body
    assert "the setting does not reach this purpose" in body


def test_the_letter_objects_restricts_erases_notifies_and_asks(
    letter: Callable[..., LetterText],
) -> None:
    keys = ",".join(one.key for one in letter("objection", "uk", "en").citations)
    cited = set(keys.split(","))
    assert {"21(1)", "18(1)(d)", "17(1)(c)", "19", "7(3)", "12(3)", "12A(1)"} <= cited


def test_a_letter_by_post_calls_its_day_of_receipt_an_estimate(
    letter: Callable[..., LetterText],
) -> None:
    text = letter("objection", "uk", "en", delivery="post")
    assert "estimated receipt on 2 December 2026" in text.body
    assert text.reply_by == date(2027, 1, 4)


def test_the_swiss_letter_sets_its_own_date_and_says_so(
    letter: Callable[..., LetterText],
) -> None:
    text = letter("objection", "ch", "de")
    assert "Für die übrigen Begehren nennt das Gesetz keine Frist" in text.body
    assert "Art. 30 Abs. 2 Bst. b DSG" in text.subject
    assert "ß" not in text.body


def test_the_complaint_to_the_controller_asks_for_acknowledgement_in_thirty_days(
    letter: Callable[..., LetterText],
) -> None:
    text = letter("complaint-controller", "uk", "en")
    assert text.controller == "LinkedIn Corporation"
    assert "section 164A" in text.subject
    assert "by 24 December 2026" in text.body


def test_the_complaint_goes_to_the_ico_under_section_165_and_to_the_cnil_under_article_77(
    letter: Callable[..., LetterText],
) -> None:
    ico = letter("complaint-authority", "uk", "en")
    assert "Information Commissioner" in ico.recipient[0]
    assert "section 165" in ico.subject
    assert "I complained to the controller itself on 20 July 2026" in ico.body
    cnil = letter("complaint-authority", "eu", "fr", authority="fr-cnil")
    assert "CNIL" in cnil.recipient[0]
    assert "article 77" in cnil.subject
    assert "22 juillet 2026" in cnil.body
    swiss = letter("complaint-authority", "ch", "fr")
    assert "art. 49" in swiss.subject


def test_an_unknown_controller_is_never_replaced_by_another_region_s_company(
    letter: Callable[..., LetterText],
) -> None:
    from requests_app.directory.queries import platforms

    unknown = [
        p for p in platforms() if p.controllers and p.controller("UK", date(2026, 11, 24)) is None
    ]
    assert unknown
    text = letter("objection", "uk", "en", platform=unknown[0].id)
    name = unknown[0].name
    assert text.recipient[0] == f"The controller of {name} for people in the United Kingdom"
    assert text.recipient[1].startswith("c/o ")
    assert "tell me the controller’s name" in text.body
