"""What is said where a file says nothing of its own: ``data/defaults.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .records import Text


@cache
def _defaults() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data/defaults.toml").read_text("utf-8"))


@cache
def default_why() -> Mapping[str, Text]:
    """By channel, why a route is good (or what a setting lacks)."""
    return {channel: dict(text) for channel, text in _defaults()["why"].items()}


@cache
def usual_needs() -> tuple[Text, ...]:
    """What a complaint holds.

    Source: Regulation (EU) 2025/2518, Article 4, for what may be asked for; copies are custom.
    """
    return tuple(dict(text) for text in _defaults()["needs"])
