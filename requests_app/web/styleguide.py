"""The components of the pages in all their states, for whoever changes one. Shown in DEBUG only."""

from __future__ import annotations

import uuid
from datetime import date
from types import SimpleNamespace
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from requests_app import law
from requests_app.cases.explained import explained
from requests_app.cases.occurrences import occurrence
from requests_app.cases.progress import Station
from requests_app.letters.wizard import STEPS

_SENT = date(2026, 9, 3)
_TONES = ("", "good", "warn", "late")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component, made with the templates the pages use; 404 outside of DEBUG."""
    if not settings.DEBUG:
        raise Http404
    context = {
        "tones": _TONES,
        "cards": [
            {"path": "", "title": "A card", "text": "That leads nowhere.", "source": ""},
            {"path": "#", "title": "A card", "text": "All of it a link.", "source": ""},
            {"path": "#", "title": "A card", "text": "With its source.", "source": "Notice, 2026"},
        ],
        "ways": [_steps(step) for step in ("platform", "details", "letter")],
        "lines": _lines(),
        "deadlines": _deadlines(),
        "timeline": _timeline(),
        "messages": _messages(),
        "form": _Example({"name": "", "day": "2026-02-30", "note": "Kept as it was typed."}),
        "empty_form": _Example(),
        "jobs": [(0, 0), (1, 4), (4, 4)],
    }
    return render(request, "web/styleguide.html", context)


def _steps(at: str) -> dict[str, Any]:
    names = list(STEPS)
    return {
        "step": at,
        "steps": [
            {"id": name, "label": label, "done": names.index(name) < names.index(at)}
            for name, label in STEPS.items()
        ],
    }


def _lines() -> list[list[Station]]:
    return [
        [Station("Sent", None, "")],
        [Station("Sent", _SENT, "done"), Station("Due", date(2026, 10, 5), "next")],
        [Station("Sent", _SENT, "done"), Station("Due", date(2026, 10, 5), "late")],
    ]


def _deadlines() -> list[dict[str, Any]]:
    """Real ones: running, estimated, on hold, and one the person set."""
    told = [
        ("uk", "objection", "GB-ENG", [("sent", _SENT), ("received", _SENT)]),
        ("eu", "access", "IE", [("sent", _SENT)]),
        ("uk", "access", "GB-ENG", [("received", _SENT), ("identity_asked", date(2026, 9, 7))]),
        ("ch", "objection", "CH", [("sent", _SENT), ("received", _SENT)]),
    ]
    shown = []
    for regime, right, seat, happened in told:
        events = [law.Event(kind, on) for kind, on in happened]
        found = law.deadlines(regime, right, seat, events, date(2026, 9, 20))
        shown += [explained(one) for one in found if one.kind in ("response", "self_set")]
    return shown


def _timeline() -> list[SimpleNamespace]:
    def entry(kind: str, on: date, **more: Any) -> SimpleNamespace:
        usual: dict[str, Any] = {
            "facts": [], "note": "", "text": "", "replaced": False, "corrects": False,
            "correctable": False,
        }  # fmt: skip
        event = SimpleNamespace(on=on, letter_id=None, pk=uuid.UUID(int=0))
        return SimpleNamespace(event=event, what=occurrence(kind), **{**usual, **more})

    return [
        entry("sent", _SENT, facts=["through their web form"]),
        entry("received", date(2026, 9, 4), replaced=True),
        entry("received", _SENT, corrects=True),
        entry("identity_asked", date(2026, 9, 7), text="Please verify your identity.", note="Odd."),
    ]


def _messages() -> list[Message]:
    return [
        Message(constants.SUCCESS, "Recorded."),
        Message(constants.SUCCESS, "Recorded for 3 cases.", extra_tags="#undo"),
        Message(constants.WARNING, "Something to look at."),
        Message(constants.ERROR, "It was not recorded."),
    ]


class _Example(forms.Form):
    """A form of every kind of field."""

    name = forms.CharField(label="A line", help_text="Help stays near.")
    day = forms.DateField(
        label="A day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    way = forms.ChoiceField(
        label="One of several",
        choices=[("a", "This"), ("b", "That")],
        widget=forms.RadioSelect,
        required=False,
    )
    land = forms.ChoiceField(
        label="One of many", choices=[("", "Choose…"), ("a", "This"), ("b", "That")]
    )
    sure = forms.BooleanField(label="A box to tick", required=False)
    note = forms.CharField(label="Several lines", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
