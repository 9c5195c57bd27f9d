"""What every page of the way to a letter shows around its questions."""

from __future__ import annotations

from typing import Any

from requests_app.directory import queries as directory
from requests_app.letters.forms import StepForm
from requests_app.letters.wizard import COMPOSED, STEPS, Unanswered, Wizard


def companies_shown() -> dict[str, Any]:
    """The companies one can choose from: those of the article first, and all by name."""
    first = [directory.platform(name) for name in directory.FIRST_PLATFORMS]
    return {"first_platforms": first, "all_platforms": directory.platforms()}


def frame(wizard: Wizard, step: str, form: StepForm, *more: StepForm) -> dict[str, Any]:
    """The page's context: the step, the way so far, and what is known by now. `more` are further
    forms on the same page."""
    names = list(STEPS)
    known: dict[str, Any] = {"platform": None, "regime": None, "own_company": False}
    try:
        known["own_company"] = wizard.own_company
        known["platform"] = wizard.platform
        known["kind"], known["purpose"] = wizard.kind, wizard.purpose
        known["regime"] = wizard.regime
    except Unanswered:
        pass
    return {
        "nav": "write",
        "form": form,
        "step": step,
        "steps": [
            {"id": name, "label": label, "done": names.index(name) < names.index(step)}
            for name, label in STEPS.items()
        ],
        "is_first": step == names[0],
        # The letter's own page says anew which text was composed.
        "carried": list(wizard.carried(form, *more, but=[COMPOSED] if step == "letter" else [])),
        **known,
    }
