"""What the canary's people do with cases: track, tell, reply, put right, close; own companies."""

from __future__ import annotations

import re

from requests_app.cases.models import Case, Event, Letter
from requests_app.directory.models import OwnCompany
from requests_app.letters.models import LetterDraft
from tests.drills.canary_letters import FORMS
from tests.drills.canary_person import Somebody, day, number

# What is told of the case in which most happened, by the days since.
_TOLD = {
    "received": 59, "identity_asked": 58, "identity_provided": 57, "clarification_asked": 56,
    "clarification_provided": 55, "fee_asked": 54, "fee_paid": 53, "extension_notice": 52,
    "setting_pointed_to": 51, "channel_pointed_to": 50, "not_identified": 49, "contact": 48,
    "replied": 47,
}  # fmt: skip


def track(one: Somebody, answers: dict[str, str], days_ago: int) -> Case:
    """A letter sent so many days ago; what was a draft is a case from then on."""
    draft = number()
    one.post("/letter/", {**answers, "draft": draft, "at": "situation", "go": "next"}, expect=303)
    assert LetterDraft.objects.for_owner(one.person).filter(pk=draft).exists()
    form = {**answers, "draft": draft, "at": "letter"}
    one.post("/cases/record-sending/", form, expect=200)
    sending = {"submission": number(), "sent_on": day(days_ago), "channel": "form"}
    answer = one.post("/cases/record-sending/", {**form, **sending})
    assert not LetterDraft.objects.for_owner(one.person).filter(pk=draft).exists()
    return _case(one, answer["Location"])


def keep_and_send_later(one: Somebody, answers: dict[str, str], days_ago: int) -> Case:
    """A letter they changed, kept first and then marked as sent; taken back, and marked again."""
    form = {**answers, "subject": one.says("subject"), "body": one.says("body"), "at": "letter"}
    sending = {"submission": number(), "sent_on": day(days_ago), "channel": "email"}
    kept = one.post("/cases/record-sending/", {**form, **sending, "go": "keep"})
    case = _case(one, kept["Location"])
    one.look(f"/cases/{case.pk}/sent/")
    undone = number()
    for submission in (undone, number()):
        sending = {"submission": submission, "sent_on": day(days_ago), "channel": "email"}
        one.post(f"/cases/{case.pk}/sent/", {**sending, "received_on": day(days_ago)})
        if submission == undone:
            one.post(f"/cases/undo/{submission}/", {})
    return case


def _case(one: Somebody, path: str) -> Case:
    return Case.objects.for_owner(one.person).get(pk=path.split("/")[2])


def tell(one: Somebody, case: Case, kind: str, days_ago: int) -> str:
    """Something that happened, with a note; the number of its form."""
    submission = number()
    facts = {"with_reasons": "yes", "until": day(days_ago - 40) if days_ago > 40 else ""}
    one.post(
        f"/cases/{case.pk}/events/",
        {
            "submission": submission, "kind": kind, "on": day(days_ago), "channel": "email",
            "note": one.says(f"note on {kind}"), **facts,
        },
    )  # fmt: skip
    return submission


def tell_all(one: Somebody, case: Case) -> None:
    """All that can be told by hand of a letter; the last is taken back at once."""
    for kind, days_ago in _TOLD.items():
        submission = tell(one, case, kind, days_ago)
    one.post(f"/cases/undo/{submission}/", {})
    one.post(
        f"/cases/{case.pk}/events/",
        {"submission": number(), "kind": "refusal", "on": one.says("day"), "note": one.says("no")},
        expect=422,
    )


def correct(one: Somebody, case: Case, kind: str) -> None:
    """Put an entry of the timeline right: the old one stays, crossed out; and take one back."""
    entry = Event.objects.for_owner(one.person).get(case=case, kind=kind, replaced_by=None)
    path = f"/cases/{case.pk}/events/{entry.pk}/"
    assert one.word in one.look(path)
    one.post(
        path,
        {
            "submission": number(), "kind": kind, "on": entry.on.isoformat(),
            "note": one.says("corrected"), "channel": "email",
        },
    )  # fmt: skip
    corrected = Event.objects.for_owner(one.person).get(replaces=entry)
    path = f"/cases/{case.pk}/events/{corrected.pk}/"
    one.post(path, {"submission": number(), "go": "strike", "note": one.says("strike")})


def reply(one: Somebody, case: Case) -> None:
    """They answer by a mail, which is uploaded, and in words that are typed."""
    mail = (
        f"From: {one.word}dpo@company.example\r\nTo: {one.email}\r\n"
        f"Subject: {one.word}subject\r\nDate: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\n"
        f"We refuse, {one.says('name')}. {one.says('reply')}\r\n"
    ).encode()
    path = f"/cases/{case.pk}/reply/"
    form = {"submission": number(), "file": one.file("reply.eml", mail)}
    page = one.post(path, form, expect=200).content.decode()
    file = one.find(r'name="file"[^>]*value="([0-9a-f-]{36})"', page)
    assert one.word in one.look(f"{path}?file={file}")
    typed = {"submission": number(), "text": one.says("typed reply")}
    one.post(path, typed, expect=200)
    told = {"go": "record", "on": day(10), "note": one.says("note")}
    one.post(path, {**told, "submission": number(), "did": "part", "file": file})
    one.post(path, {**told, **typed, "did": "none", "said": ["setting_pointed_to"]})


