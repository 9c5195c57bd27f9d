"""Every address, every method, everybody: what is somebody else's is as if it were not there.

Also: no address is unlisted, nothing changes by GET, and no form from elsewhere is taken.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from requests_app.vault.models import SealedFile
from tests.web.matrix import METHODS, ROUTES, Route
from tests.web.world import NOBODYS, World, make

pytestmark = pytest.mark.django_db

# What a look may write: that one was there, what one took, and how often one came.
NOTES = {
    "requests_app_session",
    "requests_app_auditentry",
    "requests_app_auditend",
    "requests_app_cacheentry",
    "django_migrations",
}
SEEN = {"requests_app_user": {"last_seen_at", "last_login"}}
STRANGERS = ("other", "staff")
NOT_SIGNED_IN = ("anonymous", "erased")


@pytest.fixture
def world(settings: Any) -> World:
    settings.PERSONAL_INSTANCE = False
    settings.SIGN_UP = "open"
    settings.STATISTICS = True
    # Nobody is kept waiting here: what is tested are rights.
    settings.ACCOUNT_RATE_LIMITS = False
    settings.MFA_RATE_LIMITS = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    return make()


def listed(
    patterns: list[Any] | None = None, before: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Name and pattern of every address that the site has."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from listed(one.url_patterns, before + str(one.pattern), inner)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", before + str(one.pattern)


def address(name: str, things: dict[str, Any], missing: str = "") -> str:
    """The address with Amara's things in it; `missing`: "all" ids, or the one named, nobody's."""
    parts = {}
    for part, thing in ROUTES[name].things.items():
        value = thing[1:] if thing.startswith("=") else things[thing]
        if missing in {"all", part} and not thing.startswith("="):
            value = nobodys(value)
        parts[part] = value
    return reverse(name, kwargs=parts)


def nobodys(value: Any) -> Any:
    """Something of the same kind that does not exist."""
    if isinstance(value, uuid.UUID):
        return NOBODYS
    return value + 100_000 if isinstance(value, int) else "x" * len(value)


def ask(browser: Client, method: str, path: str) -> HttpResponse:
    """The answer; whatever was changed by it is undone."""
    cookies = browser.cookies.copy()
    answer: Any
    with transaction.atomic():
        answer = browser.generic(method, path, "", content_type="application/x-www-form-urlencoded")
        if getattr(answer, "streaming", False):
            answer = HttpResponse(b"".join(answer.streaming_content), headers=answer.headers)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def said(answer: HttpResponse) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Status, text and headers, without what differs with each answer."""
    text = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content)
    headers = tuple(sorted((n, v) for n, v in answer.items() if n != "Content-Length"))
    return answer.status_code, text, headers


