"""What is done with each page of a walk through the site: a picture, or a check."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Page

from tests.journeys.measuring import overflow
from tests.journeys.test_accessibility import faults

# Only those whose name holds this, for looking again at what was changed.
ONLY = os.environ.get("DSR_SCREENS_ONLY", "")
WIDTHS = [int(width) for width in os.environ.get("DSR_SCREENS_WIDTHS", "360,1280").split(",")]
THEMES = os.environ.get("DSR_SCREENS_THEMES", "light,dark").split(",")


class Eye(Protocol):
    """Looks at pages."""

    def look(self, name: str, *, opened: bool = False) -> None:
        """Look at the page as it stands, with all that can be opened open if so asked."""

    def visit(self, name: str, address: str, *, opened: bool = False) -> None:
        """Go there and look."""


EyeOn = Callable[[Page], Eye]


@dataclass
class _Visitor:
    page: Page

    def visit(self, name: str, address: str, *, opened: bool = False) -> None:
        self.page.goto(address)
        self.look(name, opened=opened)

    def look(self, name: str, *, opened: bool = False) -> None:
        raise NotImplementedError

    def _open_all(self) -> None:
        for summary in self.page.locator("main details:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()

    def _as_seen(self, theme: str, width: int) -> None:
        self.page.emulate_media(
            color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
        )
        self.page.set_viewport_size({"width": width, "height": 900})
        # Whatever the new size and theme set going is painted by then.
        self.page.wait_for_timeout(80)


@dataclass
class Camera(_Visitor):
    """Takes a page as it stands in each width and theme."""

    def look(self, name: str, *, opened: bool = False) -> None:
        if ONLY and ONLY not in name:
            return
        if opened:
            self._open_all()
        for theme in THEMES:
            for width in WIDTHS:
                self._as_seen(theme, width)
                path = folder() / f"{name}-{width}-{theme}.png"
                self.page.screenshot(path=path, full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})


@dataclass
class Inspector(_Visitor):
    """Has axe look at a page in three widths and both themes; nothing may stick out."""

    def look(self, name: str, *, opened: bool = False) -> None:
        if opened:
            self._open_all()
        for theme in ("light", "dark"):
            for width in (360, 768, 1280):
                self._as_seen(theme, width)
                where = f"{name}, {width}, {theme}"
                assert faults(self.page) == [], where
                assert overflow(self.page) <= 0, where


@cache
def folder() -> Path:
    """Where the pictures go; those of an earlier run are removed first."""
    usual = Path(__file__).parents[2] / "var" / "screens"
    found = Path(os.environ.get("DSR_SCREENS") or usual)
    found.mkdir(parents=True, exist_ok=True)
    if not ONLY and not os.environ.get("DSR_SCREENS_KEEP"):
        for old in found.glob("*.png"):
            old.unlink()
    return found
