"""The two pages on which a mailed code is typed: allauth's, mended in two places.

For an address without an account allauth mails nothing when another code is asked for, so that the
limits on mails, a mail server that is down and the time of an answer would tell who has an account;
here the same mail goes out once more. And it counts wrong codes in the session, where of several
requests at once each finds the count of before them all; here they are counted in the database.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmLoginCodeView
from django.http import HttpRequest, HttpResponse
from django.views.generic.edit import FormView

from requests_app.accounts.tries import TRIES, typed_codes


class _CodeView(FormView):  # type: ignore[type-arg, unused-ignore]
    _process: Any
    _action: str

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "resend":
            self._process.resend = partial(_send_again, self._process)
        elif typed_codes(request, self._process.state["at"]) > TRIES:
            # As after the third wrong one: what was begun ends, and a new code must be asked for.
            self._process.state["failed_attempts"] = TRIES
            return self.form_invalid(self.get_form())
        return super().post(request, *args, **kwargs)


class AddressCodeView(_CodeView, ConfirmEmailVerificationCodeView):  # type: ignore[misc, unused-ignore]
    """The code that proves a new address."""


class SignInCodeView(_CodeView, ConfirmLoginCodeView):  # type: ignore[misc, unused-ignore]
    """The code that signs in."""


def _send_again(process: Any) -> None:
    process.generate_code()
    process.send()
    process.record_resend()
    process.persist()
