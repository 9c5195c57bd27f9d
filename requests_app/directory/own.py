"""A company that a person adds for themselves: what is known of it, and how it is contributed.

It never enters the directory. The exported file has the shape of ``data/platforms/<id>.toml``, so
that whoever wants to can check it, complete it and offer it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import formats
from .records import REGIONS
from .search import fold


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What a person knows of a company; ``regions`` are those they say it answers for."""

    name: str
    regions: tuple[str, ...]
    address: tuple[str, ...] = ()
    seat: str = ""
    email: str = ""
    form: str = ""
    website: str = ""
    note: str = ""

    def as_data(self) -> dict[str, Any]:
        """Plain JSON data, as the table keeps it."""
        return {
            "name": self.name,
            "regions": list(self.regions),
            "address": list(self.address),
            "seat": self.seat,
            "email": self.email,
            "form": self.form,
            "website": self.website,
            "note": self.note,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> OwnDetails:
        """The details that :meth:`as_data` gave."""
        return cls(
            name=data["name"],
            regions=tuple(data["regions"]),
            address=tuple(data["address"]),
            seat=data["seat"],
            email=data["email"],
            form=data["form"],
            website=data["website"],
            note=data["note"],
        )

    @property
    def slug(self) -> str:
        """The id its file would have in the directory."""
        return fold(self.name).replace(" ", "-").replace("_", "-")[:60].strip("-") or "company"


class OwnDetailsError(ValueError):
    """A field of a company cannot be what it claims to be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


def check(details: OwnDetails) -> None:
    """Raises :class:`OwnDetailsError` for the first field that is not sound."""
    texts = {"name": details.name, "note": details.note}
    texts |= {f"address line {n}": line for n, line in enumerate(details.address, start=1)}
    for field, text in texts.items():
        if formats.has_control(text) or len(text) > (2000 if field == "note" else 200):
            name = field.split()[0]
            raise OwnDetailsError(name, "is too long or holds invisible characters")
    if not details.name.strip():
        raise OwnDetailsError("name", "is missing")
    if not details.regions or any(region not in REGIONS for region in details.regions):
        raise OwnDetailsError("regions", f"allowed are {', '.join(REGIONS)}, at least one")
    if len(details.address) > 10:
        raise OwnDetailsError("address", "has more than 10 lines")
    if details.seat and not formats.is_country(details.seat):
        raise OwnDetailsError("seat", "write a two-letter country code such as IE")
    if details.email and not formats.is_email(details.email):
        raise OwnDetailsError("email", "write one mailbox such as privacy@example.com")
    for field, value in (("form", details.form), ("website", details.website)):
        if value and not formats.is_url(value):
            raise OwnDetailsError(field, "write an address that begins with https://")


def export_toml(details: OwnDetails, on: date) -> str:
    """The company as a file for the directory, marked as checked by nobody."""
    host = ""
    if details.website:
        host = details.website.split("/")[2].removeprefix("www.").lower()
    lines = [
        "# Offered by a person: confirm every line on the company's privacy page, name that page",
        "# under [sources], and set last_verified and confidence.",
        f"name = {quoted(details.name)}",
        f"domains = {listed([host] if host else ['example.invalid'])}",
        'category = "other"',
        'confidence = "unchecked"',
        "",
        "[sources.person]",
        'text = "Entered by a person for a case of their own; checked by nobody"',
        f"date = {on.isoformat()}",
        'confidence = "unchecked"',
        "",
        "[[controllers]]",
        f"regions = {listed(details.regions)}",
        f"name = {quoted(details.name)}",
        f"address = {listed(details.address)}",
    ]
    lines += [f"seat = {quoted(details.seat)}"] if details.seat else []
    lines += ['source = "person"', ""]
    for channel, value in (("email", details.email), ("form", details.form)):
        if value:
            lines += [
                "[[routes]]",
                'rights = ["any"]',
                f'channel = "{channel}"',
                f"value = {quoted(value)}",
                'source = "person"',
                "",
            ]
    return "\n".join(lines)


def quoted(text: str) -> str:
    """A TOML basic string."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def listed(texts: tuple[str, ...] | list[str]) -> str:
    """A TOML array of strings."""
    return "[" + ", ".join(quoted(text) for text in texts) + "]"
