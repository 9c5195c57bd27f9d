"""The way from a wish to a letter, a step at a time, without keeping anything.

All answers travel in the form itself: each page carries the other steps' answers as hidden fields
and nothing rests on the server. So a step back loses nothing, and closing the page forgets all.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from requests_app.directory import queries as directory
from requests_app.directory.records import Entity, Platform
from requests_app.law import RegimeChoice, choose_regime
from requests_app.letters import catalogue
from requests_app.letters.advice import only_in_english
from requests_app.letters.catalogue import languages_under
from requests_app.letters.compose import compose
from requests_app.letters.contracts import LetterRequest
from requests_app.letters.details_form import DetailsForm
from requests_app.letters.drafts import Draft, digest, normal
from requests_app.letters.forms import (
    OWN_COMPANY,
    HomeForm,
    LetterForm,
    PlatformForm,
    StepForm,
    WishForm,
)
from requests_app.letters.from_answers import request_of
from requests_app.letters.language import spoken_in
from requests_app.letters.situation_form import SituationForm
from requests_app.letters.ways import without_email

STEPS: dict[str, str | Promise] = {
    "platform": _("Company"),
    "wish": _("Your wish"),
    "home": _("Where you live"),
    "details": _("Your details"),
    "situation": _("Your situation"),
    "letter": _("The letter"),
}
# What an organisation may prefill in a link to the wizard, beside the wish (letters.wishes).
PREFILL = ("platform", "residence")
CONTROLS = frozenset({"csrfmiddlewaretoken", "at", "go", "shown", "stay", "site_language"})
# Marks the text that was composed before the person edited it, if they did.
COMPOSED = "composed"
# What travels with the answers and is none: the draft's number, and how the questions are shown.
_ABOUT_THE_WAY = frozenset({"draft", "layout"})
# What the page after the letter asks: said once for each sending, and never carried on.
_OF_THE_SENDING = frozenset({"sent_on", "channel", "received_on", "submission"})
_MAX_VALUE = 50_000


class Unanswered(Exception):
    """A step that must be answered first."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class Wizard:
    """The answers given so far, read from one submitted form."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data

    # -- answers -------------------------------------------------------------------------------

    def form(self, step: str) -> StepForm:
        """The step's form bound to the answers; raises Unanswered if an earlier one is missing."""
        return self._make(step, data=self.data)

    def blank_form(self, step: str) -> StepForm:
        """The step's form showing the answers without judging them."""
        form = self._make(step)
        for name, field in form.fields.items():
            if name in self.data:
                value = field.widget.value_from_datadict(self.data, self.data, name)
                form.initial[name] = value
        return form

    def _make(self, step: str, **kwargs: Any) -> StepForm:
        if step == "platform":
            return PlatformForm(**kwargs)
        if step == "wish":
            return WishForm(**kwargs)
        if step == "home":
            return HomeForm(is_written_for=self._is_written_for, **kwargs)
        if step == "details":
            initial = {"language": self._usual_language(), "delivery": self._usual_delivery()}
            if self.own_company:
                initial["company_name"] = self.answers("platform").get("platform_name", "")
            return DetailsForm(
                kind=self.kind,
                regime=self.regime.regime,
                own_company=self.own_company,
                only_in_english=self._only_in_english(),
                platform=self.platform,
                without_email=self._without_email(),
                initial=initial,
                **kwargs,
            )
        if step == "situation":
            return SituationForm(
                kind=self.kind,
                purpose=self.purpose,
                regime=self.regime.regime,
                language=get_language() or "en",
                **kwargs,
            )
        return LetterForm(**kwargs)

    def answers(self, step: str) -> dict[str, Any]:
        """The step's valid answers; raises Unanswered otherwise."""
        if step not in self._answers:
            form = self.form(step)
            if not form.is_valid():
                raise Unanswered(step)
            self._answers[step] = form.cleaned_data
        return self._answers[step]

    @cached_property
    def _answers(self) -> dict[str, dict[str, Any]]:
        return {}

    def first_unanswered(self, up_to: str) -> str | None:
        """The earliest step, up to and with this one, that is not validly answered."""
        for step in STEPS:
            try:
                self.answers(step)
            except Unanswered as missing:
                return missing.step
            if step == up_to:
                break
        return None

    def carried(self, *shown: forms.Form, but: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
        """Names and values of all answers that the shown forms do not themselves ask for."""
        asked = {name for form in shown for name in form.fields}.union(but)
        for name in self.data:
            if name not in CONTROLS | _OF_THE_SENDING and name not in asked:
                for value in self.data.getlist(name):
                    yield name, value[:_MAX_VALUE]

    def given(self) -> dict[str, list[str]]:
        """All answers by the name of their field, as they were typed, without empty ones."""
        return {
            name: [value[:_MAX_VALUE] for value in self.data.getlist(name)]
            for name in self.data
            if name not in CONTROLS | _ABOUT_THE_WAY | _OF_THE_SENDING
            and any(self.data.getlist(name))
        }

    def forget_edits(self) -> None:
        """Take the edited text out of the answers: the letter is written anew from the others."""
        for name in ("subject", "body", COMPOSED):
            self.data.pop(name, None)

    @property
    def draft_id(self) -> uuid.UUID | None:
        """The number of the draft that these answers are, if they are one."""
        try:
            return uuid.UUID(self.data.get("draft", ""))
        except ValueError:
            return None

    @property
    def on_one_page(self) -> bool:
        """Whether the person chose to have all questions on one page."""
        return self.data.get("layout") == "one"

    # -- what follows from the answers ---------------------------------------------------------

    @property
    def own_company(self) -> bool:
        return bool(self.answers("platform")["platform"] == OWN_COMPANY)

    @property
    def platform(self) -> Platform | None:
        """The platform of the directory, or None for a company of one's own."""
        return (
            None if self.own_company else directory.platform(self.answers("platform")["platform"])
        )

    @property
    def kind(self) -> catalogue.Kind:
        return catalogue.kind(self.answers("wish")["wish"].partition(":")[0])

    @property
    def purpose(self) -> str:
        return str(self.answers("wish")["wish"].partition(":")[2])

    @property
    def residence(self) -> str:
        return str(self.answers("home")["residence"])

    @cached_property
    def regime(self) -> RegimeChoice:
        """The law that applies, with the reason in the language of the page."""
        return self._regime_at(self.residence)

    def _regime_at(self, residence: str) -> RegimeChoice:
        return choose_regime(residence, self._seat(residence), language=get_language() or "en")

    def _is_written_for(self, residence: str) -> bool:
        """Whether the wish is a letter under the law that applies to whoever lives there."""
        return self._regime_at(residence).regime in self.kind.regimes

    def _seat(self, residence: str) -> str | None:
        region = {"GB": "UK", "CH": "CH"}.get(residence[:2], "EEA")
        controller = self._controller(region)
        return controller.seat if controller else None

    def _controller(self, region: str) -> Entity | None:
        platform = self.platform
        return platform.controller(region, timezone.localdate()) if platform else None

    def _without_email(self) -> str:
        """What is said of sending by e-mail where no address is known; "" if one is or may be."""
        platform = self.platform
        controller = self._controller(directory.region_of(self.regime.regime))
        if platform is None or (controller and controller.email):
            return ""
        return without_email(platform.name, self.routes())

    def _usual_language(self) -> str:
        """A language the reader of the letter and the person share as far as can be known."""
        offered = self.kind.languages(self.regime.regime)
        for code in self._own_languages():
            if code in offered and code != "en":
                return code
        at_home = spoken_in().get(self.residence[:2], "en")
        return at_home if at_home in offered else offered[0]

    def _own_languages(self) -> tuple[str, ...]:
        """The language of the page and the one of the place the person lives in, if known."""
        return get_language() or "en", spoken_in().get(self.residence[:2], "")

    def _only_in_english(self) -> str:
        """A sentence if this one letter does not exist in the person's language; "" if it does."""
        offered = self.kind.languages(self.regime.regime)
        for code in self._own_languages():
            if code in languages_under(self.regime.regime):
                return "" if code in offered else only_in_english(code)
        return ""

    def _usual_delivery(self) -> str:
        channels = [route.channel for route in self.routes()]
        return next((c for c in channels if c in ("form", "email", "post")), "email")

    def routes(self) -> tuple[Any, ...]:
        """The ways to this company for this right, the recommended first."""
        platform = self.platform
        if platform is None:
            return ()
        regime = self.regime.regime
        right = "ai_training" if self.purpose == "ai-training" else self.kind.rights[regime][0]
        return platform.routes(right, directory.region_of(regime), timezone.localdate())

    def request(self) -> LetterRequest:
        """The request to compose the letter from, of today; raises Unanswered."""
        return request_of(self)

    def draft(self) -> Draft:
        """The letter, with the person's edits if any; raises Unanswered, LetterError."""
        request = self.request()
        composed = compose(request)
        subject, body = self.data.get("subject", ""), self.data.get("body", "")
        fresh = digest(composed.subject, composed.body)
        before = self.data.get(COMPOSED, "")
        untouched = not body.strip() or digest(subject, body) == before
        if untouched:
            return Draft(request, composed, composed, overtaken=False)
        edited = composed.edited(subject, normal(body))
        return Draft(request, composed, edited, overtaken=before not in ("", fresh))
