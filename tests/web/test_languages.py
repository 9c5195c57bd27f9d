"""The interface is whole in each of its languages: nothing untranslated, no placeholder lost."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from requests_app.accounts.models import User
from tests.people import open_case_for
from tests.services import program

LOCALE = Path(settings.BASE_DIR) / "locale"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_missing_or_doubtful(language: str) -> None:
    po = catalogue(language)
    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_lost(language: str) -> None:
    for entry in catalogue(language):
        wanted = set(PLACEHOLDER.findall(entry.msgid))
        if not entry.msgid_plural:
            assert set(PLACEHOLDER.findall(entry.msgstr)) == wanted, entry.msgid
            continue
        # The form for exactly one may say "one" instead of the number.
        every = set(PLACEHOLDER.findall(entry.msgid_plural))
        for form in entry.msgstr_plural.values():
            assert set(PLACEHOLDER.findall(form)) <= every, entry.msgid
        assert set(PLACEHOLDER.findall(entry.msgstr_plural[max(entry.msgstr_plural)])) == every


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_was_translated(language: str) -> None:
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))
    words = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in compiled}
    for entry in catalogue(language):
        if not entry.msgid_plural:
            assert words[entry.msgctxt, entry.msgid] == entry.msgstr, entry.msgid


def test_every_string_of_the_source_is_in_every_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django reads the source again, as for a translator, and finds nothing new or changed."""
    program("xgettext", "gettext")
    for name in ("dsr_project", "requests_app", "templates", "locale"):
        unread = shutil.ignore_patterns("data", "static", "__pycache__", "migrations")
        shutil.copytree(Path(settings.BASE_DIR) / name, tmp_path / name, ignore=unread)
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=LANGUAGES, no_wrap=True, no_location=True, verbosity=0)
    for language in LANGUAGES:
        found = polib.pofile(str(tmp_path / "locale" / language / "LC_MESSAGES" / "django.po"))
        missing = [entry.msgid for entry in found if not entry.translated() or entry.fuzzy]
        assert missing == [], f"locale/{language} lacks these; see docs/adding.md"
        left = [entry.msgid for entry in found.obsolete_entries()]
        assert left == [], f"locale/{language} has these that nothing says any more"


def test_no_name_hides_a_string_from_the_translators() -> None:
    """The extractor knows gettext's own names and the underscore."""
    renamed = re.compile(r"import n?p?gettext\w* as (?!_$)(\w+)", re.MULTILINE)
    for folder in ("requests_app", "dsr_project"):
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            assert renamed.findall(path.read_text(encoding="utf-8")) == [], path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "says"),
    [("de", ("Nächster Schritt", ". Oktober 20")), ("fr", ("Étape suivante", " octobre 20"))],
)
def test_a_case_is_shown_in_the_language_of_the_page(
    client: Client, amara: User, language: str, says: tuple[str, ...]
) -> None:
    sent = timezone.localdate().replace(month=9, day=1)
    if sent > timezone.localdate() - timedelta(days=1):
        sent = sent.replace(year=sent.year - 1)
    case = open_case_for(amara, sent)
    client.force_login(amara)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert f'<html lang="{language}">' in page
    for words in says:
        assert words in page
    assert "How was this computed" not in page
