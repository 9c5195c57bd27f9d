"""What a statute is made of: acts, provisions, rights, periods, rules. Frozen data, no decisions.

``loading.py`` fills these from ``regimes/*.toml``; adding a language, an act or a right is a change
to the TOML alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from requests_app.law.errors import UnknownRight

#: Every right a letter can name, in the order people meet them. A regime may lack some.
RIGHTS = (
    "withdraw_consent",
    "information",
    "access",
    "rectification",
    "erasure",
    "restriction",
    "notify_recipients",
    "portability",
    "objection",
    "objection_marketing",
    "human_review",
    "complaint_controller",
    "complaint_authority",
    "authority_inaction",
    "court",
    "damages",
    "representation",
)


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which something is law, both ends included; ``None`` means open."""

    valid_from: date | None
    valid_until: date | None
    source: str = ""

    def holds(self, on: date) -> bool:
        """Whether the day lies inside."""
        return (self.valid_from is None or on >= self.valid_from) and (
            self.valid_until is None or on <= self.valid_until
        )


@dataclass(frozen=True, slots=True)
class Act:
    """A statute: its names by language, its citing style, and every provision the data knows."""

    id: str
    title: str
    style: str
    source: str
    sure: str
    window: Window
    name: dict[str, str]
    short: dict[str, str]
    of: dict[str, str]
    numbered_first_level: frozenset[str]
    provisions: dict[str, Window]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of counting. ``sure`` is how sure the text is, ``reading`` our application of it.

    T read in the official text, S in a secondary one, K known but unchecked, I inferred.
    ``ours`` marks an id we gave ourselves; ``where`` names the functions that apply the rule, and
    ``no_date`` says why no date follows where there are none.
    """

    id: str
    text: str
    source: str
    provision: str
    sure: str
    reading: str
    no_date: str
    ours: bool
    where: tuple[str, ...]

    @property
    def tag(self) -> str:
        """The weaker of ``sure`` and ``reading``."""
        return self.reading or self.sure


@dataclass(frozen=True, slots=True)
class CitedProvision:
    """A provision that carries a right during a window."""

    provision: str
    window: Window


@dataclass(frozen=True, slots=True)
class Right:
    """A right under one regime. ``statutory`` says whether the law itself sets a deadline."""

    id: str
    clock: str
    statutory: bool
    rule: str
    conditions: str
    exceptions: str
    sure: str
    reading: str
    window: Window
    identity: bool
    clarification: bool
    cited: tuple[CitedProvision, ...]


@dataclass(frozen=True, slots=True)
class ResponseText:
    """How time runs for a controller's answer, in one version of the text.

    ``unit`` is ``months`` or ``days``; ``length`` and ``extended_length`` are in that unit and both
    run from the start. ``identity`` is ``suspends``, ``restarts`` or ``none``; ``clarification``
    ``pauses`` or ``none``; ``fee`` ``restarts``, ``reflection`` or ``none``; ``extension``
    ``reasons`` (a notice with reasons extends) or ``own_date`` (the controller's own date counts).
    """

    window: Window
    text: str
    unit: str
    length: int
    extended_length: int
    extension: str
    refusal_may_use_extension: bool
    identity: str
    clarification: str
    fee: str
    reflection_days: int
    rules: dict[str, str]


@dataclass(frozen=True, slots=True)
class Regime:
    """One law: acts, rights, periods and rules."""

    id: str
    main_act: str
    window: Window
    name: dict[str, str]
    acts: dict[str, Act]
    styles: dict[str, dict[str, dict[str, dict[str, str]]]]
    rights: dict[str, Right]
    responses: tuple[ResponseText, ...]
    rules: dict[str, Rule]
    self_set: dict[str, Any]
    acknowledgement: dict[str, Any]
    authority: dict[str, Any]
    bars: dict[str, dict[str, Any]]

    def right(self, right: str) -> Right:
        """The right by id, hyphens or underscores; raises UnknownRight naming those that exist."""
        found = self.rights.get(right) or self.rights.get(str(right).replace("-", "_").lower())
        if found is None:
            raise UnknownRight(
                f"Unknown right '{right}' under '{self.id}'; use one of {', '.join(self.rights)}.",
                field="right",
            )
        return found


def with_parents(key: str) -> list[str]:
    """A provision and everything it stands in: ``17(1)(c)``, ``17(1)``, ``17``."""
    found = [key]
    while "(" in key:
        key = key[: key.rindex("(")]
        found.append(key)
    return found
