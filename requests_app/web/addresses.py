"""Web and mail addresses as a narrow page shows them: broken between their parts."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_AFTER = re.compile(r"(?<=[/?&=#@])(?=[^/])")


@register.filter
def breakable(address: str) -> SafeString:
    """The address, escaped, with a place to break after each of / ? & = # @ and before no other."""
    # Each piece is escaped by itself: what is joined holds no mark-up but ours.
    return mark_safe("<wbr>".join(escape(piece) for piece in _AFTER.split(str(address))))  # noqa: S308
