"""The letters' Markdown: paragraphs, lists and emphasis, nothing else.

One parser serves every form of a letter. HTML and plain text are made from its tokens, never from
the source, so that what a person typed can only ever become text. ``escape`` makes any string
safe to stand in a template.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# All the signs this Markdown knows, wherever they stand, and those that open a list item.
_SIGNS = re.compile(r"([\\*_])")
_OPENING = re.compile(r"^(?:([-+])|(\d{1,9})([.)]))")
_ANY_SPACE = re.compile(r"[ \t\r\f\v]+")

# Deeper nesting than this is read as text: no letter needs it and layout time grows with it.
_MAX_NESTING = 12

_PARSER = MarkdownIt("zero", {"maxNesting": _MAX_NESTING}).enable(
    ["list", "emphasis", "escape", "newline"]
)


def escape(text: str) -> str:
    """``text`` as Markdown that reads back as exactly these words.

    Blank lines stay paragraph breaks and single line breaks stay line breaks; everything else
    that Markdown could take for a sign of its own is put behind a backslash.
    """
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip().replace("\r\n", "\n"))
    return "\n\n".join(
        "\\\n".join(escape_line(line) for line in paragraph.split("\n") if line.strip())
        for paragraph in paragraphs
        if paragraph.strip()
    )


def escape_line(text: str) -> str:
    """``text`` as Markdown on one line: line breaks become spaces."""
    words = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    opening = _OPENING.match(words)
    if opening is None:
        return words
    place = opening.start(1) if opening.group(1) else opening.start(3)
    return f"{words[:place]}\\{words[place:]}"


# --- the parsed form ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one look; ``text == "\\n"`` is a line break."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]

    @property
    def is_heading(self) -> bool:
        """A paragraph that is one bold line heads the part that follows."""
        return bool(self.runs) and all(run.strong and run.text != "\n" for run in self.runs)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; ``start`` is its first number, ``None`` for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None
    tight: bool


Block = Paragraph | Listing


def parse(markdown: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text, in reading order."""
    return _blocks(iter(_PARSER.parse(markdown.replace("\t", " "))), closing="")


def _blocks(tokens: Iterator[Token], closing: str) -> tuple[Block, ...]:
    found: list[Block] = []
    for token in tokens:
        if token.type == closing:
            break
        if token.type == "inline":
            found.append(Paragraph(_runs(token.children or [])))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            found.append(_listing(token, tokens))
    return tuple(found)


def _listing(opening: Token, tokens: Iterator[Token]) -> Listing:
    ordered = opening.type == "ordered_list_open"
    items: list[tuple[Block, ...]] = []
    for token in tokens:
        if token.type == opening.type.replace("_open", "_close"):
            break
        items.append(_blocks(tokens, "list_item_close"))
    # A list whose items are one paragraph each is set closely, however its source was spaced.
    tight = all(sum(isinstance(block, Paragraph) for block in item) <= 1 for item in items)
    start = int(opening.attrs.get("start", 1)) if ordered else None
    return Listing(tuple(items), start, tight)


def _runs(children: Sequence[Token]) -> tuple[Run, ...]:
    runs: list[Run] = []
    strong = emphasis = 0
    for token in children:
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "softbreak":
                runs.append(Run(" ", strong > 0, emphasis > 0))
            case "hardbreak":
                runs.append(Run("\n"))
            case _:
                runs.append(Run(token.content, strong > 0, emphasis > 0))
    return _joined(runs)


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in runs:
        text = run.text if run.text == "\n" else _ANY_SPACE.sub(" ", run.text)
        last = joined[-1] if joined else Run("\n")
        if last.text.endswith((" ", "\n")) and text != "\n":
            text = text.lstrip(" ")
        if not text:
            continue
        if text == "\n" and joined and last.text != "\n":
            joined[-1] = Run(last.text.rstrip(" "), last.strong, last.emphasis)
        if last.text != "\n" and text != "\n" and _look(last) == _look(run):
            joined[-1] = Run(last.text + text, last.strong, last.emphasis)
        else:
            joined.append(Run(text, run.strong, run.emphasis))
    return tuple(run for run in joined if run.text)


def _look(run: Run) -> tuple[bool, bool]:
    return run.strong, run.emphasis


# --- other forms ----------------------------------------------------------------------------


def to_html(markdown: str) -> SafeString:
    """HTML of a body, made of ``p h2 ol ul li strong em br`` whose only attributes are the
    first number of a list and the class of a paragraph that announces the next. Safe in a page:
    every word is escaped."""
    return mark_safe(blocks_html(parse(markdown)))  # noqa: S308 - built of escaped words only


def blocks_html(blocks: Sequence[Block]) -> str:
    """The same from blocks that are parsed already."""
    return "".join(_block_html(block) for block in blocks)


def _block_html(block: Block) -> str:
    if isinstance(block, Paragraph):
        if block.is_heading:
            return f"<h2>{html.escape(''.join(run.text for run in block.runs))}</h2>"
        # A paragraph that announces the next one stays on its page.
        announces = bool(block.runs) and block.runs[-1].text.rstrip().endswith(":")
        opening = '<p class="lead">' if announces else "<p>"
        return f"{opening}{_inline_html(block.runs)}</p>"
    items = "".join(f"<li>{_item_html(item, block.tight)}</li>" for item in block.items)
    if block.start is None:
        return f"<ul>{items}</ul>"
    start = "" if block.start == 1 else f' start="{block.start}"'
    return f"<ol{start}>{items}</ol>"


def _item_html(item: Sequence[Block], tight: bool) -> str:
    if tight:
        return "".join(
            _inline_html(block.runs) if isinstance(block, Paragraph) else _block_html(block)
            for block in item
        )
    return blocks_html(item)


def _inline_html(runs: Sequence[Run]) -> str:
    out = []
    for run in runs:
        words = "<br>" if run.text == "\n" else html.escape(run.text)
        if run.emphasis:
            words = f"<em>{words}</em>"
        if run.strong:
            words = f"<strong>{words}</strong>"
        out.append(words)
    return "".join(out)


def to_plain(blocks: Sequence[Block], width: int | None = None) -> str:
    """The body as plain text; lines are wrapped at ``width`` characters when one is given."""
    return "\n\n".join(_block_plain(block, width) for block in blocks)


def _block_plain(block: Block, width: int | None) -> str:
    if isinstance(block, Paragraph):
        lines = "".join(run.text for run in block.runs).split("\n")
        return "\n".join(_wrapped(line, width) for line in lines)
    out = []
    for index, item in enumerate(block.items):
        marker = "-" if block.start is None else f"{block.start + index}."
        indent = " " * (len(marker) + 1)
        inner = None if width is None else max(width - len(indent), 20)
        text = ("\n" if block.tight else "\n\n").join(_block_plain(part, inner) for part in item)
        out.append(f"{marker} {textwrap.indent(text, indent)[len(indent) :]}")
    return "\n".join(out) if block.tight else "\n\n".join(out)


def _wrapped(line: str, width: int | None) -> str:
    if width is None:
        return line
    return textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)


def count_blocks(blocks: Sequence[Block]) -> int:
    """Paragraphs and list items together: what layout time grows with."""
    return sum(
        1 if isinstance(block, Paragraph) else sum(1 + count_blocks(item) for item in block.items)
        for block in blocks
    )
