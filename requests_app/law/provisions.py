"""Which provision carries a right on a day, and how each language writes it.

The patterns, the acts' names and the windows stand in ``regimes/*.toml``; this module only puts
them together. A citation is always asked for with a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from requests_app.law.errors import NotInForce, UnknownLanguage, UnknownProvision, UnknownRight
from requests_app.law.loading import regime
from requests_app.law.statutes import RIGHTS, Act, Regime, Right, Window, with_parents

_LEVEL = re.compile(r"\(([^()]+)\)")
_PROVISION = re.compile(r"\d+[A-Za-z]*(\([0-9]*[A-Za-z]*\))*")


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision as a letter writes it.

    ``text`` is ready for a sentence; ``key`` what was asked for; ``provision`` the bare key such as
    ``17(1)(c)`` or ``22A-22D``; ``act`` the act's id and ``act_name`` its name in the language;
    ``source`` the official page; ``sure`` the tag of the data (T, S, K, I).
    """

    text: str
    key: str
    regime: str
    provision: str
    act: str
    source: str
    act_name: str
    language: str
    sure: str


@dataclass(frozen=True, slots=True)
class RightInForce:
    """What a regime says of a right on a day: where it stands, when it holds, what limits it."""

    right: str
    regime: str
    provision: str
    conditions: str
    exceptions: str
    statutory: bool
    sure: str
    valid_from: date | None
    valid_until: date | None


def cite(key: str, regime_id: str, on: date, language: str, *, form: str = "full") -> Citation:
    """How to cite a right or a provision on a day.

    ``key`` is a right's id (``objection``) or a provision: ``17(1)(c)`` of the regime's main act,
    ``dpa:164A(3)`` of another one, ``22A-22D`` a run, ``13,14`` a list. ``form`` is ``full`` or
    ``short``. Raises NotInForce if it does not exist on that day, UnknownProvision if the data does
    not know it, UnknownLanguage, UnknownRegime.
    """
    return _cite(key, regime_id, on, language, form)


def right_in_force(right_id: str, regime_id: str, on: date) -> RightInForce:
    """Provision, conditions and exceptions of a right on a day; raises UnknownRight, NotInForce."""
    law = regime(regime_id)
    right = law.right(right_id)
    provision, window = _provision_of(right, law, on)
    return RightInForce(
        right=right.id,
        regime=law.id,
        provision=provision,
        conditions=right.conditions,
        exceptions=right.exceptions,
        statutory=right.statutory,
        sure=right.reading or right.sure,
        valid_from=window.valid_from,
        valid_until=window.valid_until,
    )


def rights_of(regime_id: str) -> tuple[str, ...]:
    """The ids of the rights a regime gives, on whatever day."""
    return tuple(regime(regime_id).rights)


def languages_of(regime_id: str) -> tuple[str, ...]:
    """The languages in which the regime's main act can be cited."""
    law = regime(regime_id)
    return tuple(law.styles[law.acts[law.main_act].style])


@lru_cache(maxsize=4096)
def _cite(key: str, regime_id: str, on: date, language: str, form: str) -> Citation:
    law = regime(regime_id)
    if not law.window.holds(on):
        raise NotInForce(
            f"The law '{law.id}' was not in force on {on}; it holds from {law.window.valid_from}.",
            field="on",
        )
    wanted = key.replace("-", "_") if key.replace("-", "_") in RIGHTS else key
    if wanted in RIGHTS:
        if wanted not in law.rights:
            raise UnknownRight(
                f"Unknown right '{wanted}' under '{law.id}'; use one of {', '.join(law.rights)}.",
                field="right",
            )
        full, _window = _provision_of(law.rights[wanted], law, on)
    else:
        full = key
    act, provision = _split(full, law)
    _require_in_force(act, provision, on)
    return Citation(
        text=_write(act, provision, law, language, form),
        key=key,
        regime=law.id,
        provision=provision,
        act=act.id,
        source=act.source,
        act_name=_name(act, language),
        language=language,
        sure=act.sure,
    )


