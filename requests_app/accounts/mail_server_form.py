"""The mail server of a personal instance, asked for in its parts."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.reminders.mail_url import MailServer, MailUrlError, is_this_machine, parse, write

ENCRYPTIONS = (
    # As the help pages of providers call them.
    ("smtps", _("SSL/TLS (port 465)")),
    ("smtp+tls", _("STARTTLS (port 587)")),
    ("smtp", _("None, for a server on this computer (port 25)")),
)


class MailServerForm(forms.Form):
    """What a provider's help tells about its server for outgoing mail.

    `address()` is the same as one address, once the form is valid.
    """

    host = forms.CharField(
        label=_("Server"),
        max_length=255,
        help_text=_(
            "For example smtp.example.org. Your provider’s help calls it SMTP server or server for "
            "outgoing mail."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Give the name of the server.")},
    )
    encryption = forms.ChoiceField(
        label=_("Encryption"), choices=ENCRYPTIONS, initial="smtps", widget=forms.RadioSelect
    )
    port = forms.IntegerField(
        label=_("Port, if it is another one"), required=False, min_value=1, max_value=65535
    )
    user = forms.CharField(
        label=_("User name"),
        required=False,
        max_length=320,
        help_text=_("Often your whole e-mail address."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=500,
        strip=False,
        help_text=_(
            "Many providers want an app password for this, which you make in their settings. It is "
            "kept in a file on this computer that only you can read."
        ),
        # What was just typed comes back with a mistake elsewhere; what is kept is never shown.
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off"}),
    )
    sender = forms.EmailField(
        label=_("Sender’s address, if it is not the user name"), required=False
    )

    def __init__(self, kept: MailServer | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        if kept is not None:
            shown: dict[str, object] = {
                "host": kept.host,
                "encryption": kept.scheme,
                "port": kept.port if kept.port != kept.usual_port else None,
                "user": kept.user,
                "sender": kept.sender if kept.sender != kept.user else "",
            }
            self.initial.update(shown)
            self.fields["password"].help_text = _(
                "Leave it empty to keep the one that is kept in a file on this computer, unless "
                "server or user name are others."
            )
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_host(self) -> str:
        host: str = self.cleaned_data["host"]
        try:
            found = parse(f"smtp://{host}")
        except MailUrlError:
            found = None
        if found is None or found.host != host.lower() or found.user:
            raise ValidationError(_("Write the server’s name alone, like smtp.example.org."))
        return host

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        user, password = answers.get("user", ""), self._password(answers)
        if user and not password and "password" not in self.errors:
            self.add_error("password", _("Give the password that goes with the user name."))
        if password and not user:
            self.add_error("user", _("Give the user name that goes with the password."))
        if password and answers.get("encryption") == "smtp" and not is_this_machine(self._host()):
            self.add_error(
                "encryption", _("Without encryption anybody on the way could read the password.")
            )
        if not self.errors:
            try:
                parse(self.address())
            except MailUrlError as error:
                raise ValidationError(str(error)) from error
        return answers

    def address(self) -> str:
        """The server as one address, with its secret."""
        answers = self.cleaned_data
        return write(
            scheme=answers["encryption"],
            host=answers["host"],
            port=answers["port"],
            user=answers["user"],
            password=self._password(answers),
            sender=answers["sender"],
        )

    def _host(self) -> str:
        return str(self.cleaned_data.get("host", ""))

    def _password(self, answers: dict[str, Any]) -> str:
        """The one typed, or the one that is kept, which only its own server ever gets."""
        typed = str(answers.get("password", ""))
        kept = self.kept
        same = kept and (kept.host, kept.user) == (self._host().lower(), answers.get("user"))
        return kept.password if kept and same and not typed else typed
