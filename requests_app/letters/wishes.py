"""What people can ask for, in their own words, beside the names of the law."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.letters import catalogue

# What people say, for what the law calls by other names; a wish not listed uses the catalogue's.
WISHES: dict[tuple[str, str], tuple[str | Promise, str | Promise]] = {
    ("objection", "ai-training"): (
        _("Stop training AI on my data"),
        _("Object to AI models being trained with what you posted or wrote (objection)."),
    ),
    ("objection", "profiling"): (
        _("Stop profiling me"),
        _("Object to being sorted, scored or predicted (objection to profiling)."),
    ),
    ("objection", "other"): (
        _("Stop another use of my data"),
        _("Object to a use you name yourself (objection)."),
    ),
    ("erasure", ""): (_("Delete my data"), _("All of it, or the part you name (erasure).")),
    ("access", ""): (
        _("Show me what you hold about me"),
        _("A copy of your data, and where it came from and went (access)."),
    ),
    ("objection-marketing", ""): (
        _("Stop advertising to me"),
        _("Must be followed without any reason being given (objection to direct marketing)."),
    ),
}


def wish_choices() -> list[tuple[str, str | Promise, str | Promise]]:
    """Every first letter as a wish: its value (kind:purpose), its words, what it means."""
    offered = {
        (kind.id, purpose): (kind.label, kind.help)
        for kind in catalogue.KINDS
        if kind.group == "first"
        for purpose in kind.purposes or ("",)
    }
    common_first = [wish for wish in WISHES if wish in offered]
    others = [wish for wish in offered if wish not in WISHES]
    return [
        (f"{kind}:{purpose}", *WISHES.get((kind, purpose), offered[kind, purpose]))
        for kind, purpose in common_first + others
    ]
