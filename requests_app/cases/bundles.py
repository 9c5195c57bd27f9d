"""Many letters at once: as a ZIP of PDF files, or as one PDF to print on both sides.

A few are set while the page is waited for; more are a job, whose progress is shown and which can be
stopped.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Sequence

import pikepdf
from django.contrib.auth.base_user import AbstractBaseUser

from requests_app.cases import made, queries
from requests_app.cases.models import Case, Letter
from requests_app.letters.contracts import LetterText
from requests_app.letters.errors import LetterError
from requests_app.letters.render import render_pdf
from requests_app.letters.views import file_name
from requests_app.safety import jobs

# So many are set well within a second.
AT_ONCE = 3
# A file for fifty cases with ten letters each: what a person may still print.
MOST = 500
# What is made: its name, its type.
FORMS = {
    "zip": ("letters.zip", "application/zip"),
    "print": ("letters.pdf", "application/pdf"),
}


def letters_of(owner: AbstractBaseUser, cases: Sequence[Case]) -> list[Letter]:
    """Every letter of these cases, in the order of the cases and then of writing."""
    place = {case.pk: number for number, case in enumerate(cases)}
    found = Letter.objects.for_owner(owner).filter(case_id__in=place)
    return sorted(found, key=lambda letter: (place[letter.case_id], letter.written_at))


def at_once(letters: Sequence[Letter], form: str) -> bytes:
    """The letters as "zip" or "print", in the time of a page; raises LetterError."""
    return _together([(text, render_pdf(text)) for text in map(queries.text_of, letters)], form)


def start(owner_id: uuid.UUID, letters: Sequence[Letter], form: str) -> jobs.Job:
    """Have the letters set as "zip" or "print" beside the request; the job's result is the file.

    The same letters asked for once more while they are being set are the same job. One that cannot
    be set ends it with the trouble "letter" and the id of its case as the result.
    """
    thing = uuid.uuid5(owner_id, " ".join([form, *(str(letter.pk) for letter in letters)]))
    name, content_type = FORMS[form]

    def work(progress: jobs.Progress) -> Sequence[uuid.UUID]:
        if len(letters) > MOST:
            raise jobs.JobTrouble("too_many")
        set_so_far: list[tuple[LetterText, bytes]] = []
        for letter in letters:
            progress.tell(len(set_so_far), len(letters))
            if progress.stop_wanted():
                raise jobs.Stopped
            text = queries.text_of(letter)
            try:
                set_so_far.append((text, render_pdf(text)))
            except LetterError:
                raise jobs.JobTrouble("letter", letter.case_id) from None
        content = _together(set_so_far, form)
        progress.tell(len(letters), len(letters))
        mark = made.reference(made.LETTERS, thing)
        return made.keep(owner_id, mark, [(name, content_type, content)])

    made.forget_old()
    return jobs.start(owner_id, made.LETTERS, thing, work)


def _together(printed: Sequence[tuple[LetterText, bytes]], form: str) -> bytes:
    return _as_zip(printed) if form == "zip" else _as_one_pdf([pdf for _text, pdf in printed])


def _as_zip(printed: Sequence[tuple[LetterText, bytes]]) -> bytes:
    """One PDF file a letter, each under a name of its own."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as folder:
        for number, (text, pdf) in enumerate(printed, start=1):
            folder.writestr(f"{number:02}-{file_name(text)}.pdf", pdf)
    return packed.getvalue()


def _as_one_pdf(printed: Sequence[bytes]) -> bytes:
    """All letters in one file; each begins on a front side when printed on both sides."""
    bound = io.BytesIO()
    with pikepdf.Pdf.new() as whole:
        for pdf in printed:
            with pikepdf.Pdf.open(io.BytesIO(pdf)) as letter:
                whole.pages.extend(letter.pages)
                if len(letter.pages) % 2:
                    box = letter.pages[-1].mediabox
                    size = (float(box[2]), float(box[3]))
                    whole.add_blank_page(page_size=size)
        whole.save(bound)
    return bound.getvalue()
