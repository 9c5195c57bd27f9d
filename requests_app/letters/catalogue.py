"""Which letters exist, in which languages, under which law.

A row of ``kinds`` names the law's rights a letter exercises, the regimes that know it, and the
questions it asks. Its languages are those for which a template stands in
``templates/letters/<language>/``, so that a new letter is one row and one template a language, and
a new language is a folder.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from .errors import LetterError
from .fields import FIELDS, Field, Text
from .kinds import KINDS, ONLY_LANGUAGES, WORDS, Kind, languages, template_name

__all__ = [
    "FIELDS",
    "KINDS",
    "LANGUAGE_NAMES",
    "ONLY_LANGUAGES",
    "PURPOSES",
    "REGIMES",
    "WORDS",
    "Field",
    "Kind",
    "default_language",
    "kind",
    "languages",
    "template_name",
]

REGIMES: Mapping[str, Text] = {
    "eu": _("EU and EEA (GDPR)"),
    "uk": _("United Kingdom (UK GDPR)"),
    "ch": _("Switzerland (FADP)"),
}

LANGUAGE_NAMES: Mapping[str, Text] = {
    "en": _("English"),
    "de": _("German"),
    "fr": _("French"),
    "it": _("Italian"),
}

PURPOSES: Mapping[str, Text] = {
    "ai-training": _("Training of AI models"),
    "profiling": _("Profiling"),
    "other": _("Another purpose"),
}


def kind(identity: str) -> Kind:
    """The row with this id (hyphens and underscores both count)."""
    wanted = identity.strip().lower().replace("_", "-")
    for row in KINDS:
        if row.id == wanted:
            return row
    allowed = ", ".join(row.id for row in KINDS)
    raise LetterError("kind", f"There is no letter {identity!r}; allowed are {allowed}.")


def default_language(regime: str, languages_of_reader: tuple[str, ...]) -> str:
    """The letter's language: the reader's first one that letters are written in, else English."""
    written = ONLY_LANGUAGES.get(regime, languages())
    return next((code for code in languages_of_reader if code in written), "en")
