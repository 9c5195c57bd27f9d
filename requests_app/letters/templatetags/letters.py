"""The tags of the letters' templates.

``{% cite "17(1)(c)" %}`` writes a provision as the letter's law, date and language write it and
keeps it with the letter; ``{% cite "12(4)" short %}`` its short form, and
``{% cite "22(3)" then %}`` as the law stood on the day of the decision the letter is about.
``{% n %}`` is the next number of the requests, so that they run on through the letter.
``{% arguments %}`` puts the chosen arguments, ``{% history %}`` the dated list of what happened.

The library is built into the letters' own engine; templates need no ``{% load %}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.template.base import Parser, Token
from django.template.context import Context

if TYPE_CHECKING:
    from requests_app.letters.writing import Writing

register = template.Library()

WRITING = "_writing"


def _writing(context: Context) -> Writing:
    writing: Writing = context[WRITING]
    return writing


class CiteNode(template.Node):
    """One citation; the provision stands in the template itself, never in what a person typed."""

    def __init__(self, key: str, how: str) -> None:
        self.key, self.how = key, how

    def render(self, context: Context) -> str:
        writing = _writing(context)
        if self.how == "then":
            return writing.cite(self.key, on=writing.then)
        return writing.cite(self.key, self.how)


@register.tag
def cite(parser: Parser, token: Token) -> CiteNode:
    """``{% cite "provision" [short|then] %}``"""
    words = token.split_contents()[1:]
    if not 1 <= len(words) <= 2 or (len(words) == 2 and words[1] not in ("short", "then")):
        raise template.TemplateSyntaxError(
            'write {% cite "17(1)(c)" %} or {% cite "12(4)" short %}'
        )
    return CiteNode(words[0].strip("\"'"), words[1] if len(words) == 2 else "full")


@register.simple_tag(takes_context=True)
def n(context: Context) -> str:
    """The next number."""
    return _writing(context).next_number()


@register.simple_tag(takes_context=True)
def arguments(context: Context) -> str:
    """The arguments the person chose, each a paragraph."""
    return _writing(context).arguments()


@register.simple_tag(takes_context=True)
def history(context: Context) -> str:
    """The dated list of what happened so far."""
    return _writing(context).history()
