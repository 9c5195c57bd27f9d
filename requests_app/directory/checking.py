"""What ``manage.py directory check`` says about the directory's files.

Defects make a file unusable and fail the check; remarks are what to look after next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .loader import DATA, read_authorities, read_platforms
from .records import REGIONS, Authority, Platform


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: one sentence each."""

    platforms: int
    authorities: int
    defects: tuple[str, ...]
    remarks: tuple[str, ...]
    ages: tuple[tuple[str, date | None, bool], ...]
    """Records by age, the oldest (and never checked) first: id, last check, stale."""


def check(today: date, folder: Path = DATA) -> Report:
    """Reads every file below ``folder`` anew and reports on all of them."""
    platforms, defects = read_platforms(folder / "platforms")
    authorities, more = read_authorities(folder / "authorities")
    defects += more
    defects += tuple(_duplicate_domains(platforms.values()))
    defects += tuple(_unknown_authorities(platforms.values(), authorities))
    defects += tuple(_unknown_origins(platforms))
    defects += tuple(_incomplete_addresses(platforms.values(), authorities.values()))
    remarks = tuple(_missing(platforms.values(), today))
    records: list[tuple[str, date | None, bool]] = [
        (f"platforms/{p.id}", p.last_verified, p.is_stale(today)) for p in platforms.values()
    ]
    records += [
        (f"authorities/{a.id}", a.last_verified, a.is_stale(today)) for a in authorities.values()
    ]
    records.sort(key=lambda entry: (entry[1] or date.min, entry[0]))
    return Report(len(platforms), len(authorities), defects, remarks, tuple(records))


def _duplicate_domains(platforms: Iterable[Platform]) -> Iterable[str]:
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for platform in platforms:
        for domain in platform.domains:
            owners[domain].append(platform.id)
    for domain, ids in sorted(owners.items()):
        if len(ids) > 1:
            yield f"domains: {domain} stands in {' and '.join(ids)}; one record has a domain"


def _unknown_authorities(
    platforms: Iterable[Platform], authorities: Mapping[str, Authority]
) -> Iterable[str]:
    for platform in platforms:
        if platform.lead_authority and platform.lead_authority not in authorities:
            yield (
                f"platforms/{platform.id}.toml: lead_authority.id is"
                f" {platform.lead_authority!r}; no such file is under authorities"
            )


def _unknown_origins(platforms: Mapping[str, Platform]) -> Iterable[str]:
    """A fact taken from another platform's page names a platform that is here."""
    for platform in platforms.values():
        for fact in platform.all_facts:
            if fact.source.of and fact.source.of not in platforms:
                yield (
                    f"platforms/{platform.id}.toml: sources has of = {fact.source.of!r};"
                    " no such platform is here"
                )


def _incomplete_addresses(
    platforms: Iterable[Platform], authorities: Iterable[Authority]
) -> Iterable[str]:
    """A postal address has at least a street and a town or country: two lines, none too long."""
    addresses = [
        (f"platforms/{p.id}.toml: the address of {entity.name}", entity.address)
        for p in platforms
        for entity in (*p.controllers, *p.further_controllers, *p.representatives)
        if entity.address
    ]
    addresses += [(f"authorities/{a.id}.toml: address", a.address) for a in authorities]
    for whose, lines in addresses:
        if len(lines) < 2:
            yield f"{whose} has one line only; write street, town and country on lines of their own"
        for line in lines:
            if len(line) > 70 or "|" in line:
                yield f"{whose} has the line {line!r}; a line has at most 70 letters and no |"


def _missing(platforms: Iterable[Platform], today: date) -> Iterable[str]:
    for platform in platforms:
        known = [region for region in REGIONS if platform.controller(region, today)]
        unknown = [region for region in REGIONS if region not in known]
        if unknown:
            yield f"platforms/{platform.id}: controller unknown for {', '.join(unknown)}"
        for region in known:
            if not platform.routes("any", region, today):
                yield f"platforms/{platform.id}: no route for {region}"
