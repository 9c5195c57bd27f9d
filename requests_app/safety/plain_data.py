"""Dataclasses as plain JSON data, and back from data that somebody else may have written.

`read` trusts nothing: every field has its type, texts their length and no characters that a
database or a page could choke on. `schema` describes the same as JSON Schema.
"""

from __future__ import annotations

import dataclasses
import re
import types
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _

T = TypeVar("T")

LONGEST_TEXT = 60_000
MOST_ITEMS = 20_000
DEEPEST = 12
_BIGGEST = 2**53
# Control characters but tab and line ends, and halves of characters, which are no text.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Misfit(ValueError):
    """Data that is not what it should be; the message names the place and what belongs there."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


def write(value: Any) -> Any:
    """The value as plain JSON data: dates as ISO text, ids as text, dataclasses as objects.

    Control characters, which come with what is pasted and show nowhere, are left out: `read` takes
    none, and one of them must not stand in the way of all the rest.
    """
    if isinstance(value, str):
        return _UNWANTED.sub("", value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: write(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {write(str(key)): write(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [write(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return value


def read(kind: type[T], data: Any, place: str = "") -> T:
    """The dataclass that the data describes, fields with a default left out; raises Misfit."""
    return cast(T, _read(kind, data, place, 0))


@cache
def _fields(kind: type) -> list[tuple[str, Any, bool]]:
    """Name, type and whether it must be there, of each field."""
    hints = get_type_hints(kind)
    return [
        (
            field.name,
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    ]


def _read(kind: Any, data: Any, place: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise Misfit(place, _("this is nested too deeply."))
    if dataclasses.is_dataclass(kind):
        return _object(cast(type, kind), data, place, depth)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return _optional(inner, data, place, depth)
    if origin is tuple:
        listed = _typed(list, data, place, _("a list"))
        if len(listed) > MOST_ITEMS:
            raise Misfit(place, _("there are more than %(n)d entries.") % {"n": MOST_ITEMS})
        return tuple(
            _read(inner[0], one, f"{place}[{number}]", depth + 1)
            for number, one in enumerate(listed)
        )
    if origin is Literal:
        # Python counts true as 1, and 3.0 as 3.
        if not any(type(data) is type(one) and data == one for one in inner):
            listed = ", ".join(map(str, inner))
            raise Misfit(place, _("one of %(list)s belongs here.") % {"list": listed})
        return data
    if kind is Any:
        return plain(data, place, depth)
    if origin is not None and issubclass(origin, Mapping):
        values = _typed(dict, data, place, _("an object"))
        return {
            _text(key, place): _read(inner[1], one, f"{place}.{key[:60]}", depth + 1)
            for key, one in values.items()
        }
    return _scalar(kind, data, place)


def _object(kind: type, data: Any, place: str, depth: int) -> Any:
    values = _typed(dict, data, place, _("an object"))
    known = _fields(kind)
    if extra := sorted(values.keys() - {name for name, _type, _must in known}):
        raise Misfit(
            place,
            _("“%(name)s” is not known here; it may be of a newer version.")
            % {"name": _shown(extra[0])},
        )
    found = {}
    for name, hint, must in known:
        inside = f"{place}.{name}" if place else name
        if name in values:
            found[name] = _read(hint, values[name], inside, depth + 1)
        elif must:
            raise Misfit(inside, _("this is missing."))
    return kind(**found)


def _optional(inner: tuple[Any, ...], data: Any, place: str, depth: int) -> Any:
    if data is None and type(None) in inner:
        return None
    (kind,) = [one for one in inner if one is not type(None)]
    return _read(kind, data, place, depth)


def _scalar(kind: Any, data: Any, place: str) -> Any:
    if kind is str:
        return _text(_typed(str, data, place, _("text")), place)
    if kind is bool:
        return _typed(bool, data, place, _("true or false"))
    if kind is int:
        if isinstance(data, bool) or not isinstance(data, int) or abs(data) > _BIGGEST:
            raise Misfit(place, _("a whole number belongs here."))
        return data
    if kind is bytes:
        raise Misfit(place, _("nothing belongs here."))
    return _parsed(kind, _typed(str, data, place, _("text")), place)


_EXAMPLES = {date: "2026-11-24", datetime: "2026-11-24T09:30:00+00:00", uuid.UUID: "an id"}


def _parsed(kind: Any, text: str, place: str) -> Any:
    try:
        if kind is uuid.UUID:
            return uuid.UUID(text)
        found = kind.fromisoformat(text)
    except ValueError:
        raise Misfit(
            place,
            _("“%(text)s” is not of the form %(example)s.")
            % {"text": _shown(text), "example": _EXAMPLES[kind]},
        ) from None
    if kind is datetime and found.tzinfo is None:
        raise Misfit(place, _("a time needs its offset, such as +00:00."))
    if not 1900 <= found.year <= 2200:
        raise Misfit(place, _("the year %(year)d is out of reach.") % {"year": found.year})
    return found


def plain(data: Any, place: str, depth: int = 0) -> Any:
    """Any JSON data, with the same limits; raises Misfit."""
    if depth > DEEPEST:
        raise Misfit(place, _("this is nested too deeply."))
    if isinstance(data, str):
        return _text(data, place)
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, int):
        return _scalar(int, data, place)
    if isinstance(data, list) and len(data) <= MOST_ITEMS:
        return [plain(one, f"{place}[{n}]", depth + 1) for n, one in enumerate(data)]
    if isinstance(data, dict) and len(data) <= MOST_ITEMS:
        return {
            _text(key, place): plain(one, f"{place}.{key[:60]}", depth + 1)
            for key, one in data.items()
        }
    raise Misfit(place, _("text, a whole number, a list or an object belongs here."))


def _typed(kind: type, data: Any, place: str, name: str) -> Any:
    if not isinstance(data, kind):
        raise Misfit(place, _("%(what)s belongs here.") % {"what": name})
    return data


def _text(text: str, place: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Misfit(place, _("the text has more than %(n)d characters.") % {"n": LONGEST_TEXT})
    if found := _UNWANTED.search(text):
        code = f"U+{ord(found.group()):04X}"
        raise Misfit(place, _("the text holds a control character (%(code)s).") % {"code": code})
    return text


def _shown(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text[:60])


def schema(kind: type, title: str) -> dict[str, Any]:
    """The dataclass as JSON Schema (2020-12)."""
    definitions: dict[str, Any] = {}
    root = _described(kind, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _described(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind):
        name = cast(type, kind).__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object_described(cast(type, kind), definitions)
        return {"$ref": f"#/$defs/{name}"}
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        (one,) = [each for each in inner if each is not type(None)]
        if one is bytes:
            return {"type": "null"}
        return {"anyOf": [_described(one, definitions), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _described(inner[0], definitions)}
    if origin is Literal:
        return {"enum": list(inner)}
    if kind is Any:
        return {}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _described(inner[1], definitions)}
    return dict(_SCALARS[kind])


_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string", "maxLength": LONGEST_TEXT},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    uuid.UUID: {"type": "string", "format": "uuid"},
}


def _object_described(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    fields = _fields(kind)
    return {
        "type": "object",
        "description": (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n", " "),
        "properties": {name: _described(hint, definitions) for name, hint, _must in fields},
        "required": [name for name, _hint, must in fields if must],
        "additionalProperties": False,
    }
