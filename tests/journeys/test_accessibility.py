"""The pages for everyone: axe finds nothing, in either theme and at any width.

The short form: `test_every_page` looks at all pages at all three widths in both themes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from requests_app.accounts.models import User
from requests_app.accounts.services import owner
from tests.journeys.measuring import fill_in, go_on, overflow, press
from tests.people import open_case_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# What a finger must meet (WCAG 2.2, 2.5.8) is left out by axe unless asked for.
RULES = '{rules: {"target-size": {enabled: true}}}'
OPEN = [
    "/",
    "/to/linkedin/?right=objection&purpose=ai-training",
    "/sample/",
    "/letter/",
    "/letter/?platform=linkedin",
    "/letter/?platform=linkedin&right=objection&purpose=ai-training",
    "/letter/?platform=linkedin&right=objection&purpose=ai-training&residence=FR",
    "/letter/?layout=one",
    "/letter/?layout=one&platform=linkedin&right=objection&purpose=ai-training&residence=GB-ENG",
    "/privacy/",
    "/guides/",
    "/guides/ai/",
    "/sign-in/",
    "/directory/",
    "/directory/platforms/linkedin/",
    "/nothing/",
]
OWN = [
    "/",
    "/cases/",
    "/settings/",
    "/directory/own/",
    "/directory/own/add/",
    "/settings/your-data/",
    "/settings/your-data/log/",
    "/settings/your-data/erase/",
]


def faults(page: Page) -> list[str]:
    """What axe objects to on the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate(f"async () => (await axe.run({RULES})).violations")
    return [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in found
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (768, "dark"), (1280, "dark")])
def test_open_pages(open_page: Callable[..., Page], theme: Any, width: int) -> None:
    page = open_page(width=width, refusals=(404,))
    page.emulate_media(color_scheme=theme)
    for address in OPEN:
        page.goto(address)
        assert faults(page) == [], address
        assert overflow(page) <= 0, address


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_pages_of_somebody_signed_in(
    open_page: Callable[..., Page],
    sign_in: Callable[[Page], None],
    theme: Any,
    width: int,
) -> None:
    page = open_page(width=width)
    page.emulate_media(color_scheme=theme)
    sign_in(page)
    person: User = owner()
    case = open_case_for(person, timezone.localdate() - timedelta(days=70))
    path = f"/cases/{case.pk}/"
    of_case = ["", "reply/", "files/", "complaint-controller/", "complaint-authority/"]
    for address in [*OWN, *(f"{path}{page}" for page in of_case)]:
        page.goto(address)
        for summary in page.locator("main details > summary").all():
            summary.click()
        assert faults(page) == [], address
        assert overflow(page) <= 0, address
    press(page, "Write the complaint")
    assert faults(page) == []
    # What was just done, with its way back; a draft, and a draft thrown away.
    page.goto(f"{path}close/")
    page.get_by_label("They did nothing").check()
    press(page, "Close the case")
    assert faults(page) == []
    page.goto("/letter/?platform=linkedin&right=objection&purpose=ai-training&residence=GB-ENG")
    fill_in(page, "details")
    go_on(page)
    assert faults(page) == []
    page.goto("/cases/")
    assert faults(page) == []
    press(page, "Throw away")
    assert faults(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_in_every_state(
    open_page: Callable[..., Page], settings: Any, theme: Any
) -> None:
    settings.DEBUG = True
    page = open_page(width=360)
    page.emulate_media(color_scheme=theme)
    page.goto("/styleguide/")
    for summary in page.locator("main details > summary").all():
        summary.click()
    # It shows a page's first heading as an example; on a page it stands once.
    assert [fault for fault in faults(page) if not fault.startswith("landmark-unique")] == []
    assert overflow(page) <= 0
