"""`make run` on a restored backup erases again before the site opens, and on a wrong key stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dsr_project import instance
from dsr_project.supervisor import StartError
from requests_app.accounts import erasure, tombstones
from requests_app.accounts.models import User
from requests_app.accounts.rights_models import Tombstone
from requests_app.vault import keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    settings.VAULT_KEY_FILE = tmp_path / "vault.key"
    keys._cache.clear()


def test_whoever_came_back_is_erased_again_and_it_is_said() -> None:
    person = User.objects.create_user("amara@example.org")
    erasure.erase(person.pk)
    Tombstone.objects.all().delete()
    User.objects.create_user("amara@example.org", pk=person.pk)
    said: list[str] = []
    instance.erase_again(said.append)
    assert said == ["Erased again after a restore: 1 people."]
    assert not User.objects.exists()
    instance.erase_again(said.append)
    assert len(said) == 1


def test_a_damaged_file_of_tombstones_stops_the_start() -> None:
    tombstones.path().write_text("nonsense\nmore\n")
    with pytest.raises(StartError, match="no tombstone"):
        instance.erase_again(lambda _line: None)


def test_the_first_start_tells_of_the_key_and_later_ones_do_not() -> None:
    assert any("key export" in line for line in instance.key_notice())
    assert instance.key_notice() == []


def test_a_missing_key_stops_the_start(settings: Any) -> None:
    User.objects.create_user("amara@example.org")
    settings.VAULT_KEY_FILE.unlink()
    with pytest.raises(StartError, match="put the saved copy back"):
        instance.key_notice()
