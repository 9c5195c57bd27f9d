"""What the canary's people do with their account: signing up and in, settings, their own data."""

from __future__ import annotations

import io
import re
import time
import zipfile
from secrets import token_urlsafe

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from requests_app.accounts.models import User
from requests_app.accounts.services import sign_in_link_for
from requests_app.reminders.choices import off_address
from requests_app.reminders.forms import SWITCHABLE
from requests_app.reminders.occasions import Occasion
from tests.drills.canary_person import WORD, Somebody

_SECURITY = "/settings/security/"


def sign_up(one: Somebody) -> None:
    """Under an address that they change later; proved by a mailed code, as by whoever has neither
    password nor second step."""
    one.post("/sign-up/", {"email": one.email})
    one.post("/confirm-address/", {"code": one.mailbox.code()})
    found = User.objects.by_email(one.email)
    assert found is not None
    one.person = found
    one.look(f"/confirm/code/?next=/settings/?q={one.word}")
    one.post("/confirm/code/", {"next": f"/settings/?q={one.word}"}, expect=200)
    one.post("/confirm/code/", {"code": one.mailbox.code(), "next": f"/settings/?q={one.word}"})
    one.post(f"{_SECURITY}password/", {"password": one.password})


def settle_in(one: Somebody) -> None:
    """Their settings; what is typed where it does not belong is sent as well."""
    one.post(
        "/settings/",
        {
            "language": "en", "time_zone": "Europe/Berlin", "reminder_hour": "7",
            "sensitive": "on", "email": one.email,
        },
    )  # fmt: skip
    one.post("/settings/", {"time_zone": one.says("zone"), "language": one.word}, expect=422)
    # Another's server is named on a personal instance only.
    one.post(
        "/settings/mail-server/",
        {"host": f"{one.word}.example", "user": one.word, "password": one.password, "go": "try"},
        expect=404,
    )
    one.post("/language/", {"language": "en", "next": f"/cases/?q={one.word}"})
    one.post("/settings/your-data/consent/sensitive/", {"given": "yes"})
    one.post("/settings/your-data/closed-cases/", {"months": "12"})
    _choose_mails(one)


def _choose_mails(one: Somebody) -> None:
    """One mail a week; which they switch off from the mail, so that again each comes by itself."""
    one.post("/settings/mail/", {"how": "weekly", "on": [each.value for each in SWITCHABLE]})
    path = "/" + off_address(one.person.pk, Occasion.DIGEST).split("/", 3)[3]
    mail_program = one.another_browser()
    one.look(path, browser=mail_program)
    one.post(path, {"List-Unsubscribe": "One-Click"}, expect=200, browser=mail_program)


def change_address(one: Somebody) -> None:
    """A code goes to the new address, and word of it to the old one."""
    one.look(f"{_SECURITY}address/")
    new = f"{one.word}new@{WORD}.example"
    one.post(f"{_SECURITY}address/", {"email": new, "action_add": "1"})
    one.post("/confirm-address/", {"code": one.mailbox.code()})
    one.person.refresh_from_db()
    assert one.person.email == new
    one.email = new


def sign_in_elsewhere(one: Somebody) -> None:
    """In other browsers: with a wrong password, by a mailed code, by a link, with a wrong name."""
    browser = one.another_browser()
    wrong = {"login": one.email, "password": one.says("wrong")}
    one.post("/sign-in/", wrong, expect=200, browser=browser)
    one.post("/sign-in-by-code/", {"email": f"{one.word}nobody@{WORD}.example"}, browser=browser)
    one.post("/start-over/", {}, browser=browser)
    one.post("/sign-in-by-code/", {"email": one.email}, browser=browser)
    one.post("/sign-in-by-code/code/", {"code": one.mailbox.code()}, browser=browser)
    one.post("/sign-out/", {}, browser=browser)
    link = "/" + sign_in_link_for(one.email).split("/", 3)[3]
    one.look(link, browser=browser)
    one.post(link, {}, browser=browser)
    one.look("/sign-in/", browser=one.another_browser())


