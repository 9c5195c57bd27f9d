"""Fixtures for all tests: what a test may need of the machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from tests.people import amara, open_case, other
from tests.services import chromium_path, postgres_url, private_redis

__all__ = ["amara", "chromium_path", "open_case", "other", "postgres_url", "private_redis"]

# Left out of `make test-fast`, which is for the loop between two edits and stays under a minute.
SLOW = {
    "accounts/test_by_address.py",
    "accounts/test_is_it_you.py",
    "accounts/test_lookalike_addresses.py",
    "accounts/test_mailed_codes.py",
    "accounts/test_no_enumeration.py",
    "accounts/test_own_rights_erasure.py",
    "accounts/test_own_rights_export.py",
    "accounts/test_own_rights_import.py",
    "accounts/test_own_rights_retention.py",
    "cases/test_against_the_law.py",
    "cases/test_letters_together.py",
    "cases/test_odd_mail.py",
    "complaints/test_bundle.py",
    "complaints/test_file_pages.py",
    "complaints/test_full_cases.py",
    "directory/test_check_command.py",
    "directory/test_importing.py",
    "letters/test_choices.py",
    "letters/test_every_letter.py",
    "letters/test_hostile.py",
    "letters/test_look.py",
    "letters/test_pdf.py",
    "letters/test_press.py",
    "reminders/test_doorbell.py",
    "reminders/test_ten_years.py",
    "safety/test_uploads.py",
    "tools/test_bootstrap.py",
    "tools/test_run_tests.py",
    "vault/test_resealing.py",
    "web/test_https.py",
    "web/test_matrix.py",
}


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """A page asked for in another language leaves that language on in the thread."""
    yield
    translation.deactivate()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow files."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix() in SLOW:
            item.add_marker("slow")
