"""From bytes and markup that strangers wrote to text that a page and a database can hold.

Nothing here raises: what cannot be decoded is replaced. Standard library only, since it is used in
the child that reads mails.
"""

from __future__ import annotations

import codecs
import email.header
import re
import unicodedata
from html.parser import HTMLParser

MAX_TEXT = 200_000
MAX_HEADER = 1_000

# Encodings of text. A mail may name any codec of Python, and "hex", "rot13", "zlib" are codecs too.
CHARSETS = frozenset(
    {
        "ascii", "utf-8", "utf-8-sig", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
        "latin_1", "iso8859-1", "cp1252", "cp437", "cp850", "cp858", "koi8-r", "koi8-u",
        "mac-roman", "big5", "big5hkscs", "gb2312", "gbk", "gb18030", "hz", "euc_jp", "euc_kr",
        "shift_jis", "iso2022_jp", "iso2022_kr", "cp932", "cp949", "cp950", "johab", "tis-620",
        *(f"iso8859-{number}" for number in range(2, 17) if number != 12),
        *(f"cp125{number}" for number in range(9)),
    }
)  # fmt: skip


def text_of(content: bytes, charset: str, trouble: list[str] | None = None) -> str:
    """The text behind these bytes, whatever they claim to be."""
    known = codec_of(charset)
    if known is None:
        if charset and trouble is not None:
            trouble.append("charset")
        known = "utf-8"
    try:
        return tidy(content.decode(known, "strict"))
    except (UnicodeError, ValueError, LookupError):
        pass
    try:
        return tidy(content.decode("utf-8", "strict"))
    except UnicodeError:
        # Every byte is something in this one.
        return tidy(content.decode("cp1252" if known == "utf-8" else known, "replace"))


def codec_of(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset.strip().strip("'\"")).name
    except Exception:
        # Unknown, or known and not loaded where nothing can be opened any more.
        return None
    return name if name in CHARSETS else None


def tidy(text: str) -> str:
    """Line ends of one kind, and no control characters that a page or a database trips over."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )


def decoded_words(value: str) -> str:
    """Encoded words and raw bytes decoded; line ends and control characters taken out."""
    try:
        pieces = email.header.decode_header(value)
    except Exception:
        return clean(value)
    found = []
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            found.append(text_of(piece, charset or ""))
        else:
            found.append(text_of(piece.encode("utf-8", "surrogateescape"), ""))
    return clean("".join(found))


def clean(value: str, most: int = MAX_HEADER) -> str:
    text = tidy(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    # Marks that turn the direction of writing could show another sender than the one there is.
    kept = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(kept.split())[:most]


class _Stripper(HTMLParser):
    """The words of an HTML mail, a line a block; no scripts, no styles, nothing is fetched."""

    _BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "table", "blockquote"})
    _SILENT = frozenset({"script", "style", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent += 1
        elif tag in self._BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in self._BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def text_of_markup(markup: str) -> str:
    stripper = _Stripper()
    try:
        stripper.feed(markup[:MAX_TEXT])
        stripper.close()
    except Exception:
        return tidy(re.sub(r"<[^>]{0,500}>", " ", markup[:MAX_TEXT]))
    text = re.sub(r"[ \t\u00a0]+", " ", "".join(stripper.words))
    return tidy(re.sub(r" ?\n\s*", "\n", text))
