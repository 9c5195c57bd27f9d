"""What stays the same for the life of a case, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Details:
    """The facts the law needs to count time, and the names the pages show.

    `right` is the one whose time limit counts first; `seat`, `residence` and `representative` are
    country codes, "" where unknown.
    """

    regime: str
    kind: str
    right: str
    rights: tuple[str, ...]
    purposes: tuple[str, ...]
    company: str
    controller: str
    seat: str
    residence: str
    representative: str
    language: str

    def as_data(self) -> dict[str, Any]:
        """Plain data for the sealed field."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Details:
        """The details that `as_data` wrote; what a later version added is ignored."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        for name in ("rights", "purposes"):
            values[name] = tuple(values[name])
        return cls(**values)
