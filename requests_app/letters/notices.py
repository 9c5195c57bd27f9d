"""What the directory knows of a company's own notice, as sentences for a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from requests_app.directory.queries import platform, region_of
from requests_app.directory.records import Fact, Source

from .addressing import Addressee
from .catalogue import Kind
from .contracts import LetterRequest
from .language import Language, fill

_TOPICS = {"ai-training": ("ai_training", "disclosure")}


@dataclass(frozen=True, slots=True)
class Notices:
    """``sentences`` say what the controller's own notice says, ``authority`` what an authority
    said. ``disclosure``: the notice names a recipient; ``setting_partial``: by the notice the
    setting does not reach every purpose."""

    sentences: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    disclosure: bool = False
    setting_partial: bool = False


def notice_sentences(
    request: LetterRequest, controller: Addressee, words: Language, first: Kind, row: Kind
) -> Notices:
    """The facts of the person's region that fit the purposes, in the letter's language only.

    A fact is put as "according to your notice of (date)" only when it was read on the company's
    own page; what an authority said is used in complaints; reports are not used at all.
    """
    purposes = (
        request.history.purposes if row.needs_history and request.history else (request.purposes)
    )
    wanted = [topic for purpose in purposes for topic in _TOPICS.get(purpose, ())]
    if controller.record is None or not request.use_notice or first.id != "objection":
        return Notices()
    facts = [
        fact
        for fact in controller.record.facts(region_of(request.regime))
        if fact.text.get(request.language) and _known_on(fact, request)
    ]
    own = [
        fact
        for fact in facts
        if fact.topic in wanted
        and fact.said_by in ("controller", "other_company")
        and not fact.is_doubtful
    ]
    said = [fact for fact in facts if fact.topic == "regulator" and fact.said_by == "authority"]
    prefix = "to_authority_" if row.addressee == "authority" else ""
    swiss = request.regime == "ch"
    sentences: list[str] = []
    before: Source | None = None
    for fact in own:
        sentences.append(_sentence(fact, request.language, words, prefix, before, swiss))
        before = fact.source
    return Notices(
        sentences=tuple(sentences),
        authority=tuple(fact.text[request.language] for fact in said) if wanted else (),
        disclosure=any(fact.topic == "disclosure" and fact.said_by == "controller" for fact in own),
        setting_partial=any(
            fact.setting_reaches is False and fact.said_by == "controller" for fact in own
        ),
    )


def _known_on(fact: Fact, request: LetterRequest) -> bool:
    return fact.source.date is None or fact.source.date <= request.date


def _sentence(
    fact: Fact, code: str, words: Language, prefix: str, before: Source | None, swiss: bool
) -> str:
    patterns = words.words["notice"]
    text, source = fact.text[code], fact.source
    # The letter's own apostrophe; the directory types the straight one.
    text = re.sub(r"(?<=\w)'", "’", text)
    if swiss and code == "de":
        text = text.replace("ß", "ss")
    title = source.title.get(code) or patterns["title"]
    company = ""
    if fact.said_by == "other_company":
        prefix, company = "other_", platform(source.of).name
    elif before is not None and before.text == source.text and before.date == source.date:
        return fill(patterns["again"], text=text)
    if source.date is None or source.precision == "year":
        return fill(patterns[f"{prefix}undated"], title=title, text=text, company=company)
    if source.precision == "month":
        month = fill(
            patterns["month"],
            month=words.words["months"][source.date.month - 1],
            year=source.date.year,
        )
        return fill(
            patterns[f"{prefix}in_month"], title=title, month=month, text=text, company=company
        )
    return fill(
        patterns[f"{prefix}dated"],
        title=title,
        date=words.date(source.date),
        text=text,
        company=company,
    )
