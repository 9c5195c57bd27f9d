"""Reads the directory's files once and keeps the records in memory.

A defective file stops the loading with every defect in one message: a directory that is half
there would send letters to the wrong place. ``manage.py directory check`` lists the same defects
without stopping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from .authority_file import read_authority
from .platform_file import read_platform
from .records import Authority, Platform

DATA = Path(__file__).parent / "data"


class DirectoryDataError(ValueError):
    """Files of the directory are defective; the message has one sentence for each defect."""


def read_platforms(folder: Path) -> tuple[dict[str, Platform], tuple[str, ...]]:
    """Platforms of a folder by id, in the order of the ids, and all defects found."""
    records: dict[str, Platform] = {}
    defects: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        platform, found = read_platform(path)
        defects.extend(found)
        if platform:
            records[platform.id] = platform
    for identity, platform in records.items():
        if platform.facts_from:
            other = records.get(platform.facts_from)
            if other is None or other.facts_from:
                defects.append(
                    f"{folder.name}/{identity}.toml: facts_from is {platform.facts_from!r};"
                    " name a platform that is here and has facts of its own"
                )
                continue
            records[identity] = replace(platform, all_facts=other.all_facts + platform.all_facts)
    return records, tuple(defects)


def read_authorities(folder: Path) -> tuple[dict[str, Authority], tuple[str, ...]]:
    """Authorities of a folder by id, in the order of the ids, and all defects found."""
    records: dict[str, Authority] = {}
    defects: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        authority, found = read_authority(path)
        defects.extend(found)
        if authority:
            records[authority.id] = authority
    return records, tuple(defects)


@cache
def all_platforms() -> Mapping[str, Platform]:
    """Every platform by id, read once a process; raises :class:`DirectoryDataError`."""
    records, defects = read_platforms(DATA / "platforms")
    if defects:
        raise DirectoryDataError("\n".join(defects))
    return records


@cache
def all_authorities() -> Mapping[str, Authority]:
    """Every authority by id, read once a process; raises :class:`DirectoryDataError`."""
    records, defects = read_authorities(DATA / "authorities")
    if defects:
        raise DirectoryDataError("\n".join(defects))
    return records
