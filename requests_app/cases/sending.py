"""From a finished letter to what a case keeps of it."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from typing import Any

from requests_app.cases.details import Details
from requests_app.directory import queries as directory
from requests_app.letters.contracts import LetterRequest
from requests_app.letters.drafts import Draft
from requests_app.letters.wizard import Wizard


def details_of(wizard: Wizard, draft: Draft) -> Details:
    """The lasting facts of a case, from its first letter on the letter's day."""
    request = draft.request
    seat = representative = ""
    if wizard.platform is not None:
        region = directory.region_of(request.regime)
        controller = wizard.platform.controller(region, request.date)
        agent = wizard.platform.representative(region, request.date)
        seat = controller.seat if controller else ""
        representative = agent.seat if agent else ""
        company = wizard.platform.name
    else:
        assert request.company is not None
        seat, company = request.company.seat, request.company.name
    rights = request.rights or wizard.kind.rights[request.regime]
    return Details(
        regime=request.regime,
        kind=request.kind,
        right=rights[0],
        rights=tuple(rights),
        purposes=request.purposes,
        company=company,
        controller=draft.text.controller,
        seat=seat,
        residence=request.residence,
        representative=representative,
        language=request.language,
    )


def request_as_data(request: LetterRequest) -> dict[str, Any]:
    """The request as plain JSON data, without the signature image."""
    values: dict[str, Any] = _plain(dataclasses.asdict(replace(request, signature=None)))
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
