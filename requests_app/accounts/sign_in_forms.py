"""Forms of signing in: allauth's, of which each sees only the fingerprint of an address."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField, PasswordField
from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    SignupForm,
    UserForm,
)
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from requests_app.accounts import services
from requests_app.accounts.adapter import address_proved
from requests_app.accounts.addresses import validate_plain
from requests_app.accounts.passwords import LONGEST


class AddressField(EmailField):
    """An address that can exist and is no other's: a fingerprint, which looks like one, is not."""

    default_validators = [*EmailField.default_validators, validate_plain]

    def __init__(self, *, autocomplete: str = "email", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your e-mail address"))
        super().__init__(widget=forms.EmailInput(attrs={"autocomplete": autocomplete}), **kwargs)

    def clean(self, value: Any) -> str:
        address = str(super().clean(value))
        if address.endswith(".invalid"):
            raise forms.ValidationError(_("Enter an address at which mail reaches you."))
        return address


class PasswordSignInForm(LoginForm):
    """Address and password."""

    password = PasswordField(label=_("Your password"), autocomplete="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField(autocomplete="username")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])

    def _setup_password_field(self) -> None:
        """Keep the field, though signing up asks for no password."""

    def clean_login(self) -> str:
        return str(get_adapter().clean_email(super().clean_login()))

    def clean_password(self) -> str:
        """A password nobody can have set is not hashed: that would only cost time."""
        password: str = self.cleaned_data["password"]
        if len(password) > LONGEST:
            raise get_adapter().validation_error("email_password_mismatch")
        return password


class SignUpForm(SignupForm):
    """Nothing but the address; a code is mailed to it."""

    email = AddressField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")


class RequestCodeForm(RequestLoginCodeForm):
    """The address to which a code for signing in is mailed."""

    email = AddressField()

    def clean_email(self) -> str:
        self.cleaned_data["email"] = get_adapter().clean_email(self.cleaned_data["email"])
        return str(super().clean_email())


class NewAddressForm(AddEmailForm):
    """The address to change to."""

    email = AddressField(label=_("Your new e-mail address"))


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    """The code mailed to a new address: whoever has it has the mailbox."""

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if self.user and compare_user_code(actual=code, expected=self.expected_code):
            if not address_proved(context.request, self.email, self.user):
                raise get_adapter().validation_error("incorrect_code")
            # Else whoever began an account with it would keep it from its owner for a day.
            services.displace_unconfirmed(self.email, self.user)
        return str(super().clean_code())


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey. It gets a number for a name: what people call their devices is about them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with this passkey alone")
        self.fields["passwordless"].help_text = _(
            "Then neither address nor password is asked for. If you leave this open, the passkey "
            "is the second step, after the password or the mailed code."
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        cleaned["name"] = self.initial["name"]
        return cleaned


class PasswordForm(UserForm):
    """A new password, typed once: it can be shown, pasted, and replaced by a mailed code."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters, any you like, and not one of the common passwords."),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password
