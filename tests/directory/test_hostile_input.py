"""Whatever a file of the register holds, it is taken over clean or refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.directory import formats
from requests_app.directory.register import platform_from
from requests_app.directory.register_reading import Refused, read_company
from requests_app.directory.search import Index

FIELDS = """
relevant-countries categories name runs address phone fax email webform web sources
required-elements request-language custom-access-template needs-id-document nsfw
suggested-transport-medium comments quality unknown
""".split()  # noqa: SIM905
SOUND: dict[str, Any] = {
    "slug": "spoiled",
    "relevant-countries": ["all"],
    "name": "Spoiled GmbH",
    "address": "Weg 1\nDeutschland",
    "sources": ["https://spoiled.example.com"],
    "quality": "verified",
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), anything))
def test_a_record_with_anything_in_its_fields_is_read_or_refused(spoiled: dict[str, Any]) -> None:
    try:
        record = read_company(SOUND | spoiled, "spoiled")
    except Refused:
        return
    platform = platform_from("spoiled", record, "some register", "CC0-1.0", None)
    assert platform.name
    assert not any(formats.has_control(name) for name in platform.names)
    assert Index([platform]).search(platform.name, 1) in ((platform,), ())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_nothing_typed_breaks_the_search(typed: str) -> None:
    record = read_company(SOUND, "spoiled")
    index = Index([platform_from("spoiled", record, "some register", "CC0-1.0", None)])
    assert len(index.search(typed)) <= 1


@pytest.mark.parametrize(
    ("value", "sound"),
    [
        ("privacy@example.com", True),
        ("first.last+tag@mail.example.co.uk", True),
        ("datenschutz@müller.example", True),
        ("DPO@bumble.com", True),
        ("privacy@example", False),
        ("a@b@example.com", False),
        ("Name <privacy@example.com>", False),
        ("a@example.com,b@example.com", False),
        (".a@example.com", False),
        ("a b@example.com", False),
        ("a\n@example.com", False),
        ("a@example.com\n", False),
        ("a" * 65 + "@example.com", False),
        ("@example.com", False),
        ("", False),
    ],
)
def test_one_plain_mailbox_is_an_email_address(value: str, sound: bool) -> None:
    assert formats.is_email(value) is sound


@pytest.mark.parametrize(
    ("value", "sound"),
    [
        ("https://example.com/a?b=c#d", True),
        ("https://www.müller.example/", True),
        ("http://example.com", False),
        ("https://localhost/", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://example.com:22/", False),
        ("https://example.com:x/", False),
        ("https://user@example.com/", False),
        ("https://example.com/\nHost: a", False),
        ("https://example.com/<b>", False),
        ("//example.com", False),
        ("javascript:alert(1)", False),
        ("https://" + "a" * 2000 + ".com", False),
        ("", False),
    ],
)
def test_an_https_address_of_a_host_on_the_net_is_an_address(value: str, sound: bool) -> None:
    assert formats.is_url(value) is sound
