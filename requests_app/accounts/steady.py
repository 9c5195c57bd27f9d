"""Answers that take as long whether or not there is an account: nobody learns it from a clock.

Making an account, or finding one, takes some hundredths of a second more than the other. The answer
is held back to the next full step, in which such a difference disappears.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def steady(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view whose answers to forms take a whole number of STEADY_SECONDS."""

    @wraps(view)
    def held_back(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        begun = time.monotonic()
        try:
            answer = view(request, *args, **kwargs)
            # A page that is drawn later would be drawn after the waiting.
            if hasattr(answer, "render") and not answer.is_rendered:
                answer.render()
            return answer
        finally:
            # Also when a mail failed: that answer comes as an exception.
            time.sleep(_left(time.monotonic() - begun, settings.STEADY_SECONDS))

    return held_back


def _left(taken: float, step: float) -> float:
    """How many seconds are left to the next full step."""
    return math.ceil(taken / step) * step - taken if step else 0.0
