"""What a person types is words: no Markdown, no HTML, nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.letters.canonical import canonical
from requests_app.letters.markup import escape, escape_line, parse, to_html, to_plain

TRICKY = st.text(alphabet="ab1. -+*_\\\n()>#é&<`[]~=|:!", max_size=50)


def lines_of(text: str) -> str:
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip())
    return "\n\n".join(
        "\n".join(" ".join(line.split()) for line in paragraph.split("\n") if line.strip())
        for paragraph in paragraphs
        if paragraph.strip()
    )


@settings(max_examples=500, deadline=None)
@given(TRICKY)
def test_an_escaped_text_reads_back_as_the_same_words(text: str) -> None:
    assert to_plain(parse(escape(text))) == lines_of(text)


@settings(max_examples=500, deadline=None)
@given(TRICKY)
def test_the_canonical_form_says_the_same_and_stays_as_it_is(text: str) -> None:
    once = canonical(text)
    assert to_plain(parse(once)) == to_plain(parse(text))
    assert canonical(once) == once


@settings(max_examples=300, deadline=None)
@given(TRICKY)
def test_html_holds_no_tag_but_our_own(text: str) -> None:
    tags = set(re.findall(r"<(/?\w+[^>]*)>", to_html(text)))
    ours = r'/?(p|h2|ol|ul|li|strong|em|br)|p class="lead"|ol start="\d+"'
    assert all(re.fullmatch(ours, tag) for tag in tags), tags


@pytest.mark.parametrize(
    "words",
    [
        "O'Brien",
        "24. November 2026",
        "*Star* Ltd",
        "_under_",
        "1) first",
        "- dash",
        "a\\b",
        "<b>x</b>",
    ],
)
def test_names_and_dates_that_look_like_markdown_stay_words(words: str) -> None:
    assert to_plain(parse(escape_line(words))) == words
    assert to_plain(parse(canonical(escape_line(words)))) == words


def test_the_edit_box_shows_no_backslash_where_none_is_needed() -> None:
    assert canonical(escape_line("O'Brien, 24. November (a_b) #1!")) == (
        "O'Brien, 24. November (a_b) #1!"
    )


def test_lists_and_emphasis_of_an_edited_text_are_kept() -> None:
    assert to_html("1. **one**\n2. two\n\n- *three*") == (
        "<ol><li><strong>one</strong></li><li>two</li></ol><ul><li><em>three</em></li></ul>"
    )


def test_a_bold_line_of_its_own_is_a_heading() -> None:
    assert to_html("**My requests**\n\nText") == "<h2>My requests</h2><p>Text</p>"


def test_links_images_code_and_html_are_text() -> None:
    html = to_html("[x](http://evil.example) ![y](file:///etc/passwd) `z` <img src=x> &amp;")
    assert "<a" not in html
    assert "<img" not in html
    assert "&lt;img src=x&gt; &amp;amp;" in html
