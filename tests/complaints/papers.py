"""Papers as people have them: scans, screenshots, mails, broken files. And a bundle's order."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
from PIL import Image

from requests_app.complaints import dossier
from requests_app.complaints.bundle.order import Exhibit, Order


def pdf(pages: int = 1, *, wide: bool = False, turned: int = 0) -> bytes:
    """A PDF whose pages each say their number."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for number in range(1, pages + 1):
        size = (842, 595) if wide else (595, 842)
        page = made.add_blank_page(page_size=size)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        words = f"BT /F 24 Tf 72 300 Td (Original page {number}) Tj ET".encode()
        page.obj.Contents = made.make_stream(words)
        if turned:
            page.obj.Rotate = turned
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def picture(width: int = 800, height: int = 600, kind: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def bomb() -> bytes:
    """A PDF of a few kilobytes whose page is a stream of a gigabyte, packed three times.

    Written by hand: a library would pack it anew.
    """
    packing = zlib.compressobj(1)
    stream = b"".join(packing.compress(b" " * (1 << 20)) for _ in range(1024)) + packing.flush()
    stream = zlib.compress(zlib.compress(stream, 9), 9)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 4 0 R] >>",
        b"<< /Filter [/FlateDecode /FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream"
        % (len(stream), stream),
    )
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 5\n0000000000 65535 f \n"
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % table


def mail(words: str = "We received your request.") -> bytes:
    return (
        "From: =?utf-8?q?Datenschutz_M=C3=BCller?= <privacy@company.example>\r\n"
        "To: amara@example.org\r\n"
        "Cc: file@company.example\r\n"
        "Date: Mon, 5 Oct 2026 10:00:00 +0000\r\n"
        "Subject: Your request\r\n"
        "Message-ID: <one@company.example>\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{words}\r\n"
    ).encode()


def exhibit(kind: str, content: bytes, name: str = "", title: str = "A paper") -> Exhibit:
    endings = {"pdf": "pdf", "image": "png", "mail": "eml", "text": "txt", "other": "docx"}
    return Exhibit(title, "5 October 2026", kind, name or f"paper.{endings[kind]}", content)


def order(*exhibits: Exhibit, language: str = "en", **more: Any) -> Order:
    table = dossier.words(language)
    values: dict[str, Any] = {
        "language": language,
        "title": "Complaint under Article 77(1) GDPR against Example Ltd",
        "cover": (("To", "Data Protection Commission"), ("From", "Amara Okafor")),
        "notes": ("The exhibits are numbered.",),
        "chronology": (("1 September 2026", "Objection sent"),),
        "complaint": pdf(2),
        "working_copy": b"",
        "exhibits": exhibits,
        "words": {name: value for name, value in table.items() if isinstance(value, str)},
        **more,
    }
    return Order(**values)