def keep_files(one: Somebody, case: Case) -> None:
    """A photograph and a text, looked at and taken; one is removed, one that is no file refused."""
    path = f"/cases/{case.pk}/files/"
    one.post(path, {"file": one.picture("photo")})
    one.post(path, {"file": one.file("paper.txt", one.says("paper").encode())})
    one.post(path, {"file": one.file("program.exe", one.says("MZ").encode())}, expect=422)
    here = re.findall(rf'"({path}[0-9a-f-]{{36}}/[^"]*)"', one.look(path))
    for each in here:
        if not each.endswith("/remove/"):
            one.look(each)
    one.post(next(each for each in here if each.endswith("/remove/")), {})


def write_further_letters(one: Somebody, late: Case, refused: Case) -> None:
    """A reminder with words of their own, and what they say to an answer in part."""
    path = f"/cases/{late.pk}/write/reminder/"
    one.look(path)
    edited = {"subject": one.says("subject"), "body": one.says("reminder"), "composed": "0"}
    one.post(path, {**edited, "go": "questions"}, expect=200)
    one.post(path, {**edited, "go": "txt"}, expect=200)
    sent = {"submission": number(), "on": day(40), "channel": "email", "go": "sent"}
    one.post(path, {**edited, **sent})
    assert Letter.objects.for_owner(one.person).filter(case=late).count() == 2
    path = f"/cases/{refused.pk}/write/answer-incomplete/"
    assert "missing" in one.look(path)
    one.post(path, {"missing": one.says("missing"), "go": "eml"}, expect=200)
    one.post(path, {"missing": one.says("missing"), **sent, "submission": number(), "on": day(9)})


def close_and_reopen(one: Somebody, case: Case) -> None:
    """Closed, opened again, closed for good, with all that was told in it."""
    path = f"/cases/{case.pk}/"
    one.look(f"{path}close/")
    for step in ("close", "reopen", "close"):
        one.post(f"{path}{step}/", {"submission": number(), "result": "none", "x": one.says("x")})


def read_by_a_calendar_program(one: Somebody) -> None:
    """A feed with names, and one that is revoked."""
    for _each in range(2):
        form = {"with_names": "yes", "name": one.says("feed")}
        page = one.post("/cases/feeds/", form, expect=200).content.decode()
        path = one.find(r"(/calendar/[^<\s]+\.ics)", page)
        assert one.look(path, browser=one.another_browser()).startswith("BEGIN:VCALENDAR")
    feeds = re.findall(r'action="(/cases/feeds/[0-9a-f-]{36}/revoke/)"', page)
    assert len(feeds) == 2
    one.post(feeds[0], {})


def keep_companies(one: Somebody) -> None:
    """Companies of their own: one changed, one deleted; each can be taken as a file."""
    for name in ("Shop", "Stall"):
        one.post("/directory/own/add/", _company(one, name))
    shop, stall = (
        next(row for row in OwnCompany.objects.for_owner(one.person) if name in str(row.details))
        for name in ("Shop", "Stall")
    )
    path = f"/directory/own/{shop.pk}/"
    assert one.word in one.look(path)
    one.post(path, _company(one, "Shop with a new name"))
    one.post(path, {"name": one.says("name"), "email": one.says("mail")}, expect=200)
    assert one.word in one.look(f"{path}export/")
    gone = one.post(f"/directory/own/{stall.pk}/delete/", {}, expect=200)
    assert one.word in gone.content.decode()
    assert one.word in one.look("/directory/own/")


def _company(one: Somebody, name: str) -> dict[str, object]:
    return {
        "name": f"{one.word} {name}", "regions": ["UK"], "seat": "GB",
        "address": one.says("address"), "email": f"{one.word}@shop.example",
        "form": f"https://{one.word}.example/", "website": f"https://www.{one.word}.example/",
        "note": one.says("note"),
    }  # fmt: skip


def look_around(one: Somebody, case: Case) -> None:
    """Every page of the cases, with their word where a page takes one."""
    for path in (
        f"cases/?q={one.word}&group=late&order=x", f"directory/?q={one.word}",
        f"directory/platforms/linkedin/?q={one.word}", f"api/directory/?q={one.word}",
        f"api/directory/platforms/?q={one.word}", "api/directory/platforms/linkedin/",
        f"api/directory/authorities/?q={one.word}", "api/directory/authorities/gb-ico/",
        f"cases/{case.pk}/?q={one.word}", f"cases/{case.pk}/deadline.ics",
    ):  # fmt: skip
        one.look(f"/{path}")
    one.look("/cases/month/", follow=True)
    letter = Letter.objects.for_owner(one.person).filter(case=case).first()
    assert letter is not None
    for form in FORMS:
        one.look(f"/cases/{case.pk}/letters/{letter.pk}.{form}")
    one.browser.get(f"/cases/{case.pk}/nowhere/?q={one.word}")
