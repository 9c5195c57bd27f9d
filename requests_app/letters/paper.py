"""The paper: a letter as the HTML page that the press sets."""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache

from django.template import Context, Engine, Template
from django.utils.safestring import mark_safe

from .catalogue import WORDS
from .contracts import LetterText
from .fonts import PRINTED_AS
from .language import language
from .markup import Block, blocks_html

# The country a person writes from decides which envelope has a window where.
_LAYOUTS = {
    "DE": "de",
    "AT": "de",
    "CH": "ch",
    "LI": "ch",
    "FR": "fr",
    "BE": "fr",
    "LU": "fr",
    "IT": "fr",
    "ES": "fr",
    "PT": "fr",
    "PL": "fr",
}


def layout_for(country: str) -> str:
    """The postal convention of a country (ISO 3166-1): ``"uk"``, ``"fr"``, ``"de"``, ``"ch"``."""
    return _LAYOUTS.get(country[:2], "uk")


@lru_cache(maxsize=1)
def _page() -> Template:
    engine = Engine(dirs=[str(WORDS / "page")], autoescape=True)
    return engine.get_template("letter.html")


@cache
def _together(code: str) -> re.Pattern[str]:
    """A provision's word with its number, and a day with its month."""
    words = language(code).words
    names = "|".join(re.escape(word) for word in words["keep_together"])
    months = "|".join(re.escape(month) for month in words["months"])
    one = rf"(?:{names}) [^\s<,]+"
    more = rf"(?: (?:{names}) [^\s<,]+)*"
    day = rf"\d{{1,2}}(?:\.|er|º|\.º)? (?:de )?(?:{months})"
    return re.compile(rf"(?<![\w>]){one}{more}|(?<![\w>]){day}(?!\w)")


def _kept_together(markup: str, code: str) -> str:
    return _together(code).sub(r'<span class="keep">\g<0></span>', markup)


def to_page(text: LetterText, blocks: tuple[Block, ...]) -> str:
    """The HTML page of a letter whose body is ``blocks``. Every word of it is escaped."""
    words = language(text.language)
    # What is marked safe is built of escaped words only.
    before, _, rest = words.words["paper"]["page"].partition("{page}")
    between, _, after = rest.partition("{pages}")
    body = mark_safe(_kept_together(blocks_html(blocks), text.language))  # noqa: S308 - as above
    context = Context(
        {
            "text": text,
            "subject": mark_safe(  # noqa: S308 - escaped first
                _kept_together(html.escape(text.subject), text.language)
            ),
            "spoken": words.words["variety"],
            "body": body,
            "dateline": words.dateline(text.date, text.place),
            "date": words.date(text.date),
            "subject_word": words.paper("subject"),
            "reference_word": words.paper("reference"),
            "enclosure_word": words.paper(
                "enclosures" if len(text.enclosures) > 1 else "enclosure", text.regime
            ),
            "colon": words.paper("colon"),
            "page": (before, between, after),
            "return_line": " · ".join(text.sender),
        },
        autoescape=True,
    )
    return _page().render(context).translate(PRINTED_AS)
