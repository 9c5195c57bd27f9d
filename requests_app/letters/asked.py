"""Where in the wizard something was asked for that a letter finds missing or wrong."""

from __future__ import annotations

from django import forms

from requests_app.letters.errors import LetterError


def step_of(error: LetterError) -> str:
    """The step at which what a letter is missing was asked for."""
    root = error.field.partition(".")[0]
    if root in {
        "writer", "represented", "mandate", "account", "language", "company", "delivery",
        "residence",
    }:  # fmt: skip
        return "details"
    return "situation"


def field_of(error: LetterError) -> str:
    """The name of the form's field in which what was wrong was typed."""
    root, _dot, rest = error.field.partition(".")
    name = rest.rpartition(".")[2] or root
    if root == "account" and name in {"email", "phone"}:
        return f"account_{name}"
    return {"represented": f"their_{name}", "company": f"company_{name}"}.get(root, name)


def say_at_its_field(form: forms.Form, error: LetterError) -> None:
    """Put what a letter is missing at the field of this (bound) form that asked for it."""
    form.is_valid()
    field = field_of(error)
    if field in form.fields:
        label = str(form.fields[field].label)
        form.add_error(field, error.message.replace(error.field, f"“{label}”", 1))
    else:
        form.add_error(None, error.message)
