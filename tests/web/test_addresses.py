"""A long address breaks between its parts, and holds nothing but itself and such places."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.web.addresses import breakable


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/help/form", "https://<wbr>a.example/<wbr>help/<wbr>form"),
        ("dpo@a.example", "dpo@<wbr>a.example"),
        (
            "https://a.example/?a=1&b=2",
            "https://<wbr>a.example/<wbr>?<wbr>a=<wbr>1&amp;<wbr>b=<wbr>2",
        ),
    ],
)
def test_it_breaks_between_its_parts(address: str, shown: str) -> None:
    assert breakable(address) == shown


@given(st.text())
def test_whatever_it_holds_is_shown_as_text_and_complete(address: str) -> None:
    shown = breakable(address)
    pieces = shown.split("<wbr>")
    assert not any(mark in piece for piece in pieces for mark in "<>\"'")
    assert html.unescape("".join(pieces)) == html.unescape(html.escape(address))
