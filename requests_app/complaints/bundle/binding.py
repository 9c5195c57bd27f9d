"""Puts the parts together: numbered, stamped, with contents, bookmarks, and the originals attached.

The result makes no claim to PDF/A: pages that others made do not conform, and nobody here could
check them. Nor is it tagged; each original is.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem, String

from requests_app.complaints.bundle import paper
from requests_app.complaints.bundle.order import Bundle, Order, Shown, attachment_name
from requests_app.complaints.bundle.sheets import save

_TYPES = {
    "pdf": "application/pdf",
    "mail": "message/rfc822",
    "text": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A run of pages with a name: the mark on them ("Exhibit 3"), title, day, the pages' PDF."""

    mark: str
    title: str
    day: str
    pdf: bytes
    pages: int


def count(pdf: bytes) -> int:
    """How many pages there are."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def bind(
    order: Order,
    exhibits: Sequence[tuple[bytes, str]],
    setter: paper.Setter,
    step: Callable[[], None] = lambda: None,
) -> Bundle:
    """The bundle; `exhibits` are the pages and the code of trouble for each exhibit of the order.

    `step` is called once for each of the three stages.
    """
    words, language = order.words, order.language
    parts = [_part("", words["complaint"], order.complaint)]
    if order.working_copy:
        parts.append(_part("", words["working_copy"], order.working_copy))
    story = setter.set(language, paper.chronology(words["chronology"], order.chronology))
    parts.append(_part("", words["chronology"], story))
    marks = [_mark(order, number) for number in range(1, len(order.exhibits) + 1)]
    for exhibit, mark, (pages, _trouble) in zip(order.exhibits, marks, exhibits, strict=True):
        parts.append(Part(mark, exhibit.title, exhibit.on, pages, count(pages)))
    parts.append(_part("", words["originals"], setter.set(language, _originals(order, marks))))
    step()
    front = _front(order, parts, setter)
    made = pikepdf.new()
    starts = _add_pages(made, front, parts)
    step()
    _stamp(made, order, parts, starts, setter)
    _make_links(made)
    _bookmarks(made, order, parts, starts)
    _attach(made, order)
    _describe(made, order)
    total = len(made.pages)
    first = len(parts) - 1 - len(exhibits)
    shown = tuple(
        Shown(place + 1, parts[first + place].pages, starts[first + place], trouble)
        for place, (_pdf, trouble) in enumerate(exhibits)
    )
    step()
    return Bundle(save(made), total, shown)


def _part(mark: str, title: str, pdf: bytes) -> Part:
    return Part(mark, title, "", pdf, count(pdf))


def _mark(order: Order, number: int) -> str:
    return order.words["exhibit"].replace("{number}", str(number))


def _originals(order: Order, marks: Sequence[str]) -> str:
    words = order.words
    rows = [
        (mark, exhibit.name, size(len(exhibit.content), order.language), exhibit.sha256)
        for mark, exhibit in zip(marks, order.exhibits, strict=True)
    ]
    columns = ("", words["column_file"], "")
    return paper.originals(words["originals"], words["originals_note"], columns, rows)


def size(amount: int, language: str) -> str:
    """A number of bytes in words: 412 B, 81.2 kB, 3.4 MB."""
    for unit, worth in (("MB", 1_000_000), ("kB", 1_000)):
        if amount >= worth:
            text = f"{amount / worth:.1f} {unit}"
            return text if language == "en" else text.replace(".", ",")
    return f"{amount} B"


def _front(order: Order, parts: Sequence[Part], setter: paper.Setter) -> bytes:
    """Cover and contents. Set twice: how long the list is decides the pages it names."""
    words = order.words
    columns = ("", "", words["column_day"], words["column_page"])
    front, length = b"", 2
    for _try in range(3):
        rows, at = [], length + 1
        for part in parts:
            rows.append((part.mark, part.title, part.day, at))
            at += part.pages
        body = paper.cover(order.title, order.cover, order.notes)
        body += paper.contents(words["contents"], columns, rows)
        front = setter.set(order.language, body)
        if count(front) == length:
            break
        length = count(front)
    return front


def _add_pages(made: pikepdf.Pdf, front: bytes, parts: Sequence[Part]) -> list[int]:
    """Adds all pages; gives the page each part begins on, counted from 1."""
    starts = []
    for pdf in (front, *(part.pdf for part in parts)):
        starts.append(len(made.pages) + 1)
        with pikepdf.open(io.BytesIO(pdf)) as source:
            made.pages.extend(source.pages)
    for page in made.pages:
        # These lead into the structure and the names of the files the pages come from.
        for name in ("/StructParents", "/Tabs", "/Metadata", "/AF"):
            if name in page.obj:
                del page.obj[name]
    return starts[1:]


def _stamp(
    made: pikepdf.Pdf,
    order: Order,
    parts: Sequence[Part],
    starts: Sequence[int],
    setter: paper.Setter,
) -> None:
    total = len(made.pages)
    marks: dict[int, tuple[str, str]] = {}
    for part, start in zip(parts, starts, strict=True):
        for place in range(part.pages if part.mark else 0):
            marks[start + place] = (f"{part.mark}, {place + 1}/{part.pages}", part.title)
    rows = []
    for number, page in enumerate(made.pages, start=1):
        left, bottom, right, top = (float(side) for side in page.mediabox)
        mark, what = marks.get(number, ("", ""))
        rows.append((right - left > top - bottom, mark, what, f"{number} / {total}"))
    with pikepdf.open(io.BytesIO(setter.set(order.language, paper.stamps(rows)))) as source:
        for page, stamp in zip(made.pages, source.pages, strict=True):
            cast(Any, page).add_overlay(stamp)


def _make_links(made: pikepdf.Pdf) -> None:
    """The contents' links lead to pages of the bundle; all other links of pages we set go."""
    for page in made.pages:
        kept = []
        for link in page.obj.get("/Annots", Array()):
            address = str(link.get("/A", Dictionary()).get("/URI", ""))
            number = address.removeprefix(paper.PAGE_LINK)
            if address != number and number.isdigit() and 0 < int(number) <= len(made.pages):
                target = made.pages[int(number) - 1].obj
                del link["/A"]
                link.Dest = Array([target, Name.Fit])
                for name in ("/StructParent", "/P"):
                    if name in link:
                        del link[name]
                kept.append(link)
        if kept:
            page.obj.Annots = Array(kept)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]


