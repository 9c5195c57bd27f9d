"""A signature picture: cleaned before it is kept, printed above the typed name."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from requests_app.letters.contracts import LetterText
from requests_app.letters.errors import LetterError
from requests_app.letters.render import render_pdf
from requests_app.letters.signature import clean_signature


def drawn(size: tuple[int, int] = (1200, 800), form: str = "PNG") -> bytes:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).line((200, 300, 500, 200, 800, 400), fill="navy", width=9)
    made = io.BytesIO()
    extra = PngImagePlugin.PngInfo()
    extra.add_text("Comment", "taken at home")
    picture.save(made, form, **({"pnginfo": extra} if form == "PNG" else {}))
    return made.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_it_is_cut_to_its_ink_and_loses_what_it_tells_besides(form: str) -> None:
    clean = clean_signature(drawn(form=form))
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.format == "PNG"
        assert picture.mode == "L"
        assert picture.width <= 900
        assert picture.height <= 300
        assert picture.width > 2 * picture.height
        assert picture.info == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"GIF89a" + b"\0" * 50,
        drawn()[:200],
        b"x" * 1_000_001,
    ],
)
def test_anything_else_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(LetterError) as caught:
        clean_signature(data)
    assert caught.value.field == "signature"


def test_a_picture_that_unfolds_to_too_many_pixels_is_refused() -> None:
    huge = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, "PNG")
    with pytest.raises(LetterError) as caught:
        clean_signature(huge.getvalue())
    assert "pixels" in caught.value.message


def test_an_empty_picture_is_no_signature() -> None:
    blank = io.BytesIO()
    Image.new("RGBA", (300, 100)).save(blank, "PNG")
    with pytest.raises(LetterError) as caught:
        clean_signature(blank.getvalue())
    assert "empty" in caught.value.message


def test_it_is_printed_with_the_name_as_its_description(
    letter: Callable[..., LetterText],
) -> None:
    text = replace(letter("objection-marketing", "uk", "en"), signature=clean_signature(drawn()))
    with pikepdf.open(io.BytesIO(render_pdf(text))) as pdf:
        pictures = {name for page in pdf.pages for name in page.get_images()}
        assert len(pictures) == 1
        figures = [one for one in pdf.objects if _is_figure(one)]
        assert [str(one.Alt) for one in figures] == ["Sam O'Brien"]


def _is_figure(one: pikepdf.Object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == pikepdf.Name.Figure
