"""Examines one upload. A script that `safety.uploads` runs in a child, never imported by the site.

The answer is {"refused": key} or what was found, or the picture made anew. Limits stand here, where
they are applied; docs/operating.md lists them.
"""

from __future__ import annotations

import importlib
import io
import sys
import warnings
import zlib
from pathlib import Path
from typing import Any

PIXELS = 40_000_000
SHOWN_PIXELS_A_SIDE = 1600
PAGES = 300
PDF_OBJECTS = 100_000
FILTERS = 2
UNPACKED_STREAM = 150_000_000
UNPACKED = 600_000_000
MEMBERS = 2_000
UNPACKED_DOCUMENT = 200_000_000
RATIO = 200
PARTS = 300
DEPTH = 30
# What each task needs of Python's and other libraries; all else would only cost time.
PICTURE_PARTS = tuple(
    f"PIL.{name}"
    for name in ("Image", "ImageOps", "PngImagePlugin", "JpegImagePlugin", "TiffImagePlugin")
)
NEEDED: dict[str, tuple[str, ...]] = {
    "PNG": PICTURE_PARTS,
    "JPEG": PICTURE_PARTS,
    "PNG-shown": PICTURE_PARTS,
    "JPEG-shown": PICTURE_PARTS,
    "pdf": ("pikepdf",),
    "mail": ("email.parser", "email.message"),
    "document": ("zipfile", "encodings.cp437"),
    "text": ("encodings.utf_8_sig", "encodings.cp1252", "encodings.utf_16"),
}
PICTURES = {"PNG", "JPEG"}
SHOWN = {"PNG-shown": "PNG", "JPEG-shown": "JPEG"}
HEADER_LINES = {"from", "to", "date", "subject", "received", "message-id", "mime-version"}
# What makes a PDF do something by itself, by the name of its key.
ACTIVE = {
    "/JavaScript": "script",
    "/JS": "script",
    "/Launch": "launch",
    "/EmbeddedFiles": "attachment",
    "/EmbeddedFile": "attachment",
    "/RichMedia": "media",
    "/XFA": "form",
    "/OpenAction": "opening",
    "/AA": "opening",
    "/SubmitForm": "submission",
    "/ImportData": "submission",
}


class Refused(Exception):
    """Why this file is not taken: a key that `safety.uploads` has the sentence for."""


def _picture(raw: bytes, kind: str) -> Any:
    from PIL import Image

    opened = Image.open(io.BytesIO(raw), formats=[kind])
    width, height = opened.size
    if width * height > PIXELS or width < 1 or height < 1:
        raise Refused("pixels")
    return opened


def picture(raw: bytes, kind: str) -> dict[str, Any]:
    """Its size and whether it has metadata; all of its pixels must be there."""
    opened = _picture(raw, kind)
    told = {"comment", "xmp", "photoshop"} & set(opened.info) or getattr(opened, "text", None)
    had_metadata = bool(opened.getexif()) or bool(told)
    opened.load()
    return {"width": opened.width, "height": opened.height, "had_metadata": had_metadata}


def shown(raw: bytes, kind: str) -> bytes:
    """The picture made anew, upright and small enough for a page, with nothing but its pixels."""
    from PIL import Image, ImageOps

    opened = _picture(raw, kind)
    size = (SHOWN_PIXELS_A_SIDE, SHOWN_PIXELS_A_SIDE)
    if kind == "JPEG":
        opened.draft("RGB", size)
    upright = ImageOps.exif_transpose(opened)
    clear = "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA"}
    if upright.mode not in {"L", "RGB", "RGBA"}:
        upright = upright.convert("RGBA" if clear else "RGB")
    factor = max(upright.size) // SHOWN_PIXELS_A_SIDE
    if factor > 1:
        upright = upright.reduce(factor)
    upright.thumbnail(size)
    anew = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    out = io.BytesIO()
    if kind == "JPEG":
        anew.convert("RGB").save(out, "JPEG", quality=85)
    else:
        anew.save(out, "PNG", compress_level=3)
    return out.getvalue()


def pdf(raw: bytes) -> dict[str, Any]:
    """Its pages and what it would do by itself. It is not drawn and its text is not read."""
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(raw), suppress_warnings=True)
    except pikepdf.PasswordError:
        return {"password": True, "active": []}
    with document:
        pages = len(document.pages)
        if not 0 < pages <= PAGES:
            raise Refused("pages")
        if len(document.objects) > PDF_OBJECTS:
            raise Refused("too_much")
        active: set[str] = set()
        left = UNPACKED
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                left -= _unpacked(pikepdf, item, min(left, UNPACKED_STREAM))
            _look(pikepdf, item, active, 0)
    return {"pages": pages, "active": sorted(active)}


