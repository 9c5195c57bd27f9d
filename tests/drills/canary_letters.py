"""What the canary's people do with letters: drafts, the way to one, several at once."""

from __future__ import annotations

from requests_app.cases.models import Case
from requests_app.letters.models import LetterDraft
from tests.drills.canary_person import Somebody, day, number

FORMS = ("pdf", "txt", "eml")


def answers_of(one: Somebody) -> dict[str, str]:
    """All that is asked on the way to a letter to a company of the directory."""
    return {
        "platform": "linkedin", "wish": "objection:ai-training", "residence": "GB-ENG",
        "language": "en", "delivery": "form", "name": one.says("name")[:100],
        "address": f"{one.says('street')}\nLeeds", "email": one.email,
        "profile": f"linkedin.com/in/{one.word}profile", "handle": f"{one.word}handle",
        "account_email": f"{one.word}account@elsewhere.example",
        "situation": f"{one.says('situation')}: I am looking for work under my own name.",
        "setting_switched_off_on": day(0),
    }  # fmt: skip


def for_another(one: Somebody) -> dict[str, str]:
    """The same, written for somebody in their care."""
    return answers_of(one) | {
        "for_whom": "relative", "their_name": one.says("mother")[:100],
        "their_address": f"{one.says('their street')}\nYork",
        "their_email": f"{one.word}mother@elsewhere.example",
    }  # fmt: skip


def to_an_own_company(one: Somebody) -> dict[str, str]:
    """The same, to a company that they name themselves."""
    return answers_of(one) | {
        "platform": "own", "platform_name": f"{one.word} Works",
        "company_name": f"{one.word} Works Ltd", "company_address": one.says("works"),
        "company_seat": "GB", "company_email": f"{one.word}@works.example", "delivery": "email",
    }  # fmt: skip


def write(one: Somebody) -> None:
    """Step by step, all on one page, and taken away in each form. Nothing of it is to be kept."""
    answers, visitor = answers_of(one), one.another_browser()
    one.look(f"/letter/?platform=linkedin&residence=FR&x={one.word}", browser=visitor)
    one.look(f"/letter/companies/?platform_name={one.word}", browser=visitor)
    one.look(f"/letter/law/?platform=own&platform_name={one.word}&residence=FR", browser=visitor)
    for form in ({"at": "situation", "go": "next"}, {"at": "platform", "go": "one"}):
        one.post("/letter/", {**answers, **form}, expect=200, browser=visitor)
    one.post("/letter/preview/", {**answers, "at": "situation"}, expect=200)
    edited = {**answers, "subject": one.says("subject"), "body": one.says("body")}
    one.post("/letter/preview/", {**edited, "at": "letter"}, expect=200)
    for form in FORMS:
        one.post(f"/letter/download/{form}/", {**edited, "at": "letter"}, expect=200)
    one.look(f"/to/linkedin/?q={one.word}")


def begin_drafts(one: Somebody) -> None:
    """Letters begun while signed in, each step kept: one gone on with, one thrown away, one left
    as it is."""
    thrown, left = number(), number()
    answers = to_an_own_company(one)
    so_far: dict[str, str] = {}
    for step, asked in _ASKED.items():
        so_far |= {name: answers[name] for name in asked if name in answers}
        form = {**so_far, "draft": left, "at": step, "go": "next"}
        one.post("/letter/", form, expect=303)
        draft = LetterDraft.objects.for_owner(one.person).get(pk=left)
        assert {name: [value] for name, value in so_far.items()} == draft.answers, step
    text = {"subject": one.says("subject"), "body": one.says("body")}
    one.post(
        "/letter/", {**answers, **text, "draft": left, "at": "letter", "go": "letter"}, expect=303
    )
    assert one.says("body") in one.look(f"/letter/drafts/{left}/")

    one.post("/letter/", {**answers, "draft": thrown, "at": "details", "go": "next"}, expect=303)
    assert f"/letter/drafts/{thrown}/" in one.look("/cases/")
    page = one.post(f"/letter/drafts/{thrown}/throw-away/", {}, expect=200)
    assert one.word in page.content.decode()
    assert [draft.pk.hex for draft in LetterDraft.objects.for_owner(one.person)] == [
        left.replace("-", "")
    ]


# The steps of the way, and what each asks of somebody who writes to a company of their own.
_ASKED = {
    "platform": ("platform", "platform_name"),
    "wish": ("wish",),
    "home": ("residence",),
    "details": (
        "language", "delivery", "name", "address", "email", "profile", "handle", "account_email",
        "company_name", "company_address", "company_seat", "company_email",
    ),
    "situation": ("situation", "setting_switched_off_on"),
}  # fmt: skip


def write_to_several(one: Somebody) -> list[str]:
    """One wish to several companies; the cases that come of it."""
    before = _cases(one)
    answer = one.post(
        "/cases/several/",
        {
            "submission": number(), "platforms": ["x", "openai"], "wish": "objection:ai-training",
            "residence": "FR", "email": one.email, "name": one.says("name")[:100],
            "address": one.says("street"), "situation": f"{one.says('situation')}: I write.",
        },
    )  # fmt: skip
    for _stretch in range(20):
        if "2 of 2 written" in one.look(answer["Location"]):
            break
        one.post(answer["Location"], {})
    one.post(answer["Location"], {})
    made = [pk for pk in _cases(one) if pk not in before]
    assert len(made) == 2
    return made


def take_together(one: Somebody, cases: list[str], own: Case, refused: Case) -> None:
    """More than three letters as a ZIP, for which a job is done; one to print, made at once. Then
    all of them are marked as sent with one button, and one is closed."""
    page = one.post("/cases/bulk/", {"case": [*cases, str(own.pk), str(refused.pk)], "go": "zip"})
    one.wait_for_files(page["Location"])
    one.post(f"{page['Location']}stop/", {})
    one.post("/cases/bulk/", {"case": cases[:1], "go": "print"}, expect=200)
    sent = {"submission": number(), "sent_on": day(0), "channel": "post", "note": one.says("note")}
    one.post("/cases/bulk/", {"case": cases, "go": "sent", **sent})
    one.post("/cases/bulk/", {"case": cases[:1], "go": "close", "submission": number()})


def _cases(one: Somebody) -> list[str]:
    return [str(pk) for pk in Case.objects.for_owner(one.person).values_list("pk", flat=True)]
