"""The long form of the property tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_the_properties_hold_on_thousands_of_examples() -> None:
    properties = Path(__file__).with_name("test_properties.py")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(properties)],
        cwd=properties.parents[2],
        env={**os.environ, "LAW_EXAMPLES": "3000"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:]
