"""What a letter says and looks like: catalogue, text, PDF, e-mail draft, web-form text.

The public names are imported from their modules when first asked for, so that ``press_child`` and
template tags load nothing they do not need.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .arguments import ArgumentBlock, arguments, too_general
    from .compose import compose
    from .contracts import (
        Account,
        Argument,
        Company,
        History,
        LetterRequest,
        LetterText,
        PastEvent,
        Person,
    )
    from .errors import LetterError
    from .fonts import unprintable
    from .render import mailto, render_eml, render_form_text, render_pdf, render_text

_WHERE = {
    "arguments": ("ArgumentBlock", "arguments", "too_general"),
    "compose": ("compose",),
    "contracts": (
        "Account",
        "Argument",
        "Company",
        "History",
        "LetterRequest",
        "LetterText",
        "PastEvent",
        "Person",
    ),
    "errors": ("LetterError",),
    "fonts": ("unprintable",),
    "render": ("mailto", "render_eml", "render_form_text", "render_pdf", "render_text"),
}
_HOME = {name: module for module, names in _WHERE.items() for name in names}
__all__ = sorted([*_HOME, "catalogue"])


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f".{_HOME[name]}", __name__), name)
    if name == "catalogue":
        return import_module(".catalogue", __name__)
    raise AttributeError(name)