def _provision_of(right: Right, law: Regime, on: date) -> tuple[str, Window]:
    for cited in right.cited:
        if cited.window.holds(on) and law.window.holds(on):
            return cited.provision, cited.window
    raise NotInForce(
        f"The right '{right.id}' does not exist under '{law.id}' on {on}; it holds "
        + " and ".join(_period(cited.window) for cited in right.cited)
        + ".",
        field="on",
    )


def _split(key: str, law: Regime) -> tuple[Act, str]:
    act_id, colon, provision = key.partition(":")
    if not colon:
        act_id, provision = law.main_act, key
    if act_id not in law.acts:
        raise UnknownProvision(
            f"Unknown act '{act_id}' in '{key}' under '{law.id}'; use one of "
            f"{', '.join(law.acts)}.",
            field="key",
        )
    return law.acts[act_id], provision.strip()


def _items(provision: str) -> tuple[list[str], str]:
    """The provisions of a list (``13,14``) or a run (``22A-22D``) and what joins them."""
    if "-" in provision:
        return [part.strip() for part in provision.split("-")], "to"
    return [part.strip() for part in provision.split(",")], "and"


def _require_in_force(act: Act, provision: str, on: date) -> None:
    for item in _items(provision)[0]:
        if item not in act.provisions or not _PROVISION.fullmatch(item):
            raise UnknownProvision(
                f"Unknown provision '{item}' of {act.title}; the data holds no such article, "
                "paragraph or point.",
                field="key",
            )
        for one in with_parents(item):
            window = act.provisions[one]
            if not (window.holds(on) and act.window.holds(on)):
                period = window if not window.holds(on) else act.window
                raise NotInForce(
                    f"Provision '{item}' of {act.title} does not exist on {on}; it holds "
                    f"{_period(period)}.",
                    field="on",
                )


def _period(window: Window) -> str:
    start = f"from {window.valid_from}" if window.valid_from else ""
    end = f"until {window.valid_until}" if window.valid_until else ""
    return " ".join(part for part in (start, end) if part) or "always"


def _name(act: Act, language: str) -> str:
    return act.name.get(language, act.title)


def _write(act: Act, provision: str, law: Regime, language: str, form: str) -> str:
    by_language = law.styles[act.style]
    if language not in by_language:
        raise UnknownLanguage(
            f"Unknown language '{language}' for a citation of {act.title}; use one of "
            f"{', '.join(by_language)}.",
            field="language",
        )
    forms = by_language[language]
    if form not in ("full", "short"):
        raise UnknownProvision(f"Unknown form '{form}'; use full or short.", field="form")
    pattern = forms.get(form, forms["full"])
    items, joiner = _items(provision)
    bare = all("(" not in item for item in items)
    if len(items) > 1 and bare:
        numbers = [pattern.get("each", "{number}").format(number=item) for item in items]
        joined = _join(numbers, pattern, joiner)
        written = pattern["many"].format(number=joined)
    else:
        if len(items) > 1 and joiner == "and" and "," in pattern["separator"] and "(" in items[-2]:
            # The comma that opened the last paragraph is closed: "article 5, paragraphe 1, et ...".
            pattern = {**pattern, "and": f",{pattern['and']}"}
        written = _join([_one(item, act, pattern) for item in items], pattern, joiner)
    name = _name(act, language)
    if form == "short":
        name = act.short.get(language, name)
    of = name if form == "short" and act.short else act.of.get(language, name)
    return pattern["whole" if bare else "part"].format(provision=written, act=name, of=of)


def _join(items: list[str], pattern: dict[str, str], joiner: str) -> str:
    if len(items) == 1:
        return items[0]
    last = pattern.get(joiner, ", ")
    return ", ".join(items[:-1]) + last + items[-1]


def _one(item: str, act: Act, pattern: dict[str, str]) -> str:
    number, _, _ = item.partition("(")
    parts = [pattern["one"].format(number=number)]
    for depth, level in enumerate(_LEVEL.findall(item)):
        if not level[0].isdigit():
            kind = "point"
        elif depth == 0 and number not in act.numbered_first_level:
            kind = "paragraph"
        else:
            kind = "number"
        parts.append(pattern[kind].format(level=level))
    return pattern.get("separator", "").join(parts)