def _look(pikepdf: Any, item: Any, active: set[str], depth: int) -> None:
    """Names of what is active in this object; objects it refers to are looked at by themselves."""
    if depth > DEPTH:
        raise Refused("too_much")
    if isinstance(item, pikepdf.Stream):
        item = item.stream_dict
    if isinstance(item, pikepdf.Dictionary):
        for key in item.keys():  # noqa: SIM118 - a Dictionary is no mapping of Python's
            if key in ACTIVE:
                active.add(ACTIVE[key])
            value = item.get(key)
            if key == "/S" and str(value) in ACTIVE:
                active.add(ACTIVE[str(value)])
            if not getattr(value, "is_indirect", False):
                _look(pikepdf, value, active, depth + 1)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                _look(pikepdf, value, active, depth + 1)


def _unpacked(pikepdf: Any, stream: Any, most: int) -> int:
    """How large the stream is when unpacked; refuses what is packed to burst."""
    width, height = stream.get("/Width"), stream.get("/Height")
    if isinstance(width, int) and isinstance(height, int) and width * height > 5 * PIXELS:
        raise Refused("pixels")
    named = stream.get("/Filter")
    filters = [str(one) for one in named] if isinstance(named, pikepdf.Array) else [str(named)]
    if len(filters) > FILTERS:
        raise Refused("packed")
    data = stream.read_raw_bytes()
    for one in filters:
        if one not in {"/FlateDecode", "/Fl"}:
            break
        data = _inflated(data, most)
    return len(data)


def _inflated(data: bytes, most: int) -> bytes:
    reader = zlib.decompressobj()
    try:
        out = reader.decompress(data, most + 1)
    except zlib.error:
        return b""  # damaged: readers show as much as they can
    if len(out) > most:
        raise Refused("packed")
    return out


def mail(raw: bytes) -> dict[str, Any]:
    """How many parts and attachments; that it is a mail at all."""
    import email.parser

    # Without a policy Python reads mails in its oldest and most forgiving way.
    message = email.parser.BytesParser().parsebytes(raw)
    if len({name.lower() for name in message.keys()} & HEADER_LINES) < 2:  # noqa: SIM118
        raise Refused("content")
    parts = attachments = 0
    waiting: list[tuple[Any, int]] = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        parts += 1
        if parts > PARTS or depth > DEPTH:
            raise Refused("too_much")
        below = part.get_payload()
        if isinstance(below, list):
            waiting += [(one, depth + 1) for one in below]
        elif "attachment" in str(part.get("Content-Disposition", "")).lower():
            attachments += 1
    return {"parts": parts, "attachments": attachments}


def text(raw: bytes) -> dict[str, Any]:
    """That it is text: readable in an encoding that is common, without control characters."""
    marked = raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            words = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(c) < 32 and c not in "\t\n\r\f" for c in words):
            break
        return {"encoding": encoding.removesuffix("-sig")}
    raise Refused("content")


def document(raw: bytes) -> dict[str, Any]:
    """That it is a Word document without macros; it is not opened otherwise."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError):
        raise Refused("content") from None
    names = [member.filename for member in members]
    if len(names) > MEMBERS or len(set(names)) != len(names):
        raise Refused("too_much")
    if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
        raise Refused("content")
    for member in members:
        name = member.filename
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or member.flag_bits & 1:
            raise Refused("content")
        if name.lower().endswith(("vbaproject.bin", ".zip", ".exe", ".js", ".vbs", ".jar")):
            raise Refused("macro")
        if member.file_size > RATIO * max(member.compress_size, 1_000):
            raise Refused("packed")
    if sum(member.file_size for member in members) > UNPACKED_DOCUMENT:
        raise Refused("packed")
    return {"members": len(names)}


def examine(task: str, raw: bytes) -> tuple[dict[str, Any], bytes]:
    """What there is to say about the data, and the picture made anew if it is one."""
    if task in PICTURES:
        return picture(raw, task), b""
    if task in SHOWN:
        return {}, shown(raw, SHOWN[task])
    found = {"pdf": pdf, "mail": mail, "text": text, "document": document}[task](raw)
    return found, b""


def main() -> None:
    task = sys.argv[1]
    warnings.simplefilter("ignore")
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    confined = importlib.import_module("confined")
    # Loaded now: once confined nothing can be opened any more.
    parts = [importlib.import_module(name) for name in NEEDED[task]]
    if NEEDED[task] is PICTURE_PARTS:
        vars(parts[0])["MAX_IMAGE_PIXELS"] = None  # counted here, before a pixel is unpacked
        parts[0].preinit()
    confined.confine()
    try:
        found, made = examine(task, confined.data())
    except Refused as why:
        found, made = {"refused": str(why)}, b""
    except MemoryError:
        found, made = {"refused": "too_much"}, b""
    except Exception:
        found, made = {"refused": "broken"}, b""
    confined.answer(found, made)


if __name__ == "__main__":
    main()
