"""The complaint's form for one desk, and what of a sent form is kept while it is being written."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from requests_app.complaints import queries, services
from requests_app.complaints.authority import needs_region
from requests_app.complaints.desk import Desk
from requests_app.complaints.forms import ComplaintForm
from requests_app.directory import queries as directory
from requests_app.letters.drafts import digest

# What travels beside the answers, each group with the field that says that it was sent at all.
_TEXT = ("body", ("subject", "body", "composed"))
_FILE = ("bundle_asked", ("bundle_asked", "offered", "papers", "with_copy"))


def form_for(desk: Desk, data: QueryDict | None, values: QueryDict | None = None) -> ComplaintForm:
    """The questions: bound to the data, or showing the values without judging them."""
    choice = desk.choice()
    country = desk.details.residence.partition("-")[0]
    grounds = desk.grounds()
    initial: dict[str, Any] = {
        "place": "home",
        "region": desk.details.residence if needs_region(country) else "",
        "grounds": [ground.id for ground in grounds if ground.sure],
        "use_notice": True,
    }
    if values is not None:
        initial.update({name: values[name] for name in values if name != "grounds"})
        if "told" in values:
            initial["grounds"] = values.getlist("grounds")
            initial["use_notice"] = "use_notice" in values
    files = [
        (paper.id, paper.name)
        for paper in desk.papers(desk.details.language, choice)
        if paper.id.startswith("file:")
    ]
    return ComplaintForm(
        data,
        kind=desk.kind,
        languages=desk.languages(choice),
        grounds=grounds,
        country=country,
        choose_place=desk.for_authority and desk.details.regime == "eu",
        page_language=get_language() or "en",
        for_another=desk.for_another,
        files=files,
        has_notice=_has_notice(desk),
        initial=initial,
    )


def keep(desk: Desk, form: ComplaintForm, sent: QueryDict, *, text_anew: bool = False) -> QueryDict:
    """Keep what was sent, and what was sent before by a page that asked for something else;
    returns the whole of it. `text_anew` forgets what the person changed in the letter."""
    before = queries.answers_of(desk.case, desk.kind.id) or QueryDict()
    found = QueryDict(mutable=True)
    for name in form.fields:
        if name in sent:
            found.setlist(name, sent.getlist(name))
    for mark, names in (_TEXT, _FILE):
        source = sent if mark in sent else before
        for name in names:
            if name in source:
                found.setlist(name, source.getlist(name))
    if text_anew or not _is_changed(found):
        # The letter then follows the answers again.
        for name in _TEXT[1]:
            found.pop(name, None)
    services.keep_answers(desk.case, desk.kind.id, dict(found.lists()))
    return found


def _is_changed(found: QueryDict) -> bool:
    body = found.get("body", "")
    if not body.strip():
        return False
    return digest(found.get("subject", ""), body) != found.get("composed", "")


def _has_notice(desk: Desk) -> bool:
    """Whether the directory knows what the company's own notice says about this purpose."""
    if not desk.case.platform or desk.details.kind != "objection" or not desk.for_authority:
        return False
    try:
        platform = directory.platform(desk.case.platform)
    except directory.UnknownPlatform:
        return False
    region = directory.region_of(desk.details.regime)
    return any(fact.said_by == "controller" for fact in platform.facts(region))