def _bookmarks(
    made: pikepdf.Pdf, order: Order, parts: Sequence[Part], starts: Sequence[int]
) -> None:
    words = order.words
    with made.open_outline() as outline:
        outline.root.append(OutlineItem(words["cover"], 0))
        outline.root.append(OutlineItem(words["contents"], 1))
        group: OutlineItem | None = None
        for part, start in zip(parts, starts, strict=True):
            title = ": ".join(one for one in (part.mark, part.title) if one)
            item = OutlineItem(title, start - 1)
            if not part.mark:
                outline.root.append(item)
                continue
            if group is None:
                group = OutlineItem(words["exhibits"], start - 1)
                outline.root.append(group)
            group.children.append(item)


def _attach(made: pikepdf.Pdf, order: Order) -> None:
    """Every original as an associated file, so that a reader knows it is the source."""
    listed = Array()
    word = order.words["exhibit"].replace("{number}", "").strip()
    for number, exhibit in enumerate(order.exhibits, start=1):
        name = attachment_name(number, exhibit.name, word)
        spec = AttachedFileSpec(
            made,
            exhibit.content,
            filename=name,
            description=f"SHA-256 {exhibit.sha256}",
            mime_type=_TYPES.get(exhibit.kind, "application/octet-stream"),
            relationship=Name.Source,
        )
        made.attachments[name] = spec
        listed.append(spec.obj)
    if len(listed):
        made.Root.AF = listed


def _describe(made: pikepdf.Pdf, order: Order) -> None:
    made.Root.Lang = String(order.language)
    made.Root.PageMode = Name.UseOutlines
    made.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    made.docinfo["/Title"] = order.title
    made.docinfo["/Producer"] = "DSR Desk"
