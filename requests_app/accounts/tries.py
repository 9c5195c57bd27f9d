"""How often somebody may type a mailed code, counted where requests at once see each other."""

from __future__ import annotations

from django.http import HttpRequest

from requests_app.safety.limits import nth

TRIES = 3
# A little longer than a code is valid.
_REMEMBERED_FOR = 20 * 60


def typed_codes(request: HttpRequest, mailed_at: float) -> int:
    """How many codes this browser typed for the one that was mailed then, counting this one."""
    return nth(f"code:{request.session.session_key}:{mailed_at}", _REMEMBERED_FOR)
