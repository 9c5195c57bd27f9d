"""What every answer carries, and what stands in the place of a bare refusal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from requests_app.letters.views import GOES_BACK
from requests_app.vault.errors import VaultError
from requests_app.web import errors

log = logging.getLogger(__name__)

# Bootstrap's own icons are data: images. No inline script or style anywhere, no other host.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecurityHeaders:
    """Adds the content security policy and keeps what is personal out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_personal(request) and not _may_be_gone_back_to(request, response):
            response.headers["Cache-Control"] = "no-store"
        return response


class HelpfulRefusals:
    """Puts a page in the place of refusals that would leave somebody with nothing in hand."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not response.content:
            page = errors.not_a_page(request)
            page.headers["Allow"] = response.headers.get("Allow", "")
            return page
        if _is_sent_to_sign_in(request, response):
            return errors.signed_out(request) or response
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What is sealed and does not open is told as that, not as a mistake that may pass."""
        if not isinstance(exception, VaultError):
            return None
        log.error("Sealed data could not be opened: %s", type(exception).__name__)
        return errors.sealed(exception)


def _is_sent_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "POST"
        and response.status_code == 302
        and not request.user.is_authenticated
        and urlsplit(response.headers["Location"]).path == reverse(settings.LOGIN_URL)
        and "next=" in response.headers["Location"]
    )


def _may_be_gone_back_to(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the browser's own Back may show it again: the steps to a letter of somebody who is
    not signed in, whose answers rest nowhere else. What is kept here is in no cache."""
    return response.headers.get("Cache-Control") == GOES_BACK and not (
        settings.SESSION_COOKIE_NAME in request.COOKIES or request.user.is_authenticated
    )


def _is_personal(request: HttpRequest) -> bool:
    """Whether the answer may hold what somebody typed: a page of somebody signed in or about to
    be, or the answer to a form. Styles and scripts, which never get as far as asking who somebody
    is, are not."""
    if request.method == "POST":
        return True
    user = getattr(request, "user", None)
    if user is None:
        return False
    return settings.SESSION_COOKIE_NAME in request.COOKIES or user.is_authenticated
