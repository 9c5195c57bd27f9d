"""Forms about a person's own data."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from requests_app.accounts import retention
from requests_app.accounts.incoming_archive import largest_archive


class _PlainForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


def _words(months: int) -> str:
    if not months:
        return str(_("For ever"))
    return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}


class RetentionForm(_PlainForm):
    """How long closed cases are kept."""

    months = forms.TypedChoiceField(label=_("Keep closed cases"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = self.fields["months"]
        assert isinstance(months, forms.TypedChoiceField)
        months.choices = [(number, _words(number)) for number in retention.CHOICES]


class TakeOverForm(_PlainForm):
    """An export to take over."""

    archive = forms.FileField(
        label=_("The export, a ZIP file"),
        error_messages={"required": _("Choose the file to take over.")},
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
    with_settings = forms.BooleanField(
        label=_("Take over language, time zone and reminders as well"), required=False
    )

    def clean_archive(self) -> Any:
        archive = self.cleaned_data["archive"]
        if archive.size > largest_archive():
            raise ValidationError(
                _("This file is larger than %(most)d MB."),
                params={"most": largest_archive() // 1024 // 1024},
            )
        return archive


class ErasureForm(_PlainForm):
    """That the person means it."""

    sure = forms.BooleanField(
        label=_("I know that none of this can be brought back."),
        error_messages={"required": _("Tick the box if you want to erase everything.")},
    )
