"""Who said a thing, when, and where it was read: in the language of the page, as far as it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from requests_app.safety.dates import as_far_as_known

from .records import Fact, Platform, Text
from .sources import in_language, language_of


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the directory; ``other`` is its language where that is not the page's, else ""."""

    text: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A fact, who said so and when, and the name of the page or report it was read in."""

    fact: Words
    said: str
    source: Words
    url: str


def words(text: Text, language: str) -> Words:
    """The text in ``language``, or in English and marked so."""
    spoken = language_of(text, language)
    return Words(in_language(text, language), "" if language.startswith(spoken) else spoken)


def saying(fact: Fact, language: str) -> Saying:
    """The fact with who said it. A page is named by its title, which a letter uses too."""
    source = fact.source
    titled = source.title and source.confidence in ("company_page", "authority_page")
    return Saying(
        fact=words(fact.text, language),
        said=said(fact),
        source=words(source.title if titled else source.words, language),
        url=source.url,
    )


def said(fact: Fact) -> str:
    """Who said so and when, as precisely as the record knows it."""
    source = fact.source
    if source.confidence == "unchecked":
        return _("Not checked")
    if source.confidence == "contradicted":
        return _("Sources contradict each other")
    if source.date is None:
        undated = {
            "controller": _("By its own notice, seen without a date"),
            "other_company": _("By a notice of its sister company, seen without a date"),
        }
        return undated.get(fact.said_by, _("By public reports, seen without a date"))
    by = {
        "controller": _("By its own notice of %(day)s"),
        "other_company": _("By a notice of its sister company of %(day)s"),
        "authority": _("By the authority’s own page of %(day)s"),
    }
    return by.get(fact.said_by, _("By public reports of %(day)s")) % {
        "day": as_far_as_known(source.date, source.precision)
    }


def nothing_on_training(platform: Platform) -> str:
    """What is said of a platform of which no notice on AI training is on record, "" of another."""
    if any(fact.topic == "ai_training" for fact in platform.all_facts):
        return ""
    return _("No notice of %(name)s on AI training is on record here. The letter asks.") % {
        "name": platform.name
    }


def partly_foreign(shown: Iterable[Words | None]) -> bool:
    """Whether any of these is not in the language of the page."""
    return any(one is not None and one.other for one in shown)
