"""Log lines without personal data: what may be personal is replaced before a line is written.

Nothing of ours logs what people type. This is the second wall, for the sentences of libraries and
for errors that quote the value they choke on: of an error the kind and the place are written, never
its message. A line stays one line, whatever it contains.
"""

from __future__ import annotations

import logging
import re
import time
import traceback
from types import TracebackType
from typing import Any

_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": " "}
_REPLACED = (
    (re.compile(r"[^\s<>\"'(),;:=\[\]{}]+@[^\s<>\"'(),;=\[\]{}]+"), "<address>"),
    # Tokens of links, keys, sealed data: 20 or more characters of their alphabet, a digit among
    # them. Every random one of ours is longer by far and has one.
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{20,}={0,2}"), "<token>"),
    (re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"), "<ip>"),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:])"), "<ip>"),
    (re.compile(r"(?<![\w-])(?:\+|00?)\d[\d ()/.-]{6,}\d(?![\w-])"), "<number>"),
    # The query of an address holds what was typed into a search.
    (re.compile(r"\?[^\s\"']+"), "?<query>"),
)
# The page a form came from, which Django names where it is not one of ours.
_ELSEWHERE = re.compile(r"https?://\S+")
# The ids of people and of rows stay: they say nothing and are what helps to find an error.
_IDS = re.compile(r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])")


def impersonal(text: str) -> str:
    """The text on one line, with addresses, tokens, numbers and queries replaced."""
    ids: list[str] = []

    def keep(match: re.Match[str]) -> str:
        ids.append(match.group())
        return f"\x00{len(ids) - 1}\x00"

    text = _IDS.sub(keep, text.replace("\x00", ""))
    for pattern, instead in _REPLACED:
        text = pattern.sub(instead, text)
    text = re.sub(r"\x00(\d+)\x00", lambda match: ids[int(match.group(1))], text)
    return "".join(_ESCAPES.get(c, c if c.isprintable() else "?") for c in text)


class ImpersonalFormatter(logging.Formatter):
    """UTC time, level, logger, message; of an error its kind and where it came from."""

    converter = time.gmtime  # type: ignore[assignment]
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # Handlers share the record: what this one removes, another may be meant to see.
        copy = logging.makeLogRecord(record.__dict__)
        copy.msg, copy.args = impersonal(_message(record)), None
        copy.exc_text = copy.stack_info = None
        return super().format(copy)

    def formatException(  # noqa: N802 - the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "\n".join(_chain(ei[1])) if ei[1] is not None else ""


def _message(record: logging.LogRecord) -> str:
    try:
        message = record.getMessage()
    except Exception:
        return str(record.msg)  # arguments that do not fit must not lose the line
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)
    if path is None:
        return message
    # What Django says of a request ends with its address or what it choked on.
    said = _ELSEWHERE.sub("<elsewhere>", message.partition(": ")[0])
    return f"{said}: {_impersonal_path(path, request)}"


def _impersonal_path(path: str, request: Any) -> str:
    """The address without the words in it that anybody may have typed. Ids of rows stay."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "<path>"
    for name, value in match.kwargs.items():
        if isinstance(value, str):
            path = path.replace(value, f"<{name}>")
    return path


def _chain(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        lines.append(f"  {type(following).__module__}.{type(following).__qualname__}")
        lines += [
            f"    {frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(following.__traceback__)
        ]
        following = following.__cause__ or following.__context__
    return lines
