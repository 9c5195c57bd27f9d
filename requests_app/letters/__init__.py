"""What a letter says and looks like: catalogue, text, PDF, e-mail draft, web-form text."""

from __future__ import annotations

from . import catalogue
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
from .render import FormText, mailto, render_eml, render_form_text, render_pdf, render_text

__all__ = [
    "Account",
    "Argument",
    "ArgumentBlock",
    "Company",
    "FormText",
    "History",
    "LetterError",
    "LetterRequest",
    "LetterText",
    "PastEvent",
    "Person",
    "arguments",
    "catalogue",
    "compose",
    "mailto",
    "render_eml",
    "render_form_text",
    "render_pdf",
    "render_text",
    "too_general",
    "unprintable",
]
