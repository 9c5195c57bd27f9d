"""The two type families of the paper and which characters they can print.

The files come from the wheels ``font-source-serif-pro`` and ``font-source-sans-pro``: static TTF,
because variable fonts and WOFF2 take two to three times as long to embed.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from functools import lru_cache
from pathlib import Path

_WHEELS = {"serif": "font_source_serif_pro", "sans": "font_source_sans_pro"}

# Signs that take no ink: they are neither drawn nor missing.
_INKLESS = frozenset("\n\r\t\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f")

# Spaces and hyphens the serif lacks are set as the ones it has; the words stay the same.
PRINTED_AS = {0x202F: "\u00a0", 0x2011: "-", 0x2007: "\u00a0", 0x2009: " ", 0x200A: " "}


def font_folder(family: str) -> Path:
    """The folder of a family's files, ``"serif"`` or ``"sans"``."""
    spec = importlib.util.find_spec(_WHEELS[family])
    if spec is None or spec.origin is None:  # pragma: no cover - the lock file installs it
        raise RuntimeError(f"the package {_WHEELS[family]} is not installed")
    return Path(spec.origin).parent / "files"


FACES: tuple[tuple[str, str, str, str], ...] = (
    # family of the style sheets, style, weight, file
    ("Letter", "normal", "400", "serif/SourceSerifPro-Regular.ttf"),
    ("Letter", "normal", "600", "serif/SourceSerifPro-Semibold.ttf"),
    ("Letter", "italic", "400", "serif/SourceSerifPro-It.ttf"),
    ("Small", "normal", "400", "sans/SourceSansPro-Regular.ttf"),
)


def font_file(name: str) -> Path:
    """The file of an entry of ``FACES``."""
    family, _, file = name.partition("/")
    return font_folder(family) / file


@lru_cache(maxsize=1)
def _printable() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font_file(FACES[0][3]), lazy=True) as font:
        return frozenset(font.getBestCmap())


def unprintable(text: str) -> set[str]:
    """The characters of ``text`` that the letters' fonts cannot print; empty when all is well.

    Latin, Greek and Cyrillic are covered; Arabic, Hebrew, Asian scripts and emoji are not.
    """
    covered = _printable()
    composed = unicodedata.normalize("NFC", text).translate(PRINTED_AS)
    return {char for char in set(composed) - _INKLESS if ord(char) not in covered}
