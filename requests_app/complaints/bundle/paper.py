"""Pages we set ourselves: cover, contents, chronology, list of originals, mails, texts, stamps.

All words come in as plain text and are escaped here; no page opens anything but our own fonts.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

# Links of the contents carry the page they mean in this address until `binding` makes them real.
PAGE_LINK = "https://page.invalid/"

MAX_STAMP = 80

SHEET = """
@page { size: A4; margin: 24mm 20mm 20mm 22mm }
@page portrait { size: 210mm 297mm; margin: 0 }
@page landscape { size: 297mm 210mm; margin: 0 }
html { font: 10pt/1.4 Letter; color: #111 }
body { margin: 0; overflow-wrap: anywhere }
h1 { font: 600 21pt/1.2 Letter; margin: 30mm 0 12mm }
h2 { font: 600 14pt/1.3 Letter; margin: 0 0 5mm }
h2.far { margin-top: 12mm }
p { margin: 0 0 2mm }
a { color: inherit; text-decoration: none }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: 1.1mm 3mm 1.1mm 0; font-weight: 400 }
tr { border-bottom: 0.3pt solid #bbb; break-inside: avoid }
thead th { font: 400 8.5pt Small; color: #444 }
.label { width: 34mm; color: #444 }
.number { white-space: nowrap; width: 24mm }
.right { text-align: right; white-space: nowrap; padding-right: 0 }
.day { white-space: nowrap; width: 30mm }
.hash { font: 7.6pt/1.35 Small; color: #222; letter-spacing: 0.01em }
.note { color: #333; font-size: 9.5pt; margin-top: 6mm }
.break { break-before: page }
.plain { white-space: pre-wrap; font-size: 9.5pt; margin: 0 }
.box { border: 0.6pt solid #555; padding: 5mm 6mm; margin: 6mm 0 }
section.portrait { page: portrait; break-before: page; position: relative; height: 297mm }
section.landscape { page: landscape; break-before: page; position: relative; height: 210mm }
section > p { position: absolute; margin: 0; font: 8.5pt Small; color: #111; white-space: nowrap }
.mark { top: 7mm; right: 10mm; border: 0.6pt solid #111; padding: 0.8mm 2mm; font-weight: 400 }
.what { top: 8.2mm; left: 10mm; color: #444 }
.folio { bottom: 6mm; right: 10mm }
"""


class Setter:
    """WeasyPrint with our fonts and our sheet, warm after the first page."""

    def __init__(self, faces: Sequence[Sequence[str]]) -> None:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        files = {Path(face[3]).as_uri() for face in faces}

        class OurFonts(URLFetcher):  # type: ignore[misc]
            def fetch(self, url: str, headers: Any = None) -> Any:
                if url not in files:
                    raise ValueError("not one of our fonts")
                return super().fetch(url, headers)

        class Nothing(URLFetcher):  # type: ignore[misc]
            def fetch(self, url: str, headers: Any = None) -> Any:
                raise ValueError("a page of the bundle opens nothing")

        self._html, self._nothing = HTML, Nothing
        self._fonts = FontConfiguration()
        rules = "".join(
            f"@font-face {{ font-family: {family}; font-style: {style}; font-weight: {weight};"
            f" src: url({Path(file).as_uri()}) }}\n"
            for family, style, weight, file in faces
        )
        self._sheet = CSS(
            string=rules + SHEET,
            url_fetcher=OurFonts(allow_redirects=False),
            font_config=self._fonts,
        )

    def set(self, language: str, body: str) -> bytes:
        """The PDF of this body of HTML, every text in it escaped already."""
        page = f'<html lang="{escape(language)}"><meta charset="utf-8"><body>{body}</body></html>'
        document = self._html(string=page, url_fetcher=self._nothing(allow_redirects=False))
        made: bytes = document.write_pdf(stylesheets=[self._sheet], font_config=self._fonts)
        return made


def cover(title: str, rows: Sequence[tuple[str, str]], notes: Sequence[str]) -> str:
    """The first page: what this is, who, to whom, against whom."""
    lines = "".join(
        f'<tr><td class="label">{escape(label)}</td><td>{_lines(text)}</td></tr>'
        for label, text in rows
        if text
    )
    below = "".join(f'<p class="note">{escape(note)}</p>' for note in notes)
    return f"<h1>{escape(title)}</h1><table>{lines}</table>{below}"


def contents(
    heading: str, columns: Sequence[str], rows: Sequence[tuple[str, str, str, int]]
) -> str:
    """The list of what is in the bundle: mark, title, day, first page; each row a link."""
    head = "".join(
        f'<th class="{style}">{escape(column)}</th>'
        for style, column in zip(("number", "", "day", "right"), columns, strict=True)
    )
    lines = "".join(
        f'<tr><td class="number">{_link(page, mark)}</td><td>{_link(page, title)}</td>'
        f'<td class="day">{escape(day)}</td><td class="right">{_link(page, str(page))}</td></tr>'
        for mark, title, day, page in rows
    )
    return (
        f'<h2 class="break">{escape(heading)}</h2>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


def chronology(heading: str, rows: Sequence[tuple[str, str]]) -> str:
    """What happened, day by day."""
    lines = "".join(
        f'<tr><td class="day">{escape(day)}</td><td>{escape(text)}</td></tr>' for day, text in rows
    )
    return f"<h2>{escape(heading)}</h2><table>{lines}</table>"


def originals(
    heading: str, note: str, columns: Sequence[str], rows: Sequence[tuple[str, str, str, str]]
) -> str:
    """The list of originals: mark, file name, size, SHA-256."""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    lines = "".join(
        f'<tr><td class="number">{escape(mark)}</td><td>{escape(name)}<br>'
        f'<span class="hash">{escape(digest)}</span></td>'
        f'<td class="right">{escape(size)}</td></tr>'
        for mark, name, size, digest in rows
    )
    return (
        f"<h2>{escape(heading)}</h2><p>{escape(note)}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


def mail(rows: Sequence[tuple[str, str]], text: str, notes: Sequence[str]) -> str:
    """A mail with its headers, then its words."""
    lines = "".join(
        f'<tr><td class="label">{escape(label)}</td><td>{escape(value)}</td></tr>'
        for label, value in rows
    )
    return f"<table>{lines}</table><br>{plain(text)}{_notes(notes)}"


def plain(text: str, notes: Sequence[str] = ()) -> str:
    """Plain text with its line ends; a paragraph an element, so that long texts set fast."""
    paragraphs = "".join(
        f'<p class="plain">{escape(line) or "&#160;"}</p>' for line in text.split("\n")
    )
    return paragraphs + _notes(notes)


def notice(heading: str, lines: Sequence[str]) -> str:
    """A page that stands for an original that cannot be shown."""
    words = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<div class="box"><h2>{escape(heading)}</h2>{words}</div>'


def stamps(pages: Sequence[tuple[bool, str, str, str]]) -> str:
    """One transparent page for each page of the bundle: (landscape?, mark, what, folio)."""
    return "".join(
        f'<section class="{"landscape" if wide else "portrait"}">'
        f"{_stamp('mark', mark)}{_stamp('what', _short(what))}{_stamp('folio', folio)}</section>"
        for wide, mark, what, folio in pages
    )


def _stamp(style: str, text: str) -> str:
    return f'<p class="{style}">{escape(text)}</p>' if text else ""


def _short(text: str) -> str:
    """As much as fits beside the mark."""
    return text if len(text) <= MAX_STAMP else f"{text[: MAX_STAMP - 1].rstrip()}…"


def _notes(notes: Sequence[str]) -> str:
    return "".join(f'<p class="note">{escape(note)}</p>' for note in notes)


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _link(page: int, text: str) -> str:
    return f'<a href="{PAGE_LINK}{page}">{escape(text)}</a>'
