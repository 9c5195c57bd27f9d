"""What happened in a case, as its page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.cases.models import Case, Event
from requests_app.cases.occurrences import OUTCOMES, Occurrence, occurrence
from requests_app.cases.queries import deadline_words
from requests_app.cases.standing import in_force
from requests_app.safety.dates import day_in_words

_NOT_CORRECTABLE = frozenset({"dates_changed"})
_CHANNELS = {
    "form": gettext_lazy("through their web form"),
    "email": gettext_lazy("by e-mail"),
    "post": gettext_lazy("by post"),
}


@dataclass(frozen=True)
class TimelineEntry:
    """An event as the timeline shows it."""

    event: Event
    what: Occurrence
    replaced: bool
    note: str
    facts: tuple[str, ...]
    text: str
    corrects: bool
    correctable: bool


def timeline(case: Case, events: Sequence[Event] | None = None) -> list[TimelineEntry]:
    """All that was recorded, by day; corrected entries stay and are marked."""
    if events is None:
        events = list(case.events.select_related("letter"))
    standing_ids = {event.pk for event in in_force(events)}
    replaces = {event.replaces_id for event in events if event.replaces_id}
    return [
        TimelineEntry(
            event=event,
            what=occurrence(event.kind),
            replaced=event.pk not in standing_ids and event.kind != "struck",
            note=(event.details or {}).get("note", ""),
            facts=_facts(event),
            text=(event.details or {}).get("text", ""),
            corrects=bool(event.replaces_id),
            correctable=event.pk in standing_ids and event.kind not in _NOT_CORRECTABLE,
        )
        for event in events
        # An entry that took another back says so itself, unless it was corrected in turn.
        if not (event.kind == "struck" and event.pk in replaces)
    ]


def _facts(event: Event) -> tuple[str, ...]:
    facts: list[str] = []
    details = event.details or {}
    if event.channel in _CHANNELS:
        facts.append(str(_CHANNELS[event.channel]))
    if event.kind == "extension_notice":
        facts.append(_("with reasons") if details.get("reasons") else _("without reasons"))
    if event.kind == "received" and details.get("estimated"):
        facts.append(_("estimated"))
    if event.kind == "authority_progress" and details.get("outcome"):
        facts.append(_("its decision"))
    if event.kind == "closed" and details.get("result") in OUTCOMES:
        facts.append(str(OUTCOMES[details["result"]]))
    if details.get("until"):
        until = date.fromisoformat(details["until"])
        facts.append(_("until %(day)s") % {"day": day_in_words(until)})
    if details.get("reference"):
        facts.append(_("reference %(text)s") % {"text": details["reference"]})
    for kind, old, new in details.get("changes", ()):
        words = {
            "what": deadline_words(kind),
            "old": day_in_words(date.fromisoformat(old)),
            "new": day_in_words(date.fromisoformat(new)),
        }
        facts.append(_("%(what)s: %(old)s becomes %(new)s") % words)
    if details.get("versions"):
        facts.append(" → ".join(details["versions"]))
    return tuple(facts)
