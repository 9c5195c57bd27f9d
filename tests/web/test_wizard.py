"""The way to a letter: what it asks, what it says when something is wrong, what it keeps."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from requests_app.accounts.models import User
from requests_app.letters.models import LetterDraft

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
    assert "Why does it matter to you?" in page
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


@pytest.mark.parametrize(
    ("link", "chosen"),
    [
        ("right=objection&purpose=ai-training", "objection:ai-training"),
        ("right=objection&purpose=marketing", "objection-marketing:"),
        ("right=objection-marketing", "objection-marketing:"),
        ("right=erasure", "erasure:"),
        ("wish=access:", "access:"),
    ],
)
def test_a_link_names_the_wish_as_people_would(client: Client, link: str, chosen: str) -> None:
    page = client.get(f"/letter/?platform=linkedin&{link}").content.decode()
    assert "Where do you live?" in page
    assert f'name="wish" value="{chosen}"' in page


@pytest.mark.parametrize("link", ["right=objection", "right=objection&purpose=x", "wish=nonsense"])
def test_a_link_that_names_no_wish_known_here_leaves_the_question_open(
    client: Client, link: str
) -> None:
    answer = client.get(f"/letter/?platform=linkedin&{link}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "What do you want LinkedIn to do?" in page
    assert "Please look at this again" not in page
    assert " checked" not in page


# What the letter itself finds wanting

NO_GROUNDS = {"situation": ""}


def test_an_objection_without_grounds_is_said_beside_the_letter_so_far(client: Client) -> None:
    answer = send(client, "situation", **NO_GROUNDS)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "needs grounds of your own" in page
    assert 'id="so-far"' in page
    assert "[Your situation]" in page


def test_on_one_page_it_is_said_there_and_no_question_is_lost(client: Client) -> None:
    answer = send(client, "situation", **NO_GROUNDS, **ONE)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "needs grounds of your own" in page
    assert "Your letter in one go" in page
    assert 'id="so-far"' in page
    for question in ("Whom do you want to write to?", "Your name", "Your situation"):
        assert question in page
    assert 'value="Seán O’Brien"' in page


# Deletion and its reasons


def test_deletion_is_explained_as_deletion_and_each_reason_in_plain_words(client: Client) -> None:
    page = send(client, "situation", "situation", wish="erasure:").content.decode()
    assert "What should they delete, and why?" in page
    assert "Why does it matter to you?" not in page
    assert "An objection is weighed" not in page
    assert "Deletion is not owed in every case" in page
    assert "The usual one for “I want everything gone”" in page
    assert "(withdrawal of consent)" in page
    assert "With another reason the letter leaves this out." in page
    page = send(client, "situation", "situation", wish="access:").content.decode()
    assert "What exactly do you ask for?" in page
    assert "The clearer the request" in page


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("erasure:", "Choose why they should delete it."),
        ("restriction:", "Choose why they should only store it."),
    ],
)
def test_a_choice_left_open_is_named(client: Client, wish: str, says: str) -> None:
    answer = send(client, "situation", wish=wish)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "This field is required." not in answer.content.decode()


def test_a_deletion_because_of_an_objection_needs_grounds_too(client: Client) -> None:
    asked = {"wish": "erasure:", "erase_ground": "objection", "situation": ""}
    answer = send(client, "situation", **asked)
    assert answer.status_code == 422
    assert "An objection needs grounds of your own" in answer.content.decode()
    # Swiss law asks for none (FADP Art. 30(2)(b)).
    assert send(client, "situation", **asked, residence="CH").status_code == 200
    assert send(client, "situation", **{**asked, "erase_ground": "not-needed"}).status_code == 200


# One name, several companies


def test_a_name_that_several_go_by_is_asked_about(client: Client) -> None:
    answer = send(client, "platform", platform="", platform_name="Meta")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Which one?" in page
    for name in ("facebook", "instagram", "threads", "whatsapp"):
        assert f'id="found-{name}"' in page
    assert "Another company of this name" in page
    assert "/cases/several/" in page
    chosen = send(client, "platform", platform="threads", platform_name="Meta")
    assert "What do you want Threads to do?" in chosen.content.decode()
    own = send(client, "platform", platform="own", platform_name="Meta").content.decode()
    assert "What do you want the company to do?" in own


@pytest.mark.parametrize(
    ("typed", "name"), [("X", "X"), ("twitter", "X"), ("WhatsApp", "WhatsApp")]
)
def test_a_name_of_its_own_is_not_asked_about(client: Client, typed: str, name: str) -> None:
    page = send(client, "platform", platform="", platform_name=typed).content.decode()
    assert f"What do you want {name} to do?" in page


def test_what_is_suggested_while_typing_leaves_none_out(client: Client) -> None:
    page = client.get("/letter/companies/?platform_name=Meta").content.decode()
    for name in ("facebook", "instagram", "threads", "whatsapp"):
        assert f'value="{name}"' in page


def test_a_company_chosen_by_its_name_is_still_chosen_after_a_step_back(client: Client) -> None:
    page = send(client, "wish", "back", platform="spotify", platform_name="spot").content.decode()
    assert 'id="found-spotify" value="spotify" checked' in page
    assert page.count(" checked") == 1


# Who is writing, and how it is sent


def test_where_no_mail_address_is_published_the_choice_says_so(client: Client) -> None:
    page = send(client, "details", "details", platform="x", residence="FR").content.decode()
    assert "By e-mail (no address is published)" in page
    assert "No e-mail address of X for this is published" in page
    page = send(client, "situation", platform="x", delivery="email").content.decode()
    assert "No e-mail address of the recipient is known here" in page
    page = send(client, "details", "details", platform="openai", residence="FR").content.decode()
    assert "no address is published" not in page


@pytest.mark.parametrize(
    ("platform", "example"),
    [
        ("linkedin", "linkedin.com/in/your-name"),
        ("facebook", "facebook.com/your.name"),
        ("openai", "the address of your page there, if you have one"),
    ],
)
def test_the_profile_is_asked_for_as_it_looks_there(
    client: Client, platform: str, example: str
) -> None:
    page = send(client, "details", "details", platform=platform).content.decode()
    assert example in page
    assert "Phone number of your account" not in page


def test_where_people_are_known_by_their_number_it_is_asked_for_and_printed(
    client: Client,
) -> None:
    page = send(client, "details", "details", platform="whatsapp").content.decode()
    assert "Phone number of your account" in page
    assert "Address of your profile" not in page
    number = {"platform": "whatsapp", "account_phone": "+44 7700 900123"}
    page = send(client, "situation", **number).content.decode()
    assert "Phone number of the account: +44 7700 900123" in page


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pl", "pt"])
def test_the_number_is_printed_in_every_language(client: Client, language: str) -> None:
    number = {"platform": "telegram", "account_phone": "+49 30 901820", "profile": ""}
    form = {**ANSWERS, **number, "language": language, "residence": "AT", "at": "letter"}
    text = client.post("/letter/download/txt/", form).content.decode()
    assert re.search(r"^- \w.*[\s\xa0]?: \+49 30 901820$", text, re.MULTILINE)


def test_all_that_is_missing_of_whoever_writes_is_said_at_once(client: Client) -> None:
    page = send(client, "details", name="", email="", address="").content.decode()
    assert "Give the name the letter is signed with." in page
    assert "Give an e-mail or a postal address" in page
    page = send(client, "details", name="", email="wrong", address="").content.decode()
    assert "Give an e-mail or a postal address" not in page


def test_a_company_of_ones_own_is_asked_about_first(client: Client) -> None:
    own = {"platform": "own", "platform_name": "Corner Shop Ltd"}
    page = send(client, "details", "details", **own).content.decode()
    assert page.index("The company you write to") < page.index("Name of the company")
    assert page.index('for="id_company_seat"') < page.index('for="id_name"')


# The letter's own page


def test_the_recipient_stands_with_one_full_stop_and_the_text_can_be_copied(
    client: Client,
) -> None:
    page = send(client, "situation", platform="facebook").content.decode()
    assert "Recipient: Meta Platforms, Inc." in page
    assert "Inc.." not in page
    assert 'data-copy="as-text"' in page
    assert "Copy the text" in page
    edited = {"subject": "Mine", "body": "My own words.", "at": "letter"}
    page = client.post("/letter/preview/", {**ANSWERS, **edited}).content.decode()
    copied = page[page.index('id="as-text"') :]
    assert "My own words." in copied


def test_the_day_of_an_earlier_try_to_record_is_not_carried_into_a_later_one(
    client: Client, amara: User
) -> None:
    tried = {"sent_on": "2026-11-01", "channel": "form", "submission": str(uuid.uuid4())}
    back = send(client, "letter", go="letter", **tried).content.decode()
    for name in ("sent_on", "submission", "received_on"):
        assert f'name="{name}"' not in back
    client.force_login(amara)
    send(client, "details", **tried)
    draft = LetterDraft.objects.for_owner(amara).get()
    assert not {"sent_on", "channel", "submission"} & set(draft.answers)


def test_a_name_typed_beside_a_company_chosen_before_is_asked_about(client: Client) -> None:
    answer = send(client, "platform", platform="github", platform_name="Spotify")
    assert answer.status_code == 422
    assert "One company is chosen and another one is typed." in answer.content.decode()
    for chosen, typed in (("github", "git hub"), ("linkedin", "Spotify"), ("github", "")):
        assert send(client, "platform", platform=chosen, platform_name=typed).status_code != 422