def set_up_an_app(one: Somebody) -> None:
    """A second step, given up and set up anew; they sign in with it, and prove that it is them."""
    _activate_an_app(one)
    one.look(f"{_SECURITY}app/remove/")
    one.post(f"{_SECURITY}app/remove/", {})
    secret = _activate_an_app(one)
    one.look(f"{_SECURITY}recovery-codes/")
    one.look(f"{_SECURITY}recovery-codes/new/")
    one.post(f"{_SECURITY}recovery-codes/new/", {})
    codes = one.look(f"{_SECURITY}recovery-codes/download/").split()
    browser = one.another_browser()
    one.post("/sign-in/", {"login": one.email, "password": one.password}, browser=browser)
    one.post("/second-step/", {"code": one.says("code")}, expect=200, browser=browser)
    # A code counts once, so it is the next one's turn.
    one.post("/second-step/", {"code": _code_of_an_app(secret, 1)}, browser=browser)
    one.post("/confirm/second-step/", {"code": codes[-1]}, browser=browser)
    one.post("/confirm/password/", {"password": one.says("pass")}, expect=200)
    one.post("/confirm/password/", {"password": one.password})


def _activate_an_app(one: Somebody) -> str:
    secret = one.find(r"<code>([A-Z2-7]{32})</code>", one.look(f"{_SECURITY}app/"))
    one.post(f"{_SECURITY}app/", {"code": one.word}, expect=200)
    one.post(f"{_SECURITY}app/", {"code": _code_of_an_app(secret, 0)})
    return secret


def _code_of_an_app(secret: str, later: int) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))


def end_sessions(one: Somebody) -> None:
    """One of the other sessions, then all of them."""
    found = re.findall(rf'action="({_SECURITY}sessions/[0-9a-f-]{{36}}/end/)"', one.look(_SECURITY))
    assert found
    one.post(found[0], {})
    one.post(f"{_SECURITY}sessions/end/", {})


def change_password(one: Somebody) -> None:
    one.password = f"{one.word} another battery"
    one.post(f"{_SECURITY}password/", {"password": one.word[:-1]}, expect=422)
    one.post(f"{_SECURITY}password/", {"password": one.password})


def look_around(one: Somebody) -> None:
    """The pages about them; with their word where a page takes one."""
    for path in (
        "", "settings/", "settings/mail/", "settings/security/", "settings/your-data/",
        "settings/your-data/log/", "settings/your-data/erase/", "confirm/link/?next=/settings/",
        "account-closed/", "privacy/", "sample/", "guides/", "guides/identity/", "healthz",
        "statistics/",
    ):  # fmt: skip
        one.look(f"/{path}{'&' if '?' in path else '?'}q={one.word}")
    one.browser.get(f"/readyz?q={one.word}")
    one.browser.get(f"/nowhere/{one.word}/?q={one.word}")
    one.browser.post("/nowhere/", {"typed": one.says("nowhere")})
    # A wrong token, of the length that all have.
    one.browser.get(f"/sign-in/{one.word}-{token_urlsafe(32)}/")


def take_along(one: Somebody) -> None:
    """The export, read slowly, so that whatever it leaves anywhere is seen; and taken over."""
    answer = one.post("/settings/your-data/export/", {}, expect=200)
    pieces = iter(answer.streaming_content)
    first = next(pieces)
    time.sleep(0.05)
    export = first + b"".join(pieces)
    assert one.word.encode() in zipfile.ZipFile(io.BytesIO(export)).read("data.json")
    broken = one.file("broken.zip", export[: len(export) // 2])
    one.post("/settings/your-data/take-over/", {"archive": broken}, expect=422)
    whole = one.file("whole.zip", export)
    one.post("/settings/your-data/take-over/", {"archive": whole, "with_settings": "on"})
