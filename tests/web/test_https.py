"""With an https address the instance keeps what the open net asks of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SITE = "https://desk.example.org"
VISIT = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from requests_app.accounts.services import owner_sign_in_link
browser = Client(headers={"host": "desk.example.org"})
secure = {"secure": True}
plain = browser.get("/privacy/")
page = browser.get("/sign-in/", **secure)
signed_in = browser.post(owner_sign_in_link().removeprefix(settings.SITE_URL), **secure)
browser.post("/language/", {"language": "de", "next": "/"}, **secure)
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location", "")],
    "headers": dict(page.headers),
    "signed_in": dict(browser.get("/cases/", **secure).headers),
    "cookies": {name: dict(morsel) for name, morsel in browser.cookies.items()},
}))
"""


def run(var: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "HOME", "LANG"} or name.startswith("LD_")
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={
            **kept,
            "DJANGO_SETTINGS_MODULE": "dsr_project.settings",
            "DSR_VAR": str(var),
            "SITE_URL": SITE,
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    "environment",
    [{}, {"PERSONAL_INSTANCE": "0", "SIGN_UP": "open"}, {"BEHIND_TLS_PROXY": "1"}],
)
def test_djangos_check_for_the_open_net_finds_nothing(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)
    assert done.returncode == 0, done.stderr


def test_headers_and_cookies_are_those_of_the_open_net(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", VISIT)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["plain"] == [301, f"{SITE}/privacy/"]
    headers = seen["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert seen["signed_in"]["Cache-Control"] == "no-store"
    assert set(seen["cookies"]) == {"__Host-session", "__Host-csrf", "__Host-language"}
    for name, cookie in seen["cookies"].items():
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["path"] == "/", name
        assert cookie["domain"] == "", name
        assert cookie["samesite"] == "Lax", name


BEHIND_A_PROXY = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
def asked(path, **headers):
    answer = Client(headers={"host": "desk.example.org", **headers}).get(path)
    return [answer.status_code, answer.headers.get("Location", "")]
print(json.dumps({
    "plain": asked("/privacy/"),
    "secure": asked("/privacy/", x_forwarded_proto="https"),
    "alive": asked("/healthz"),
}))
"""


def test_behind_a_proxy_what_came_plainly_is_sent_on_and_what_it_vouches_for_is_served(
    tmp_path: Path,
) -> None:
    done = run(tmp_path, "-c", BEHIND_A_PROXY, BEHIND_TLS_PROXY="1")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "plain": [301, f"{SITE}/privacy/"],
        "secure": [200, ""],
        "alive": [200, ""],
    }


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SIGN_UP", "maybe", "SIGN_UP is 'maybe'; it must be closed or open."),
        ("SESSION_DAYS", "two", "SESSION_DAYS is 'two'; it must be a whole number, such as 2."),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES is '-1'; it must be a whole number"),
    ],
)
def test_a_setting_that_cannot_be_is_said_in_a_sentence(
    tmp_path: Path, name: str, value: str, says: str
) -> None:
    done = run(tmp_path, "manage.py", "check", **{name: value})
    assert done.returncode != 0
    assert says in done.stderr.splitlines()[-1]
