"""One exhibit as A4 pages with room for the stamps: the part that reads what others made.

Runs in a process of its own for each exhibit (`child`), so that a file that kills its reader costs
one page that says so, and not the bundle.
"""

from __future__ import annotations

import io
import re
from typing import Any, cast

import pikepdf
from pikepdf import Name, Page, Rectangle

from requests_app.cases.mail_text import headers_of, read_mail
from requests_app.complaints.bundle import paper
from requests_app.complaints.bundle.order import Exhibit, Order
from requests_app.complaints.bundle.pictures import slices
from requests_app.complaints.bundle.trouble import Trouble

MAX_PAGES = 300
MAX_CHARACTERS = 60_000
MAIL_HEADERS = ("From", "To", "Cc", "Date", "Subject", "Message-ID")

# Control characters, and marks that would turn the direction of the words.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

_MM = 72 / 25.4
PAPER = (210 * _MM, 297 * _MM)
# Left, bottom, right, top: what the stamps need at the head, the folio at the foot.
_EDGES = (10 * _MM, 12 * _MM, 10 * _MM, 16 * _MM)


def sheets(exhibit: Exhibit, order: Order, setter: paper.Setter) -> bytes:
    """The exhibit as a PDF of A4 pages without stamps. Raises Trouble."""
    if exhibit.kind == "pdf":
        return _of_pdf(exhibit.content)
    if exhibit.kind == "image":
        return _of_picture(exhibit.content)
    if exhibit.kind == "mail":
        return _of_mail(exhibit.content, order, setter)
    if exhibit.kind == "text":
        return _of_text(exhibit.content, order, setter)
    raise Trouble("unknown_type")


def save(pdf: pikepdf.Pdf) -> bytes:
    """The file's bytes; no stream is unpacked on the way, however it was packed."""
    out = io.BytesIO()
    pdf.save(
        out,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def _of_pdf(content: bytes) -> bytes:
    """Every page as a picture of itself (a form object): nothing that acts comes along, what was
    filled in or drawn on it does."""
    try:
        source = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Trouble("password") from error
    except (pikepdf.PdfError, ValueError, RuntimeError, OSError) as error:
        raise Trouble("damaged") from error
    try:
        with source:
            if not len(source.pages):
                raise Trouble("damaged")
            if len(source.pages) > MAX_PAGES:
                raise Trouble("too_many_pages")
            source.flatten_annotations("print")
            made = pikepdf.new()
            for page in source.pages:
                wide = _is_wide(page)
                sheet = _blank(made, wide)
                _lay(sheet, page, _room(wide))
            return save(made)
    except Trouble:
        raise
    except (
        pikepdf.PdfError, ValueError, RuntimeError, KeyError, TypeError, AttributeError
    ) as error:  # fmt: skip
        raise Trouble("damaged") from error


def _lay(sheet: Page, page: Page, room: Rectangle) -> None:
    """Put a page onto a sheet, made smaller where it must be and never larger."""
    cast(Any, sheet).add_overlay(page, room, shrink=True, expand=False)


def _is_wide(page: Page) -> bool:
    left, bottom, right, top = (float(side) for side in page.trimbox)
    wide = abs(right - left) > abs(top - bottom)
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return wide != turned


def _of_picture(content: bytes) -> bytes:
    room = _room(wide=False)
    found = slices(content, float(room.height) / float(room.width))
    made = pikepdf.new()
    for one in found:
        wide = one.width > one.height * 1.1 and len(found) == 1
        sheet = _blank(made, wide)
        room = _room(wide)
        # Not larger than at 96 dots to the inch: a small picture stays small and sharp.
        scale = min(float(room.width) / one.width, float(room.height) / one.height, 0.75)
        across, up = one.width * scale, one.height * scale
        left = float(room.llx) + (float(room.width) - across) / 2
        picture = made.make_stream(one.jpeg)
        picture.stream_dict = pikepdf.Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=one.width,
            Height=one.height,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        lower = float(room.ury) - up
        drawing = f"q {across:.3f} 0 0 {up:.3f} {left:.3f} {lower:.3f} cm /P Do Q"
        sheet.obj.Contents = made.make_stream(drawing.encode())
    return save(made)


def _of_mail(content: bytes, order: Order, setter: paper.Setter) -> bytes:
    words = order.words
    found, headers = read_mail(content), headers_of(content, MAIL_HEADERS)
    if not found.readable:
        raise Trouble("damaged")
    rows = [(words[f"mail_{name.lower().replace('-', '_')}"], value) for name, value in headers]
    if found.attachments:
        rows.append((words["mail_attachments"], "; ".join(one.name for one in found.attachments)))
    cut = len(found.text) > MAX_CHARACTERS or "text_cut" in found.trouble
    text = found.text[:MAX_CHARACTERS] or words["mail_empty"]
    return setter.set(order.language, paper.mail(rows, text, [words["mail_cut"]] if cut else []))


def _of_text(content: bytes, order: Order, setter: paper.Setter) -> bytes:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    notes = [order.words["text_cut"]] if len(text) > MAX_CHARACTERS else []
    return setter.set(order.language, paper.plain(text[:MAX_CHARACTERS], notes))


def _blank(pdf: pikepdf.Pdf, wide: bool) -> Page:
    across, up = reversed(PAPER) if wide else PAPER
    return pdf.add_blank_page(page_size=(across, up))


def _room(wide: bool) -> Rectangle:
    across, up = reversed(PAPER) if wide else PAPER
    left, bottom, right, top = _EDGES
    return Rectangle(left, bottom, across - right, up - top)
