"""Reads ``regimes/*.toml`` once and hands out the regimes as frozen objects."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from requests_app.law.errors import UnknownRegime
from requests_app.law.statutes import (
    Act,
    CitedProvision,
    Regime,
    ResponseText,
    Right,
    Rule,
    Window,
    with_parents,
)

REGIMES_FOLDER = Path(__file__).parent / "regimes"

_RANGE = re.compile(r"\((\w+)\.\.(\w+)\)|^(\d+)\.\.(\d+)$")


def _expand(pattern: str) -> list[str]:
    """All keys a pattern such as ``13(1)(a..f)`` stands for."""
    match = _RANGE.search(pattern)
    if match is None:
        return [pattern]
    first, last = (match[1], match[2]) if match[1] else (match[3], match[4])
    items = (
        [str(number) for number in range(int(first), int(last) + 1)]
        if first.isdigit()
        else [chr(code) for code in range(ord(first), ord(last) + 1)]
    )
    wrap = "({})" if match[1] else "{}"
    head, tail = pattern[: match.start()], pattern[match.end() :]
    return [key for item in items for key in _expand(head + wrap.format(item) + tail)]


def _window(table: dict[str, Any]) -> Window:
    return Window(table.get("valid_from"), table.get("valid_until"), table.get("source", ""))


def _act(act_id: str, table: dict[str, Any]) -> Act:
    always = Window(None, None)
    provisions: dict[str, Window] = {}
    for pattern in table["provisions"]:
        for key in _expand(pattern):
            provisions.update(dict.fromkeys(with_parents(key), always))
    for group in table.get("windows", ()):
        window = _window(group)
        for pattern in group["provisions"]:
            for key in _expand(pattern):
                for one in with_parents(key):
                    provisions.setdefault(one, window)
    return Act(
        id=act_id,
        title=table["title"],
        style=table["style"],
        source=table["source"],
        sure=table["sure"],
        window=_window(table),
        name=table["name"],
        short=table.get("short", {}),
        of=table.get("of", {}),
        numbered_first_level=frozenset(table.get("numbered_first_level", ())),
        provisions=provisions,
    )


def _right(right_id: str, table: dict[str, Any]) -> Right:
    return Right(
        id=right_id,
        clock=table["clock"],
        statutory=table["statutory"],
        rule=table.get("rule", ""),
        conditions=table["conditions"],
        exceptions=table["exceptions"],
        sure=table["sure"],
        reading=table.get("reading", ""),
        window=_window(table),
        identity=table.get("identity", False),
        clarification=table.get("clarification", False),
        cited=tuple(CitedProvision(one["provision"], _window(one)) for one in table["cite"]),
    )


def _rule(rule_id: str, table: dict[str, Any]) -> Rule:
    return Rule(
        id=rule_id,
        text=table["text"],
        source=table["source"],
        provision=table["provision"],
        sure=table["sure"],
        reading=table.get("reading", ""),
        no_date=table.get("no_date", ""),
        ours=table.get("ours", False),
        where=tuple(table.get("where", ())),
    )


def _response(table: dict[str, Any]) -> ResponseText:
    return ResponseText(
        window=_window(table),
        text=table.get("text", "new"),
        unit=table["unit"],
        length=table["length"],
        extended_length=table.get("extended_length", table["length"]),
        extension=table["extension"],
        refusal_may_use_extension=table["refusal_may_use_extension"],
        identity=table["identity"],
        clarification=table["clarification"],
        fee=table["fee"],
        reflection_days=table.get("reflection_days", 0),
        rules=table["rules"],
    )


def _read(regime_id: str) -> dict[str, Any]:
    with (REGIMES_FOLDER / f"{regime_id}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def regime_ids() -> tuple[str, ...]:
    """The ids of all regimes there are files for, in alphabetical order."""
    return tuple(sorted(path.stem for path in REGIMES_FOLDER.glob("*.toml")))


@cache
def _load(regime_id: str) -> Regime:
    table = _read(regime_id)
    styles = dict(_read(table["styles_from"])["styles"]) if "styles_from" in table else {}
    styles.update(table.get("styles", {}))
    return Regime(
        id=table["id"],
        main_act=table["main_act"],
        window=_window(table),
        name=table["name"],
        acts={act_id: _act(act_id, act) for act_id, act in table["acts"].items()},
        styles=styles,
        rights={right: _right(right, body) for right, body in table["rights"].items()},
        responses=tuple(_response(text) for text in table["response"]),
        rules={rule: _rule(rule, body) for rule, body in table["rules"].items()},
        self_set=table["self_set"],
        acknowledgement=table.get("acknowledgement", {}),
        authority=table.get("authority", {}),
        bars=table.get("bars", {}),
    )


def regime(regime_id: str) -> Regime:
    """The regime by id (``eu``, ``uk``, ``ch``); raises UnknownRegime naming those there are."""
    wanted = str(regime_id).lower()
    if wanted not in regime_ids():
        raise UnknownRegime(
            f"Unknown regime '{regime_id}'; use one of {', '.join(regime_ids())}.", field="regime"
        )
    return _load(wanted)
