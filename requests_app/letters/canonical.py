"""Parsed Markdown written out again: one line a paragraph, no backslash that is not needed.

This is what the person sees in the edit box. Written text reads back as the same blocks.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from .markup import Block, Listing, Paragraph, Run, parse

# An underscore between letters or digits is read as itself.
_MEANT = re.compile(r"[\\*]|(?<![^\W_])_|_(?![^\W_])")
_LIST_START = re.compile(r"^(?:(\d{1,9})([.)])(?=\s|$)|([-+])(?=\s|$))")


def canonical(markdown: str) -> str:
    """The same letter with one line a paragraph and no backslash that is not needed."""
    blocks = parse(markdown)
    text = _markdown(blocks, emphasised=True)
    if parse(text) != blocks:
        # Marks of emphasis that touch one another can be read in two ways; words come first.
        text = _markdown(blocks, emphasised=False)
    return text


def _markdown(blocks: Sequence[Block], *, emphasised: bool) -> str:
    parts: list[str] = []
    previous: Block | None = None
    other_marker = False
    for block in blocks:
        if isinstance(block, Paragraph):
            parts.append(_inline_markdown(block.runs, emphasised=emphasised))
        else:
            follows_its_like = isinstance(previous, Listing) and (
                (previous.start is None) == (block.start is None)
            )
            other_marker = follows_its_like and not other_marker
            parts.append(_list_markdown(block, other_marker, emphasised=emphasised))
        previous = block
    return "\n\n".join(parts)


def _list_markdown(block: Listing, other_marker: bool, *, emphasised: bool) -> str:
    lines: list[str] = []
    for index, item in enumerate(block.items):
        if block.start is None:
            marker = "+" if other_marker else "-"
        else:
            marker = f"{block.start + index}{')' if other_marker else '.'}"
        indent = " " * (len(marker) + 1)
        body = _markdown(item, emphasised=emphasised)
        lines.append(f"{marker} {textwrap.indent(body, indent).lstrip(' ')}".rstrip())
    return ("\n" if block.tight else "\n\n").join(lines)


def _inline_markdown(runs: Sequence[Run], *, emphasised: bool) -> str:
    text = ""
    for run in runs:
        if run.text == "\n":
            text += "\\\n"
            continue
        words = _least_escape(run.text, at_line_start=not text or text.endswith("\n"))
        if emphasised and (run.strong or run.emphasis):
            mark = "*" * (2 * run.strong + run.emphasis)
            core = words.strip(" ")
            before = words[: len(words) - len(words.lstrip(" "))]
            after = words[len(words.rstrip(" ")) :]
            words = f"{before}{mark}{core}{mark}{after}" if core else words
        text += words
    return text.strip()


def _least_escape(text: str, *, at_line_start: bool) -> str:
    escaped = _MEANT.sub(r"\\\g<0>", text)
    if at_line_start and (start := _LIST_START.match(escaped)):
        place = start.end(1) if start.group(1) else 0
        escaped = f"{escaped[:place]}\\{escaped[place:]}"
    return escaped
