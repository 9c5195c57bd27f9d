"""The way to a letter: what it asks, what it says when something is wrong, what it keeps."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

ANSWERS = {
    "platform": "linkedin",
    "wish": "objection:ai-training",
    "residence": "GB-ENG",
    "language": "en",
    "name": "Seán O’Brien",
    "address": "12 Garden Row\nLeeds",
    "email": "sean@example.org",
    "profile": "linkedin.com/in/sean",
    "delivery": "form",
    "situation": "I write under my own name and my style is how I earn my living.",
}


def send(client: Client, at: str, go: str = "next", **changes: str):
    return client.post("/letter/", {**ANSWERS, "at": at, "go": go, **changes})


def test_the_whole_way_ends_at_a_letter_and_stores_nothing(client: Client) -> None:
    page = send(client, "situation").content.decode()
    assert "LinkedIn Corporation" in page
    assert "Seán O’Brien" in page
    assert "session" not in client.cookies


@pytest.mark.parametrize(
    ("at", "field", "value", "says"),
    [
        ("platform", "platform", "", "Choose a platform or write the name of a company."),
        ("platform", "platform", "nosuch", "This platform is not in the directory."),
        ("wish", "wish", "", "Choose what you want the company to do."),
        ("wish", "wish", "objection:nonsense", "Choose one of the wishes listed."),
        ("home", "residence", "", "Choose where you live"),
        ("home", "residence", "US", "the laws known here apply there"),
        ("details", "name", "", "Give the name the letter is signed with."),
        ("details", "email", "not-an-address", "valid email address"),
        ("details", "language", "xx", "xx is not one of the available choices"),
        ("details", "name", "Zoë 🦊", "cannot be printed"),
        ("situation", "setting_switched_off_on", "2026-02-30", "valid date"),
        ("situation", "setting_switched_off_on", "2099-01-01", "in the future"),
    ],
)
def test_a_wrong_answer_is_said_at_its_step_and_everything_else_is_kept(
    client: Client, at: str, field: str, value: str, says: str
) -> None:
    answer = send(client, at, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    kept = "email" if field == "name" else "name"
    assert ANSWERS[kept] in page


def test_a_link_of_an_organisation_goes_straight_to_the_first_open_question(
    client: Client,
) -> None:
    page = client.get(
        "/letter/?platform=linkedin&right=objection&purpose=ai-training"
    ).content.decode()
    assert "Where do you live?" in page
    assert 'name="platform" value="linkedin"' in page


def test_nonsense_in_such_a_link_only_starts_at_the_beginning(client: Client) -> None:
    answer = client.get("/letter/?platform=%00<script>&right=x")
    assert answer.status_code in (200, 422)
    assert "<script>" not in answer.content.decode().replace("<script src", "")


@pytest.mark.parametrize("typed", ["LinkedIn", "https://www.linkedin.com/in/sean", "linkedin.com"])
def test_a_platform_is_found_by_what_people_type(client: Client, typed: str) -> None:
    page = send(client, "platform", platform="", platform_name=typed).content.decode()
    assert "What do you want LinkedIn to do?" in page


def test_a_company_of_ones_own_is_asked_for_its_address_and_gets_the_letter(
    client: Client,
) -> None:
    own = {"platform": "", "platform_name": "Corner Shop Ltd"}
    page = send(client, "home", **own).content.decode()
    assert "Corner Shop Ltd" in page
    page = send(
        client,
        "situation",
        company_name="Corner Shop Ltd",
        company_address="1 High Street\nYork",
        company_seat="GB",
        company_email="",
        wish="erasure:",
        erase_ground="not-needed",
        **own,
    ).content.decode()
    assert "Corner Shop Ltd" in page
    assert "1 High Street" in page


@pytest.mark.parametrize(
    ("residence", "says"),
    [("GB-SCT", "UK GDPR"), ("FR", "GDPR"), ("CH", "Swiss Data Protection Act")],
)
def test_the_law_is_said_in_a_sentence(client: Client, residence: str, says: str) -> None:
    page = client.get(
        "/letter/law/",
        {"platform": "linkedin", "wish": "objection:ai-training", "residence": residence},
    ).content.decode()
    assert "The law that applies:" in page
    assert says in page


def test_edits_survive_a_step_back_and_are_kept_when_answers_change(client: Client) -> None:
    import re

    page = send(client, "situation").content.decode()
    mark = re.search(r'name="composed" value="(\w+)"', page).group(1)
    edited = {"subject": "My own subject", "body": "My own words.", "composed": mark}
    page = send(client, "letter", "letter", **edited).content.decode()
    assert "My own words." in page
    page = send(
        client, "situation", situation="Something else entirely.", **edited
    ).content.decode()
    assert "My own words." in page
    assert "Your text was kept as it is" in page
    page = send(client, "letter", "anew", **edited).content.decode()
    assert "My own words." not in page


@pytest.mark.parametrize(("form", "starts"), [("pdf", b"%PDF-"), ("txt", b""), ("eml", b"")])
def test_the_letter_can_be_taken_away_in_three_forms(
    client: Client, form: str, starts: bytes
) -> None:
    answer = client.post(f"/letter/download/{form}/", {**ANSWERS, "at": "letter"})
    assert answer.status_code == 200
    assert answer.content.startswith(starts)
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    if form != "pdf":
        assert b"LinkedIn Corporation" in answer.content


def test_a_nul_byte_is_an_error_of_the_form_and_not_of_the_server(client: Client) -> None:
    assert send(client, "details", name="Amara\x00").status_code == 422


def test_a_right_the_law_there_does_not_know_is_said_before_anything_is_typed(
    client: Client,
) -> None:
    answer = send(client, "home", wish="restriction:", residence="CH")
    assert answer.status_code == 422
    assert "this is not a right of its own" in answer.content.decode()


def test_an_objection_to_a_use_of_ones_own_has_to_name_it(client: Client) -> None:
    answer = send(client, "situation", wish="objection:other")
    assert answer.status_code == 422
    assert "is missing" not in answer.content.decode()
    assert 'href="#id_processing"' in answer.content.decode()


# All questions on one page

ONE = {"layout": "one"}


def test_all_questions_stand_on_one_page_where_that_is_chosen(client: Client) -> None:
    page = client.get("/letter/?layout=one").content.decode()
    for question in ("Whom do you want to write to?", "What do you want?", "Where do you live?"):
        assert question in page
    assert "The further questions follow from these three." in page
    page = send(client, "situation", "show", **ONE).content.decode()
    for question in ("Your name", "Your situation", "Where do you live?"):
        assert question in page
    assert ANSWERS["situation"] in page


def test_on_one_page_what_is_in_the_way_of_the_further_questions_is_said(client: Client) -> None:
    asked = {"at": "situation", "layout": "one", "go": "show", "residence": ""}
    answer = client.post("/letter/", {**ANSWERS, **asked})
    assert answer.status_code == 422
    assert "Choose where you live" in answer.content.decode()
    # While somebody types, nothing is called wrong.
    answer = client.post("/letter/", {**ANSWERS, **asked}, headers={"HX-Request": "true"})
    assert answer.status_code == 200


def test_one_page_leads_to_the_letter_and_back_without_loss(client: Client) -> None:
    page = send(client, "situation", **ONE).content.decode()
    assert "Your letter" in page
    assert "LinkedIn Corporation" in page
    page = send(client, "letter", "back", **ONE).content.decode()
    assert "Your letter in one go" in page
    assert 'value="Seán O’Brien"' in page


def test_questions_not_seen_yet_are_not_called_wrong(client: Client) -> None:
    form = {"layout": "one", "at": "situation", "go": "next", "platform": "linkedin"}
    form |= {"wish": "objection:ai-training", "residence": "FR"}
    page = client.post("/letter/", form).content.decode()
    assert "Your name" in page
    assert "Please look at this again" not in page
    page = client.post("/letter/", {**form, "shown": ["details", "situation"]}).content.decode()
    assert "Give the name the letter is signed with." in page


def test_one_can_go_over_to_steps_and_back_with_all_answers(client: Client) -> None:
    page = send(client, "details", "one").content.decode()
    assert "Your letter in one go" in page
    page = send(client, "situation", "steps", **ONE).content.decode()
    assert "Why does it matter for you?" in page
    assert 'name="name" value="Seán O’Brien"' in page


# For somebody else


def test_a_letter_for_somebody_else_says_so_and_asks_for_the_mandate(client: Client) -> None:
    other = {"for_whom": "relative", "their_name": "Maeve O’Brien", "their_address": "Cork"}
    page = send(client, "situation", **other).content.decode()
    assert "on behalf of Maeve O’Brien" in page
    text = client.post("/letter/download/txt/", {**ANSWERS, **other, "at": "letter"})
    assert "Mandate of Maeve O’Brien" in text.content.decode()


def test_whoever_writes_for_somebody_else_is_asked_for_whom(client: Client) -> None:
    answer = send(client, "details", for_whom="client", their_name="")
    assert answer.status_code == 422
    assert "Give the name of the person you write for." in answer.content.decode()


# While it is being written


def test_the_letter_so_far_stands_beside_the_questions(client: Client) -> None:
    page = send(client, "home", name="", situation="").content.decode()
    assert "[Your name]" in page
    assert "LinkedIn Corporation" in page
    page = send(client, "details", situation="").content.decode()
    assert "[Your situation]" in page
    assert "Seán O’Brien" in page


@pytest.mark.parametrize(
    ("wish", "typed"),
    [
        ("objection:ai-training", {"use-irreversible": "on", "say-irreversible": ""}),
        ("objection:other", {}),
        ("erasure:", {}),
        ("access:", {"email": "not-an-address", "address": ""}),
        ("rectification:", {}),
        ("restriction:", {"name": ""}),
        ("withdrawal:", {}),
        ("human-review:", {"decision_on": "2026-02-30"}),
    ],
)
@pytest.mark.parametrize("residence", ["GB-ENG", "FR", "DE", "CH"])
def test_the_preview_shows_any_letter_before_it_is_whole(
    client: Client, wish: str, typed: dict[str, str], residence: str
) -> None:
    form = {**ANSWERS, "situation": "", "wish": wish, "residence": residence, **typed}
    answer = client.post("/letter/preview/", {**form, "at": "situation"})
    if (wish, residence) == ("restriction:", "CH"):
        assert answer.status_code == 204
        return
    assert answer.status_code == 200
    assert "LinkedIn" in answer.content.decode()


def test_before_company_wish_and_place_are_known_there_is_nothing_to_show(client: Client) -> None:
    assert client.post("/letter/preview/", {"at": "wish", "platform": "x"}).status_code == 204


@pytest.mark.parametrize("step", ["platform", "wish", "home", "details", "situation"])
def test_every_question_says_why_it_is_asked(client: Client, step: str) -> None:
    page = send(client, step, step).content.decode()
    assert "Why do you ask?" in page


@pytest.mark.parametrize("written", ["DE", "de", "DE-BE", "de_by"])
def test_a_link_may_name_the_place_as_precisely_as_it_likes(client: Client, written: str) -> None:
    link = f"/letter/?platform=linkedin&right=objection&purpose=ai-training&residence={written}"
    page = client.get(link).content.decode()
    assert 'name="residence" value="DE"' in page
    assert "Where do you live?" not in page


def test_a_link_that_names_no_place_known_here_leaves_the_question_open(client: Client) -> None:
    page = client.get("/letter/?platform=linkedin&wish=erasure:&residence=US-CA").content.decode()
    assert "Where do you live?" in page
