"""A letter for the home page to begin with: what one gets, before one is asked anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from requests_app.letters.catalogue import languages_under
from requests_app.letters.compose import compose
from requests_app.letters.contracts import Account, LetterRequest, LetterText, Person
from requests_app.letters.markup import to_html

PLATFORM = "linkedin"
_PARAGRAPHS = 8


@dataclass(frozen=True)
class Sample:
    """A letter as it would be written today, its first paragraphs as HTML, and all of them."""

    text: LetterText
    beginning: SafeString
    whole: SafeString


@lru_cache(maxsize=32)
def sample_letter(language: str, today: date) -> Sample:
    """The sample in the language of the page where there are letters in it, else in English."""
    regime = "uk" if language == "en" else "eu"
    if language not in languages_under(regime):
        language, regime = "en", "uk"
    text = compose(
        LetterRequest(
            kind="objection",
            regime=regime,
            language=language,
            date=today,
            writer=Person(_("Your name"), (_("Your address"),), email="you@example.org"),
            platform=PLATFORM,
            purposes=("ai-training",),
            account=Account(profile="linkedin.com/in/you"),
            situation=_("Here you say, in two or three sentences of your own, why it matters."),
            residence="GB-ENG" if regime == "uk" else "",
        )
    )
    paragraphs = [part for part in text.body.split("\n\n") if part.strip()]
    # The long paragraph on the company's own notice is left out: this is to be taken in at a look.
    short = [part for part in paragraphs if len(part) < 420][:_PARAGRAPHS]
    return Sample(text, to_html("\n\n".join(short)), to_html(text.body))
