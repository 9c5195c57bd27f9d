"""The shape of one authority's file, ``data/authorities/<id>.toml``; shown in docs/adding.md."""

from __future__ import annotations

from pathlib import Path

from . import formats
from .reading import Table, named_source, open_file, points, read_sources
from .records import Authority, AuthorityName
from .wording import usual_needs

COMPETENCES: tuple[str, ...] = ("all", "private", "public", "sector")


def read_authority(path: Path) -> tuple[Authority | None, tuple[str, ...]]:
    """The authority of a file and its defects; None in place of an authority that has any."""
    top, defects = open_file(path)
    if not top.names():
        return None, tuple(defects.found)
    if not formats.is_id(path.stem):
        defects.say("the file name", "is no id; use small letters, digits and single hyphens")
    sources = read_sources(top)
    checked = top.rough_day("last_verified")
    country = top.text("country", required=True)
    if country and not formats.is_country(country):
        top.say("country", f"is {country!r}; write an ISO 3166-1 code in capitals, such as IE")
    region = top.text("region")
    if region and not (formats.is_subdivision(region) and region.startswith(f"{country}-")):
        top.say("region", f"is {region!r}; write an ISO 3166-2 code such as DE-BY")
    complaint = top.table("complaint")
    authority = Authority(
        id=path.stem,
        country=country,
        region=region,
        competence=top.choice("competence", COMPETENCES, default="all"),
        names=_names(top),
        address=top.texts("address", required=True),
        email=_checked(top, "email", formats.is_email(top.text("email")), "privacy@example.eu"),
        phone=top.text("phone"),
        website=_checked(top, "website", formats.is_url(top.text("website")), "https://..."),
        complaint_url=_checked(
            complaint, "url", formats.is_url(complaint.text("url")), "https://..."
        ),
        languages=_languages(complaint),
        complaint_needs=points(complaint, "needs") or usual_needs(),
        form_rules=points(complaint, "form_rules"),
        time_bar=complaint.text("time_bar"),
        email_is_for_complaints=complaint.flag("by_email") or False,
        source=named_source(top, sources),
        last_verified=checked[0] if checked else None,
        last_verified_precision=checked[1] if checked else "",
        notes=top.texts("notes"),
    )
    complaint.close()
    top.close()
    return (None if defects.found else authority), tuple(defects.found)


def _checked(table: Table, key: str, good: bool, example: str) -> str:
    value = table.text(key)
    if value and not good:
        table.say(key, f"is {value!r}; write it as {example}")
    return value


def _languages(complaint: Table) -> tuple[str, ...]:
    languages = complaint.texts("languages", required=True)
    for language in languages:
        if not formats.is_language(language):
            complaint.say("languages", f"names {language!r}; write a code such as fr")
    return languages


def _names(top: Table) -> tuple[AuthorityName, ...]:
    names = []
    for entry in top.tables("names"):
        begins = entry.day("valid_from")
        ends = entry.day("valid_until")
        names.append(
            AuthorityName(
                local=entry.text("local", required=True),
                text=entry.by_language("text", required=True),
                valid_from=begins,
                valid_until=ends,
            )
        )
        entry.close()
    if not names:
        top.say("names", "is missing; write the name under [[names]] with local and text")
    return tuple(names)
