"""From the complaint's page to its file: which papers, in which words, begun beside the request."""

from __future__ import annotations

from collections.abc import Sequence

from requests_app.cases.sending import request_as_data
from requests_app.complaints import dossier, services
from requests_app.complaints.desk import Desk, Written, request_in
from requests_app.complaints.forms import ComplaintForm, FileForm
from requests_app.letters.compose import compose


def papers_for(desk: Desk, form: ComplaintForm, code: str) -> list[dossier.Paper]:
    """What the case holds, titled in the complaint's language; the mandate first."""
    answers = form.cleaned_data if form.is_bound and form.is_valid() else {}
    choice = desk.choice(answers.get("place_chosen"))
    return desk.papers(code, choice, answers.get("mandate_file") or "")


def label(paper: dossier.Paper) -> str:
    """What a paper is called where it is chosen: a file with its own name, said once."""
    named = paper.id.startswith("file:") and paper.name != paper.title
    return f"{paper.title} ({paper.name})" if named else paper.title


def start_bundle(
    desk: Desk,
    form: ComplaintForm,
    written: Written,
    papers: Sequence[dossier.Paper],
    chosen: FileForm,
) -> None:
    """Begin to make the file. Raises dossier.PaperGone and LetterError before it begins."""
    answers, text = form.cleaned_data, written.text
    code = text.language
    wanted = set(chosen.cleaned_data["papers"])
    found = dossier.exhibits(desk.case, [one for one in papers if one.id in wanted], code)
    copy = None
    if chosen.cleaned_data.get("with_copy"):
        copy = compose(request_in(desk, answers, written.copy_language))
    assert written.asked.history is not None
    choice = desk.choice(answers.get("place_chosen"))
    story = dossier.story(
        desk.events, desk.now, written.asked.history, code, desk.names(choice), desk.today
    )
    capacity = str(dossier.words(code)["capacities"].get(answers.get("mandate") or "", ""))
    order = dossier.order(
        code=code,
        complaint=text,
        working_copy=copy,
        chronology=story,
        found=found,
        represented=written.asked.represented,
        capacity=capacity,
        reference=written.asked.history.authority_reference,
    )
    services.start_bundle(desk.case, order, request_as_data(written.asked), text)
