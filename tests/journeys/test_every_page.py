"""Every page there is for everyone: axe finds nothing, in three widths and both themes.

The walks of `make screens`, with axe and a ruler in the camera's place.
"""

from __future__ import annotations

import pytest

from tests.journeys import screens, screens_rare
from tests.journeys.camera import EyeOn, Inspector

# pytest runs what it finds here under these names.
from tests.journeys.screens import (  # noqa: F401
    test_cases,
    test_components,
    test_empty_pages,
    test_pages_for_everyone,
    test_signing_in_at_an_organisation,
    test_the_other_error_pages,
    test_the_person,
    test_the_way_to_a_letter,
)
from tests.journeys.screens_rare import (  # noqa: F401
    test_companies_of_ones_own,
    test_doors_that_stay_shut,
    test_pages_of_a_case_met_seldom,
    test_settings_met_seldom,
    test_the_guides_in_other_languages,
    test_the_second_step,
)

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def eye_on() -> EyeOn:
    return Inspector


def test_no_walk_is_left_out() -> None:
    walks = {name for module in (screens, screens_rare) for name in vars(module)}
    missing = {name for name in walks if name.startswith("test_")} - set(globals())
    assert missing == set()
