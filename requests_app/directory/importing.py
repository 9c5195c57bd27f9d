"""Takes over an open register: read, compare, write, and say what came of each record.

Records of ours are files and stay untouched; an imported record only ever replaces an earlier one
of the same register and slug.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from . import imported
from .models import DirectoryImport, ImportedAuthority, ImportedCompany, ImportedRecord
from .register_files import Found, licence_of, read_set
from .register_reading import Refused, read_authority, read_company, read_obsolete

BATCH = 500
MOST_REFUSALS_KEPT = 1000

DEFAULT_ORIGIN = "datenanfragen/data"


@dataclass
class Outcome:
    """What an import did, or with a dry run would do.

    Counts of new, changed and unchanged records by kind ("companies", withdrawn ones included, and
    "authorities"); ``refused`` has the file's name and the reason, ``left_out`` the file's name and
    a field that was not taken over because it cannot be what it claims to be.
    """

    licence: str = ""
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """The totals over all kinds."""
        return {
            "new": sum(self.new.values()),
            "changed": sum(self.changed.values()),
            "unchanged": sum(self.unchanged.values()),
            "refused": len(self.refused),
        }


@dataclass
class _Read:
    """What was read: records by slug for each kind."""

    company: dict[str, dict[str, Any]] = field(default_factory=dict)
    authority: dict[str, dict[str, Any]] = field(default_factory=dict)
    obsolete: dict[str, dict[str, Any]] = field(default_factory=dict)


_READERS: Mapping[str, Callable[[object, str], dict[str, Any]]] = {
    "company": read_company,
    "authority": read_authority,
    "obsolete": read_obsolete,
}


def import_register(
    path: Path,
    *,
    origin: str = DEFAULT_ORIGIN,
    licence: str = "",
    as_of: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Imports a folder or archive of the register's format; twice the same changes nothing.

    ``licence`` is what the set states in its LICENSE file unless given. With ``dry_run`` nothing
    is written. Raises ``UnreadableSet`` when the set as a whole cannot be read.
    """
    outcome = Outcome(licence=licence)
    read = _read_all(path, outcome)
    outcome.licence = outcome.licence or "not stated"
    source = {"origin": origin, "licence": outcome.licence, "as_of": as_of}
    companies = {slug: _company_values(record) for slug, record in read.company.items()}
    companies |= {slug: _obsolete_values(record) for slug, record in read.obsolete.items()}
    authorities = {slug: _values(record) for slug, record in read.authority.items()}
    plans = (
        _plan(ImportedCompany, "companies", companies, source, outcome),
        _plan(ImportedAuthority, "authorities", authorities, source, outcome),
    )
    if not dry_run:
        _carry_out(plans, source, outcome)
        imported.forget()
    return outcome


def _read_all(path: Path, outcome: Outcome) -> _Read:
    read = _Read()
    for found in read_set(path):
        if found.kind == "licence":
            outcome.licence = outcome.licence or licence_of(found.content)
            continue
        try:
            record = _read_one(found, read)
            outcome.left_out += [(found.name, key) for key in record.get("left_out", ())]
        except Refused as reason:
            outcome.refused.append((found.name, str(reason)))
    for slug in sorted(read.company.keys() & read.obsolete.keys()):
        del read.obsolete[slug]
        outcome.refused.append(
            (f"obsolete-records/{slug}.json", "its slug is also an active record")
        )
    return read


def _read_one(found: Found, read: _Read) -> dict[str, Any]:
    if found.refusal:
        raise Refused(found.refusal)
    try:
        data = json.loads(found.content.decode("utf-8"))
    except UnicodeDecodeError as trouble:
        raise Refused(f"is not UTF-8: {trouble.reason}") from None
    except RecursionError:
        raise Refused("is nested too deeply") from None
    except ValueError as trouble:
        raise Refused(f"is no JSON: {trouble}") from None
    records: dict[str, dict[str, Any]] = getattr(read, found.kind)
    if found.slug in records:
        raise Refused(f"a second record with the slug {found.slug!r}")
    record = _READERS[found.kind](data, found.slug)
    records[found.slug] = record
    return record


def _values(record: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "record": record,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "quality": record["quality"],
    }


def _company_values(record: dict[str, Any]) -> dict[str, Any]:
    return _values(record) | {"obsolete": False, "redirect_to": ""}


def _obsolete_values(record: dict[str, Any]) -> dict[str, Any]:
    return _values(record) | {"obsolete": True, "redirect_to": record["redirect_to"]}


@dataclass
class _Plan:
    """What is to be written to one table."""

    model: type[ImportedRecord]
    new: list[ImportedRecord] = field(default_factory=list)
    changed: list[ImportedRecord] = field(default_factory=list)
    confirmed: list[ImportedRecord] = field(default_factory=list)
    fields: tuple[str, ...] = ()


def _plan(
    model: type[ImportedRecord],
    kind: str,
    rows: Mapping[str, dict[str, Any]],
    source: Mapping[str, Any],
    outcome: Outcome,
) -> _Plan:
    """Compares ``rows`` with the table; rows of other slugs stay as they are."""
    plan = _Plan(model)
    known = {row.slug: row for row in model._default_manager.all()}
    for slug, values in rows.items():
        row = known.get(slug)
        plan.fields = (*values, *source, "changed_by")
        if row is None:
            plan.new.append(model(slug=slug, **values, **source))
        elif row.origin != source["origin"]:
            outcome.refused.append(
                (f"{kind}/{slug}.json", f"its slug was imported from {row.origin} before")
            )
        elif row.digest == values["digest"] and row.licence == source["licence"]:
            plan.confirmed.append(row)
        else:
            for name, value in {**values, **source}.items():
                setattr(row, name, value)
            plan.changed.append(row)
    outcome.new[kind] = len(plan.new)
    outcome.changed[kind] = len(plan.changed)
    outcome.unchanged[kind] = len(plan.confirmed)
    return plan


def _carry_out(plans: tuple[_Plan, ...], source: Mapping[str, Any], outcome: Outcome) -> None:
    """Writes the plans in one transaction, with a row that says what came of it."""
    with transaction.atomic():
        run = DirectoryImport.objects.create(
            origin=source["origin"],
            licence=source["licence"],
            counts=outcome.counts(),
            refused=[list(entry) for entry in outcome.refused[:MOST_REFUSALS_KEPT]],
        )
        for plan in plans:
            manager = plan.model._default_manager
            for row in (*plan.new, *plan.changed):
                row.changed_by = run
            manager.bulk_create(plan.new, batch_size=BATCH)
            if plan.changed:
                manager.bulk_update(plan.changed, plan.fields, batch_size=BATCH)
            _stand_by(plan, source["as_of"])


def _stand_by(plan: _Plan, as_of: date | None) -> None:
    """The content is the same, but the register stood by it at another date."""
    slugs = [row.slug for row in plan.confirmed if as_of is not None and row.as_of != as_of]
    for start in range(0, len(slugs), BATCH):
        found = plan.model._default_manager.filter(slug__in=slugs[start : start + BATCH])
        found.update(as_of=as_of)
