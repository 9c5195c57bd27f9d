"""Which letters exist, in which languages, under which law.

A row of ``kinds`` names the law's rights a letter exercises, the regimes that know it, and the
questions it asks. Its languages are those for which a template stands in
``templates/letters/<language>/``, so that a new letter is one row and one template a language, and
a new language is a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from .errors import LetterError
from .fields import FIELDS, Field, Text
from .kinds import KINDS, Kind
from .written import WORDS, languages, languages_under, template_name

__all__ = [
    "FIELDS",
    "KINDS",
    "LANGUAGE_NAMES",
    "PURPOSES",
    "REGIMES",
    "WORDS",
    "Field",
    "Kind",
    "default_language",
    "kind",
    "languages",
    "languages_under",
    "template_name",
]

REGIMES: Mapping[str, Text] = {
    "eu": _("EU and EEA (GDPR)"),
    "uk": _("United Kingdom (UK GDPR)"),
    "ch": _("Switzerland (FADP)"),
}


def _name(code: str) -> str:
    return str(get_language_info(code)["name_translated"])


_language_name: Callable[[str], Text] = lazy(_name, str)

# In the language of the interface, by Django's own catalogues.
LANGUAGE_NAMES: Mapping[str, Text] = {code: _language_name(code) for code in languages()}

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
    written = languages_under(regime)
    return next((code for code in languages_of_reader if code in written), "en")
