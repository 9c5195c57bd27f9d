"""docs/law.md is what the data and the tests say, and every rule has its code and its test."""

from __future__ import annotations

import importlib.util
from functools import reduce
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from requests_app.law import regime_ids
from requests_app.law.loading import regime

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("law_docs", ROOT / "tools" / "law_docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(generator: ModuleType) -> None:
    written = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
    assert written == generator.page(), "run python tools/law_docs.py"


@pytest.mark.parametrize("law", regime_ids())
def test_every_rule_is_held_by_a_test(law: str, generator: ModuleType) -> None:
    held = generator.tests_by_rule()
    assert [rule for rule in regime(law).rules if rule not in held] == []


def test_no_test_holds_a_rule_that_does_not_exist(generator: ModuleType) -> None:
    known = {rule for law in regime_ids() for rule in regime(law).rules}
    assert set(generator.tests_by_rule()) <= known


@pytest.mark.parametrize("law", regime_ids())
def test_every_rule_names_code_that_exists(law: str) -> None:
    for rule in regime(law).rules.values():
        for name in rule.where:
            module, *path = name.split(".")
            assert callable(reduce(getattr, path, import_module(f"requests_app.law.{module}"))), (
                f"{rule.id}: {name}"
            )
