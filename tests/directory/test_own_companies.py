"""A company of one's own is seen by its owner only, and can be exported as a file."""

from __future__ import annotations

import dataclasses
import html
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from requests_app.accounts.models import User
from requests_app.directory import queries, services
from requests_app.directory.models import OwnCompany
from requests_app.directory.own import OwnDetails, OwnDetailsError, export_toml
from requests_app.directory.platform_file import read_platform

pytestmark = pytest.mark.django_db

CORNER_SHOP = OwnDetails(
    name='Corner "Shop" & Söhne Ltd',
    regions=("UK",),
    address=("7 Corner Lane", "Leeds", "LS1 1AA", "United Kingdom"),
    seat="GB",
    email="privacy@cornershop.example.org",
    form="https://cornershop.example.org/privacy",
    website="https://www.cornershop.example.org/",
)

TYPED = {
    "name": "Corner Shop Ltd",
    "regions": ["UK"],
    "address": "7 Corner Lane\r\nLeeds\r\n\r\nUnited Kingdom",
    "seat": "gb",
    "email": "privacy@cornershop.example.org",
    "form": "",
    "website": "",
    "note": "",
}


@pytest.fixture
def amara() -> User:
    return User.objects.create_user("amara@example.org")


@pytest.fixture
def other() -> User:
    return User.objects.create_user("other@example.org")


def test_what_a_person_adds_comes_back_to_them(client: Client, amara: User) -> None:
    client.force_login(amara)
    answer = client.post(reverse("directory:own-add"), TYPED)
    assert answer["Location"] == reverse("directory:own-list")
    ((_, kept),) = queries.own_companies(amara)
    assert kept.name == "Corner Shop Ltd"
    assert kept.address == ("7 Corner Lane", "Leeds", "United Kingdom")
    assert kept.seat == "GB"
    assert "Corner Shop Ltd" in client.get(reverse("directory:own-list")).content.decode()


def test_another_person_does_not_see_change_export_or_delete_it(
    client: Client, amara: User, other: User
) -> None:
    row = services.add_own_company(amara, CORNER_SHOP)
    client.force_login(other)
    for name in ("own-change", "own-export"):
        assert client.get(reverse(f"directory:{name}", args=[row.pk])).status_code == 404
    assert client.post(reverse("directory:own-change", args=[row.pk]), TYPED).status_code == 404
    assert client.post(reverse("directory:own-delete", args=[row.pk])).status_code == 404
    assert "Corner" not in client.get(reverse("directory:own-list")).content.decode()
    assert queries.own_company(amara, row.pk) == CORNER_SHOP


def test_without_signing_in_there_is_nothing_to_see(client: Client, amara: User) -> None:
    row = services.add_own_company(amara, CORNER_SHOP)
    for name, words in (("own-list", []), ("own-add", []), ("own-change", [row.pk])):
        answer = client.get(reverse(f"directory:{name}", args=words))
        assert answer.status_code == 302
        assert "/sign-in/" in answer["Location"]


def test_it_is_stored_encrypted(amara: User) -> None:
    services.add_own_company(amara, CORNER_SHOP)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {OwnCompany._meta.db_table}")
        stored = repr(cursor.fetchall())
    assert "Corner" not in stored
    assert "cornershop" not in stored


def test_it_never_enters_the_directory(client: Client, amara: User) -> None:
    services.add_own_company(amara, CORNER_SHOP)
    assert queries.search("Corner Shop Söhne") == ()
    answer = client.get("/api/directory/platforms/", {"q": "cornershop.example.org"})
    assert answer.json() == {"platforms": []}


def test_it_can_be_changed_and_deleted(client: Client, amara: User) -> None:
    row = services.add_own_company(amara, CORNER_SHOP)
    client.force_login(amara)
    shown = client.get(reverse("directory:own-change", args=[row.pk])).content.decode()
    assert "7 Corner Lane\nLeeds" in shown
    client.post(reverse("directory:own-change", args=[row.pk]), TYPED | {"name": "New Name Ltd"})
    kept = queries.own_company(amara, row.pk)
    assert kept is not None
    assert kept.name == "New Name Ltd"
    client.post(reverse("directory:own-delete", args=[row.pk]))
    assert queries.own_companies(amara) == ()


def test_a_company_deleted_by_mistake_is_put_back_as_it_was(client: Client, amara: User) -> None:
    row = services.add_own_company(amara, CORNER_SHOP)
    client.force_login(amara)
    page = client.post(reverse("directory:own-delete", args=[row.pk])).content.decode()
    assert queries.own_companies(amara) == ()
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    answers: dict[str, list[str]] = {}
    for name, value in fields:
        answers.setdefault(name, []).append(html.unescape(value))
    client.post(reverse("directory:own-add"), answers)
    assert [company for _id, company in queries.own_companies(amara)] == [CORNER_SHOP]


def test_a_seat_kept_earlier_that_no_list_holds_is_not_lost(client: Client, amara: User) -> None:
    row = services.add_own_company(amara, dataclasses.replace(CORNER_SHOP, seat="NZ"))
    client.force_login(amara)
    change = reverse("directory:own-change", args=[row.pk])
    assert '<option value="NZ" selected>' in client.get(change).content.decode()
    client.post(change, TYPED | {"seat": "NZ"})
    kept = queries.own_company(amara, row.pk)
    assert kept is not None
    assert kept.seat == "NZ"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"regions": []}, "This field is required"),
        ({"email": "two@a.example, three@b.example"}, "Write one e-mail address"),
        ({"form": "javascript:alert(1)"}, "Write an address that begins with https://"),
        ({"seat": "XX"}, "Choose a country from the list"),
        ({"address": "\n".join("abcdefghijk")}, "Write at most 10 lines"),
    ],
)
def test_a_wrong_field_is_told_at_the_field(
    client: Client, amara: User, changes: dict[str, Any], sentence: str
) -> None:
    client.force_login(amara)
    page = client.post(reverse("directory:own-add"), TYPED | changes).content.decode()
    assert sentence in page
    assert queries.own_companies(amara) == ()


def test_the_exported_file_is_one_the_directory_can_read(tmp_path: Path) -> None:
    path = tmp_path / f"{CORNER_SHOP.slug}.toml"
    path.write_text(export_toml(CORNER_SHOP, date(2026, 11, 24)), encoding="utf-8")
    platform, defects = read_platform(path)
    assert defects == ()
    assert platform is not None
    assert platform.id == "corner-shop-sohne-ltd"
    assert platform.confidence == "unchecked"
    assert platform.domains == ("cornershop.example.org",)
    found = platform.controller("UK", date(2026, 11, 24))
    assert found is not None
    assert (found.name, found.address) == (CORNER_SHOP.name, CORNER_SHOP.address)
    assert [route.channel for route in platform.all_routes] == ["email", "form"]


def test_the_export_is_a_file_to_download(client: Client, amara: User) -> None:
    row = services.add_own_company(amara, CORNER_SHOP)
    client.force_login(amara)
    answer = client.get(reverse("directory:own-export", args=[row.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="corner-shop-sohne-ltd.toml"'
    assert answer["Cache-Control"] == "no-store"
    assert re.search(r'name = "Corner \\"Shop\\"', answer.content.decode())


def test_a_person_keeps_at_most_200(amara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_COMPANIES", 1)
    services.add_own_company(amara, CORNER_SHOP)
    with pytest.raises(OwnDetailsError, match="you keep 1 companies; delete one first"):
        services.add_own_company(amara, CORNER_SHOP)
