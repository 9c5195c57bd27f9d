"""Advice for the person that stands beside the letter and is not printed."""

from __future__ import annotations

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from requests_app.directory.queries import region_of
from requests_app.directory.records import Authority
from requests_app.directory.sources import months_later

from .addressing import Addressee
from .arguments import too_general
from .catalogue import Kind
from .contracts import LetterRequest


def advice(
    request: LetterRequest,
    row: Kind,
    controller: Addressee,
    authority: Authority | None,
    *,
    wanted: str = "",
) -> tuple[str, ...]:
    """Sentences in the language of the interface, the most useful first; empty when all is well.

    ``wanted`` is the language the person asked for, where the letter could not be in it.
    """
    found: list[str] = []
    if wanted and wanted != request.language:
        found.append(only_in_english(wanted))
    if row.id == "objection" and request.regime != "ch":
        own_words = " ".join((request.situation, *(one.sentence for one in request.arguments)))
        found.append(too_general(own_words, request.language))
    if "ai-training" in request.purposes and request.setting_switched_off_on is None:
        found.append(_setting(request, controller))
    if controller.unknown:
        found.append(
            _(
                "The company that answers for your region is not known; the letter asks for its "
                "name and goes care of the company that is known."
            )
        )
    if controller.record is not None and controller.record.is_stale(request.date):
        found.append(
            _("The address was last checked more than a year ago; please look whether it holds.")
        )
    if controller.representative is not None and row.addressee == "controller":
        found.append(
            _("You can send a copy to %(name)s, the company's contact for your region.")
            % {"name": controller.representative.name}
        )
    if (
        authority is not None
        and authority.languages
        and (request.language not in authority.languages)
    ):
        found.append(
            _("%(name)s works in another language: %(languages)s.")
            % {
                "name": authority.name("en", request.date),
                "languages": ", ".join(authority.languages),
            }
        )
    past = request.history
    lodged = past.authority_on if past is not None else None
    if row.id == "nudge-authority" and lodged and months_later(lodged, 3) > request.date:
        found.append(_("Three months have not passed yet since you complained."))
    return tuple(sentence for sentence in found if sentence)


def only_in_english(wanted: str) -> str:
    """Why a letter stands in English although another language was asked for."""
    return _("This letter is not written in %(language)s yet, so it stands in English.") % {
        "language": get_language_info(wanted)["name_translated"]
    }


def _setting(request: LetterRequest, controller: Addressee) -> str:
    if controller.record is None:
        return ""
    region = region_of(request.regime)
    for route in controller.record.routes("ai_training", region, request.date):
        if route.channel == "setting":
            return _("Switch the setting off as well; it acts for the future only: %(path)s") % {
                "path": route.value
            }
    return ""
