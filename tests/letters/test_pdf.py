"""The PDF as its reader finds it: text, tags, fonts, size."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pikepdf
import pypdfium2
import pytest

from requests_app.letters.contracts import LetterText
from requests_app.letters.render import render_pdf, render_text


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    # The library marks a hyphen at the end of a line by this control character.
    return " ".join(" ".join(pages).replace("\x02", "").split())


@pytest.fixture(scope="module")
def uk_pdf(letter: Callable[..., LetterText]) -> bytes:
    return render_pdf(letter("objection", "uk", "en"))


def test_every_word_of_the_letter_can_be_found_in_the_pdf(
    letter: Callable[..., LetterText], uk_pdf: bytes
) -> None:
    # A word broken at its own hyphen loses it in the text of the PDF.
    found = text_of(uk_pdf).replace(" ", "").replace("-", "")
    plain = render_text(letter("objection", "uk", "en"), width=None).replace("-", "")
    for line in plain.splitlines():
        words = line.lstrip("0123456789. ").split()
        for word in words:
            assert word in found, word


def test_the_two_first_letters_name_their_own_company_law_and_date(
    letter: Callable[..., LetterText], uk_pdf: bytes
) -> None:
    english = text_of(uk_pdf)
    assert "LinkedIn Corporation" in english
    assert "UK GDPR" in english
    assert "24 November 2026" in english
    french = text_of(render_pdf(letter("objection", "eu", "fr")))
    assert "LinkedIn Ireland Unlimited Company" in french
    assert "RGPD" in french
    assert "24 novembre 2026" in french
    assert "LinkedIn Corporation" not in french


def test_the_pdf_is_tagged_titled_and_in_its_language(uk_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(uk_pdf)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert "training AI models" in str(meta["dc:title"])
        tags = [str(tag) for tag in structure(pdf.Root.StructTreeRoot)]
        assert tags.count("/H1") == 1
        assert tags.count("/H2") >= 3
        assert "/L" in tags
        assert "/LI" in tags
        # Reading order: the sender stands before the subject, the subject before the requests.
        assert tags.index("/P") < tags.index("/H1") < tags.index("/L")


def structure(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element.S
        if "/K" in element:
            yield from structure(element.K)
    elif isinstance(element, pikepdf.Array):
        for child in element:
            yield from structure(child)


def test_every_font_is_embedded_and_ours(uk_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(uk_pdf)) as pdf:
        names = set()
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
                names.add(str(font.BaseFont).partition("+")[2])
    assert names
    # Named as the style sheet names our faces; a character they lack would bring another name.
    assert names <= {"Letter", "Letter-Semi-Bold", "Letter-Italic"}, names


def test_the_pdf_holds_no_script_no_attachment_and_no_link(uk_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(uk_pdf)) as pdf:
        assert "/Names" not in pdf.Root or "/EmbeddedFiles" not in pdf.Root.Names
        assert "/OpenAction" not in pdf.Root
        assert all("/Annots" not in page for page in pdf.pages)


def test_a_one_page_letter_takes_at_most_40_kb(letter: Callable[..., LetterText]) -> None:
    text = letter("objection-marketing", "uk", "en")
    pdf = render_pdf(text)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) <= 2
    assert len(pdf) <= 40_000


def test_the_same_letter_is_the_same_file(letter: Callable[..., LetterText], uk_pdf: bytes) -> None:
    assert render_pdf(letter("objection", "uk", "en")) == uk_pdf


@pytest.mark.parametrize(
    ("language", "regime", "layout"),
    [("en", "uk", "uk"), ("fr", "eu", "fr"), ("de", "eu", "de"), ("de", "ch", "ch")],
)
def test_the_addressee_stands_in_the_window_of_the_envelope(
    letter: Callable[..., LetterText], language: str, regime: str, layout: str
) -> None:
    # Millimetres from the top and the left edge of the sheet within which the address must lie.
    window = {
        "uk": (57, 92, 20, 110),
        "fr": (45, 90, 100, 200),
        "de": (45, 90, 20, 105),
        "ch": (45, 90, 115, 205),
    }[layout]
    text = letter("objection", regime, language)
    assert text.layout == layout
    with pypdfium2.PdfDocument(render_pdf(text)) as document:
        page = document[0]
        height = page.get_height()
        textpage = page.get_textpage()
        for line in text.recipient:
            index, count = textpage.search(line).get_next()
            for number in range(index, index + count):
                left, bottom, right, top = textpage.get_charbox(number)
                mm = 25.4 / 72
                assert window[0] <= (height - top) * mm, line
                assert (height - bottom) * mm <= window[1], line
                assert window[2] <= left * mm, line
                assert right * mm <= window[3], line