def contents() -> dict[str, list[str]]:
    """What stands in every table, but for the notes of who looked when."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in NOTES:
                continue
            columns = connection.introspection.get_table_description(cursor, table)
            kept = [f'"{c.name}"' for c in columns if c.name not in SEEN.get(table, ())]
            cursor.execute(f'SELECT {", ".join(kept)} FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def rows_written() -> int:
    """How many rows SQLite has written on this connection so far, in any table."""
    return int(connection.connection.total_changes)


def leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/sign-in/")


def test_no_address_is_unlisted() -> None:
    assert sorted(name for name, _pattern in listed()) == sorted(ROUTES)


def test_what_an_address_holds_is_listed_too() -> None:
    for name, pattern in listed():
        parts = set(re.findall(r"<(?:\w+:)?(\w+)>", pattern))
        assert parts == set(ROUTES[name].things), name


def test_whoever_may_use_an_address_can_and_by_no_other_method(world: World) -> None:
    wrong = []
    for name, route in ROUTES.items():
        browser = world.browsers["anonymous" if route.who in {"anyone", "token"} else "owner"]
        for method in METHODS:
            status = ask(browser, method, address(name, world.things)).status_code
            usual = {200, 302, 422} if method in route.allowed else {405}
            if method == "HEAD":
                usual.add(405)
            if status not in usual | set(route.odd.get(method, ())):
                wrong.append(f"{method} {name}: {status}")
    assert not wrong, "\n".join(wrong)


def test_nothing_changes_by_looking(world: World) -> None:
    wrong = []
    before = contents()
    for name, route in ROUTES.items():
        if "GET" not in route.allowed:
            continue
        written = rows_written()
        for browser in world.browsers.values():
            browser.get(address(name, world.things))
        for method in ("HEAD", "OPTIONS"):
            world.browsers["owner"].generic(method, address(name, world.things))
        if rows_written() == written:
            continue
        after = contents()
        changed = [table for table in before if before[table] != after[table]]
        if changed:
            wrong.append(f"{name}: {changed}")
            before = after
    assert not wrong, "\n".join(wrong)


def test_another_persons_thing_and_one_that_is_not_there_answer_alike(world: World) -> None:
    wrong = []
    for name, route in ROUTES.items():
        if route.who != "owner":
            continue
        for who in STRANGERS:
            for method in METHODS:
                foreign = ask(world.browsers[who], method, address(name, world.things))
                missing = ask(world.browsers[who], method, address(name, world.things, "all"))
                right = {404} if method in route.allowed else {405}
                if method in {"HEAD", "OPTIONS"}:
                    right |= {200, 404, 405}
                if said(foreign) != said(missing) or foreign.status_code not in right:
                    wrong.append(
                        f"{method} {name} by {who}: {foreign.status_code}, {missing.status_code}"
                    )
    assert not wrong, "\n".join(wrong)


def test_others_change_nothing_of_hers(world: World) -> None:
    before = contents()
    files = set(SealedFile.objects.for_owner(world.amara).values_list("pk", flat=True))
    for name, route in ROUTES.items():
        if route.who == "owner":
            for who in (*STRANGERS, *NOT_SIGNED_IN):
                for method in ("POST", "PUT", "PATCH", "DELETE"):
                    world.browsers[who].generic(method, address(name, world.things))
    assert contents() == before
    assert set(SealedFile.objects.for_owner(world.amara).values_list("pk", flat=True)) == files


def test_a_thing_that_is_not_there_is_not_there_for_its_owner_either(world: World) -> None:
    wrong = []
    for name, route in ROUTES.items():
        if route.who != "owner":
            continue
        for part, thing in route.things.items():
            if thing.startswith("="):
                continue
            for method in route.allowed - {"OPTIONS", "HEAD"}:
                path = address(name, world.things, part)
                status = ask(world.browsers["owner"], method, path).status_code
                if status != 404:
                    wrong.append(f"{method} {name} without {part}: {status}")
    assert not wrong, "\n".join(wrong)


def test_whoever_is_not_signed_in_is_led_to_sign_in_whatever_is_there(world: World) -> None:
    wrong = []
    for name, route in ROUTES.items():
        if route.who not in {"owner", "somebody"}:
            continue
        for who in NOT_SIGNED_IN:
            for method in METHODS:
                there = ask(world.browsers[who], method, address(name, world.things))
                missing = ask(world.browsers[who], method, address(name, world.things, "all"))
                if there.status_code != missing.status_code or not (
                    leads_to_sign_in(there)
                    or (there.status_code == 405 and method not in route.allowed)
                ):
                    wrong.append(f"{method} {name} by {who}: {there.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_wrong_token_opens_nothing(world: World) -> None:
    for name, route in ROUTES.items():
        if route.who == "token":
            for who, browser in world.browsers.items():
                for method in route.allowed:
                    right = ask(browser, method, address(name, world.things)).status_code
                    wrong = ask(browser, method, address(name, world.things, "all")).status_code
                    assert right in {200, 302}, (name, who, method)
                    assert wrong in {404, 410}, (name, who, method)


def test_no_form_from_elsewhere_is_taken(world: World) -> None:
    wrong = []
    for name, route in ROUTES.items():
        if "POST" not in route.allowed or not route.checks_origin:
            continue
        for who in ("owner", "anonymous"):
            strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
            strict.cookies = world.browsers[who].cookies.copy()
            answer = strict.post(
                address(name, world.things), headers={"origin": "https://evil.example"}
            )
            if answer.status_code != 403:
                wrong.append(f"{name} by {who}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_personal_instance_has_no_page_of_an_organisation(world: World, settings: Any) -> None:
    settings.PERSONAL_INSTANCE = True
    for name, route in ROUTES.items():
        if route.organisation:
            for browser in world.browsers.values():
                for method in route.allowed:
                    answer = ask(browser, method, address(name, world.things))
                    # Django's own forms tell their methods without looking.
                    assert answer.status_code == 404 or leads_to_sign_in(answer), (name, method)


def test_staff_has_no_key_to_anybodys_things(world: World) -> None:
    """Being staff opens no page at all that another person would not be shown."""
    for name, route in ROUTES.items():
        if isinstance(route, Route) and "GET" in route.allowed and route.who != "owner":
            path = address(name, world.things)
            theirs = ask(world.browsers["staff"], "GET", path).status_code
            assert theirs == ask(world.browsers["other"], "GET", path).status_code, name
