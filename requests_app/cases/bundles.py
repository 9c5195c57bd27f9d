"""Many letters at once: as a ZIP of PDF files, or as one PDF to print on both sides."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pikepdf
from django.contrib.auth.base_user import AbstractBaseUser

from requests_app.cases import queries
from requests_app.cases.models import Case, Letter
from requests_app.letters.contracts import LetterText
from requests_app.letters.render import render_pdf
from requests_app.letters.views import file_name


def letters_of(owner: AbstractBaseUser, cases: Sequence[Case]) -> list[LetterText]:
    """Every letter of these cases, in the order of the cases and then of writing."""
    place = {case.pk: number for number, case in enumerate(cases)}
    found = Letter.objects.for_owner(owner).filter(case_id__in=place)
    ordered = sorted(found, key=lambda letter: (place[letter.case_id], letter.written_at))
    return [queries.text_of(letter) for letter in ordered]


def as_zip(texts: Sequence[LetterText]) -> bytes:
    """One PDF file a letter, each under a name of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as folder:
        for number, text in enumerate(texts, start=1):
            folder.writestr(f"{number:02}-{file_name(text)}.pdf", render_pdf(text))
    return made.getvalue()


def as_one_pdf(texts: Sequence[LetterText]) -> bytes:
    """All letters in one file; each begins on a front side when printed on both sides."""
    made = io.BytesIO()
    with pikepdf.Pdf.new() as whole:
        for text in texts:
            with pikepdf.Pdf.open(io.BytesIO(render_pdf(text))) as letter:
                whole.pages.extend(letter.pages)
                if len(letter.pages) % 2:
                    box = letter.pages[-1].mediabox
                    size = (float(box[2]), float(box[3]))
                    whole.add_blank_page(page_size=size)
        whole.save(made)
    return made.getvalue()
