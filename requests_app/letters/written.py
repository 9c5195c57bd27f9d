"""Which letters are written, in which language: what stands below ``templates/letters``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from requests_app.law import languages_of

WORDS = Path(__file__).resolve().parents[2] / "templates" / "letters"

# An English authority and a court in the United Kingdom read English; a letter under this law in
# another language has no reader.
ONLY_LANGUAGES: Mapping[str, tuple[str, ...]] = {"uk": ("en",)}


def languages() -> tuple[str, ...]:
    """Every language with a folder of letters; English first, then by code."""
    found = sorted(path.parent.name for path in WORDS.glob("*/language.toml"))
    return tuple(sorted(found, key=lambda code: (code != "en", code)))


def languages_under(regime: str) -> tuple[str, ...]:
    """The languages in which letters are written under a law, English first."""
    citable = languages_of(regime)
    return ONLY_LANGUAGES.get(regime) or tuple(code for code in languages() if code in citable)


def template_name(kind: str, regime: str, language: str) -> str | None:
    """The regime's own template of a letter, else the common one, else ``None``."""
    for name in (f"{language}/{kind}.{regime}.md", f"{language}/{kind}.md"):
        if (WORDS / name).is_file():
            return name
    return None
