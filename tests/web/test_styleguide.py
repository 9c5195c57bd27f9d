"""The page of components: for whoever works on the site, and for nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_the_project
from django.test import Client

pytestmark = pytest.mark.django_db

COMPONENTS = Path(of_the_project.BASE_DIR) / "templates" / "components"


def test_on_an_instance_it_is_not_there(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 404


def test_while_developing_it_shows_every_component(client: Client, settings: Any) -> None:
    settings.DEBUG = True
    answer = client.get("/styleguide/")
    assert answer.status_code == 200
    shown = {Path(template.name).name for template in answer.templates if template.name}
    assert {path.name for path in COMPONENTS.glob("*.html")} <= shown


def test_a_component_is_shown_in_each_of_its_states(client: Client, settings: Any) -> None:
    settings.DEBUG = True
    page = client.get("/styleguide/").content.decode()
    for state in ("chip good", "chip warn", "chip late", "note good", "note warn", "note late"):
        assert f'class="{state}"' in page
    for words in ("Undo", "estimate", "waits for you", "How was this computed?", "Please look at"):
        assert words in page
