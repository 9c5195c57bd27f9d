"""What the canary's people do when they complain: to the company, then to the authority."""

from __future__ import annotations

from requests_app.cases.models import Case, Letter
from requests_app.vault.models import SealedFile
from tests.drills.canary_person import Somebody, day, number


def complain_to_the_company(one: Somebody, case: Case) -> None:
    """In their own words, taken away, and recorded as handed in."""
    path = f"/cases/{case.pk}/complaint-controller/"
    one.look(path)
    one.post(f"{path}papers/", {"paper": one.file("mandate.txt", one.says("mandate").encode())})
    answers = _answers(one, case) | {"own_ground": one.says("ground")}
    one.post(path, {**answers, "go": "txt"}, expect=200)
    one.post(path, {**answers, **_handed_in(one, 38), "channel": "email"})


def complain_to_the_authority(one: Somebody, case: Case) -> None:
    """The whole file of the case, with every letter in it and the mandate first; handed in with
    words that they changed."""
    path = f"/cases/{case.pk}/complaint-authority/"
    answers = _answers(one, case) | {"grounds": "no_answer"}
    letters = Letter.objects.for_owner(one.person).filter(case=case)
    papers = [answers["mandate_file"], *(f"letter:{letter.pk}" for letter in letters)]
    one.post(path, {**answers, "go": "questions"})
    one.look(path)
    one.look(f"{path}letter/")
    one.post(path, {**answers, "bundle_asked": "1", "papers": papers, "go": "bundle"})
    one.wait_for_files(f"/cases/{case.pk}/bundle/")
    one.post(f"/cases/{case.pk}/bundle/stop/", {})
    edited = {"subject": one.says("subject"), "body": one.says("complaint"), "composed": "0"}
    one.post(path, {**answers, **edited, **_handed_in(one, 6), "channel": "form"})


def hear_from_the_authority(one: Somebody, case: Case) -> None:
    """All that it may say, with a reference, a note and whom it was passed on to."""
    path = f"/cases/{case.pk}/authority/"
    said = ("acknowledged", "asked", "transferred", "told", "decided")
    for days_ago, what in zip(range(5, 0, -1), said, strict=True):
        one.post(
            path,
            {
                "submission": number(), "what": what, "on": day(days_ago),
                "case_reference": f"{one.word}{what}", "passed_to": one.says("authority"),
                "note": one.says(f"note on {what}"),
            },
        )  # fmt: skip
    assert one.says("note on told") in one.look(path)


def _answers(one: Somebody, case: Case) -> dict[str, str]:
    """What both complaints ask; the mandate is the paper they put in."""
    kept = SealedFile.objects.for_owner(one.person).filter(reference__contains=case.pk)
    return {
        "told": "1", "harm": one.says("harm"), "language": "en", "mandate": "relative",
        "mandate_file": f"file:{kept.order_by('kept_at')[0].pk}",
    }  # fmt: skip


def _handed_in(one: Somebody, days_ago: int) -> dict[str, str]:
    return {
        "go": "lodge", "submission": number(), "on": day(days_ago),
        "case_reference": f"{one.word}reference",
    }  # fmt: skip
