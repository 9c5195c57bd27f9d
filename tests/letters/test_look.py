"""How each layout looks, against pictures that were looked at one by one.

After a change that is meant, write the pictures anew and look at them:
``LETTERS_GOLDEN=write .venv/bin/pytest tests/letters/test_look.py``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from requests_app.letters.contracts import LetterText
from requests_app.letters.render import render_pdf

GOLDEN = Path(__file__).parent / "golden"
DPI = 60

# Mean and largest difference of two pages after a slight blur, of 255: below them stay the
# roundings of another machine; above them a line that is missing and a block that moved.
MEAN, LARGEST = 1.0, 50

SHEETS = [
    ("uk-1", "objection", "uk", "en", 0),
    ("uk-2", "objection", "uk", "en", 1),
    ("fr-1", "objection", "eu", "fr", 0),
    ("fr-2", "objection", "eu", "fr", 1),
    ("de-1", "objection", "eu", "de", 0),
    ("ch-1", "objection", "ch", "de", 0),
    ("it-1", "reminder", "eu", "it", 0),
    ("ico-1", "complaint-authority", "uk", "en", 0),
]


def picture(pdf: bytes, page: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=DPI / 72).to_pil().convert("L")


def differences(one: Image.Image, other: Image.Image) -> tuple[float, int]:
    soft = [image.filter(ImageFilter.GaussianBlur(2.5)) for image in (one, other)]
    apart = ImageChops.difference(*soft)
    return ImageStat.Stat(apart).mean[0], apart.getextrema()[1]


@pytest.mark.parametrize(("name", "kind", "regime", "language", "page"), SHEETS)
def test_the_sheet_looks_as_it_was_approved(
    letter: Callable[..., LetterText],
    name: str,
    kind: str,
    regime: str,
    language: str,
    page: int,
) -> None:
    made = picture(render_pdf(letter(kind, regime, language)), page)
    path = GOLDEN / f"{name}.png"
    if os.environ.get("LETTERS_GOLDEN") == "write":
        made.quantize(16).save(path, optimize=True)
    with Image.open(path) as approved:
        golden = approved.convert("L")
    assert made.size == golden.size
    mean, largest = differences(made, golden)
    assert mean <= MEAN
    assert largest <= LARGEST


def test_the_comparison_sees_a_block_that_moved_and_a_missing_line(
    letter: Callable[..., LetterText],
) -> None:
    text = letter("objection", "uk", "en")
    approved = picture(render_pdf(text), 0)
    moved = picture(render_pdf(replace(text, layout="fr")), 0)
    shorter = picture(render_pdf(replace(text, recipient=text.recipient[:2])), 0)
    for other in (moved, shorter):
        mean, largest = differences(approved, other)
        assert mean > MEAN or largest > LARGEST
