"""The mail server of a personal instance, asked for in its parts."""

from __future__ import annotations

import os
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from requests_app.accounts.models import User
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

    def __init__(self, kept: MailServer | None, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept, self.person = kept, person
        if kept is not None:
            shown: dict[str, object] = {
                "host": kept.host,
                "encryption": kept.scheme,
                "port": kept.port if kept.port != kept.usual_port else None,
                "user": kept.user,
                "sender": parseaddr(kept.sender)[1] if kept.sender != kept.user else "",
            }
            self.initial.update(shown)
        if kept is not None and kept.password:
            self.fields["password"].help_text = _(
                "Leave it empty to keep the one that is kept in a file on this computer, unless "
                "server or user name are others."
            )

    def clean_user(self) -> str:
        return _plain(self.cleaned_data["user"])

    def clean_password(self) -> str:
        return _plain(self.cleaned_data["password"])

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"]).lower().removeprefix("[").removesuffix("]")
        try:
            found = parse(write(scheme="smtp", host=host, port=None, user="", password=""))
        except MailUrlError:
            found = None
        if found is None or found.host != host or found.user or found.port != found.usual_port:
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
        sender = answers["sender"]
        if not sender and "@" not in answers["user"] and not os.environ.get("MAIL_FROM"):
            # Servers take mail from their own addresses; the desk's own name is none of theirs.
            sender = self.person.email or ""
        return write(
            scheme=answers["encryption"],
            host=answers["host"],
            port=answers["port"],
            user=answers["user"],
            password=self._password(answers),
            sender=sender,
        )

    def _host(self) -> str:
        return str(self.cleaned_data.get("host", ""))

    def _password(self, answers: dict[str, Any]) -> str:
        """The one typed, or the one that is kept, which only its own server ever gets."""
        typed = str(answers.get("password", ""))
        kept = self.kept
        same = kept and (kept.host, kept.user) == (self._host(), answers.get("user"))
        return kept.password if kept and same and not typed else typed


def _plain(text: str) -> str:
    """The protocol of mail servers carries no other characters when signing in."""
    if not text.isascii():
        raise ValidationError(
            _("User name and password of a mail server hold plain letters, digits and signs only.")
        )
    return text
