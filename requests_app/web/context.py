"""What every page knows about the instance."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def instance(request: HttpRequest) -> dict[str, Any]:
    """The facts about this instance that pages mention."""
    return {
        "site_url": settings.SITE_URL,
        "personal_instance": settings.PERSONAL_INSTANCE,
        "operator": settings.OPERATOR,
    }
