"""What people can ask for, in their own words, beside the names of the law."""

from __future__ import annotations

from collections.abc import Mapping

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
    ("rectification", ""): (
        _("Have my data corrected"),
        _("Say what is wrong, what is right and what shows it (rectification)."),
    ),
    ("restriction", ""): (
        _("Have my data frozen"),
        _(
            "They keep the data and do nothing else with it until the question is settled "
            "(restriction)."
        ),
    ),
    ("portability", ""): (
        _("Take my data with me"),
        _("The data you gave them, in a form another service can read (portability)."),
    ),
    ("withdrawal", ""): (
        _("Withdraw my consent"),
        _("At any time, and it takes effect at once (withdrawal of consent)."),
    ),
    ("human-review", ""): (
        _("Have a decision looked at by a human"),
        _("For a decision that a machine alone took and that weighs on you (automated decision)."),
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


def wish_of(link: Mapping[str, str]) -> str:
    """The wish that a link to the wizard names, as ?wish=objection:ai-training or, for people,
    ?right=objection&purpose=ai-training; "" where it names none that there is."""
    wish = link.get("wish") or f"{link.get('right', '')}:{link.get('purpose', '')}"
    known = {value for value, _label, _help in wish_choices()}
    # What the law calls an objection to direct marketing is a letter of its own here.
    for name in (wish, wish.replace(":", "-") + ":"):
        if name in known:
            return name
    return ""
