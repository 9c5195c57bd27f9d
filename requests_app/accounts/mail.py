"""The mails of signing in: a code, or word that something was changed.

Plain text; no link that signs in, no address of a computer, and nothing about any case. They are
handed over at once and not through the outbox: somebody sits and waits for the code.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.accounts import mail_files
from requests_app.reminders.mail_url import MailServer, server
from requests_app.reminders.message import NOBODY_ANSWERS
from requests_app.reminders.mime import clean_header, compose
from requests_app.reminders.transport import Misconfigured, Smtp, TransportError, current
from requests_app.safety.limits import allow
from requests_app.safety.mail_addresses import normal

log = logging.getLogger(__name__)

# Nobody’s mailbox is flooded from here, and neither is the mail server (docs/operating.md).
MAILS_TO_ONE_ADDRESS = (6, 3600)
MAILS_OF_THE_INSTANCE = (1000, 3600)
# Word of a change to an account is not kept back because somebody asked for many codes.
NOTICES_TO_ONE_ADDRESS = (30, 3600)
NOTICES_OF_THE_INSTANCE = (1000, 3600)
# Trials of a mail server; the owner mistypes a password more often than a code is lost.
TRIALS = (30, 3600)
# The page waits for this long at most, in seconds.
PATIENCE = 10.0

_NOT_YOU = gettext_lazy(
    "If this was not you, sign in, open “Sign-in and security” in the settings, end the sessions "
    "you do not know and choose a new password."
)
_CODE = gettext_lazy(
    "Your code is %(code)s\n\nType it into the page that asked for it. It is valid for 15 minutes "
    "and works once. Nobody from %(site)s will ever ask you for it. If you did not ask for a code, "
    "you need not do anything."
)
# What each mail says: its subject and its text. The keys are allauth's, with a few of our own.
KINDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "account/email/login_code": (gettext_lazy("Your code to sign in"), _CODE),
    "account/email/email_confirmation_signup": (gettext_lazy("Your code to sign up"), _CODE),
    "account/email/email_confirmation": (gettext_lazy("Your code for the new address"), _CODE),
    "accounts/confirm_code": (gettext_lazy("Your code to go on"), _CODE),
    "account/email/account_already_exists": (
        gettext_lazy("You have an account already"),
        gettext_lazy(
            "Somebody, perhaps you, wanted to sign up at %(site)s with this address. There is an "
            "account with it already: sign in there, for example by a code that is mailed to you. "
            "If it was not you, you need not do anything."
        ),
    ),
    "account/email/unknown_account": (
        gettext_lazy("There is no account with this address"),
        gettext_lazy(
            "Somebody, perhaps you, wanted to sign in at %(site)s with this address. There is no "
            "account with it. Perhaps you used another address. If it was not you, you need not do "
            "anything."
        ),
    ),
    "account/email/email_changed": (
        gettext_lazy("Your address was changed"),
        gettext_lazy("The address of your account at %(site)s was changed to another one."),
    ),
    "accounts/password_set": (
        gettext_lazy("Your password was changed"),
        gettext_lazy("The password of your account at %(site)s was set. Other sessions ended."),
    ),
    "mfa/email/totp_activated": (
        gettext_lazy("An authenticator app was added"),
        gettext_lazy("Signing in at %(site)s now also asks for a code of your authenticator app."),
    ),
    "mfa/email/totp_deactivated": (
        gettext_lazy("The authenticator app was removed"),
        gettext_lazy("Signing in at %(site)s no longer asks for a code of an authenticator app."),
    ),
    "mfa/email/webauthn_added": (
        gettext_lazy("A passkey was added"),
        gettext_lazy("A passkey was added to your account at %(site)s."),
    ),
    "mfa/email/webauthn_removed": (
        gettext_lazy("A passkey was removed"),
        gettext_lazy("A passkey was removed from your account at %(site)s."),
    ),
    "mfa/email/recovery_codes_generated": (
        gettext_lazy("New recovery codes were made"),
        gettext_lazy("New recovery codes were made for your account at %(site)s."),
    ),
}


class MailFailed(Exception):
    """The mail was not taken; trying again later may help."""


class TooManyMails(Exception):
    """So many mails went to this address, or from this instance, that no further one is sent."""


def send_trial(to: str, found: MailServer) -> None:
    """Hand a mail to this server, which need not be the one in use.

    Raises TooManyMails, and TransportError for what is in the way.
    """
    if not allow("mail-trial", "owner", *TRIALS):
        raise TooManyMails
    text = _("This is the mail you asked for: reminders will reach you at this address.")
    try:
        mail = compose(
            subject=clean_header(_("Your desk can send mail")),
            text=f"{_('Hello,')}\n\n{text}\n",
            sender=clean_header(found.sender or settings.DEFAULT_FROM_EMAIL),
            to=clean_header(to),
            message_id=_message_id(),
            headers=NOBODY_ANSWERS,
        )
    except ValueError as error:
        raise Misconfigured(type(error).__name__) from None
    with contextlib.closing(Smtp(found, timeout=PATIENCE)) as transport:
        transport.send(mail, lambda: True)


def send(to: str, kind: str, *, code: str = "") -> None:
    """Mail one of KINDS in the active language; raises MailFailed or TooManyMails."""
    subject, text = KINDS[kind]
    is_notice = text is not _CODE and kind not in _TO_ANYBODY
    if not _within_limits(to, is_notice):
        log.warning("A mail of signing in was not sent: too many within the hour.")
        raise TooManyMails
    values = {"code": code, "site": settings.SITE_URL}
    body = str(text) % values
    if is_notice:
        body += f"\n\n{_NOT_YOU}"
    try:
        found = server()
        mail = compose(
            subject=clean_header(str(subject)),
            text=f"{_('Hello,')}\n\n{body}\n",
            sender=clean_header((found.sender if found else "") or settings.DEFAULT_FROM_EMAIL),
            to=clean_header(to),
            message_id=_message_id(),
            headers=NOBODY_ANSWERS,
        )
        mail_files.forget_old()
        transport = current()
        if isinstance(transport, Smtp):
            transport.wait_for(PATIENCE)
        with contextlib.closing(transport):
            transport.send(mail, lambda: True)
    except (TransportError, ValueError, OSError) as error:
        log.error("A mail of signing in was not sent: %s", type(error).__name__)
        raise MailFailed from None


def _within_limits(to: str, is_notice: bool) -> bool:
    if is_notice:
        return allow("notice-to", normal(to), *NOTICES_TO_ONE_ADDRESS) and allow(
            "notice", "all", *NOTICES_OF_THE_INSTANCE
        )
    return allow("mail-to", normal(to), *MAILS_TO_ONE_ADDRESS) and allow(
        "mail", "all", *MAILS_OF_THE_INSTANCE
    )


_TO_ANYBODY = {"account/email/account_already_exists", "account/email/unknown_account"}


def _message_id() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{mail_files.PREFIX}{secrets.token_hex(20)}@{host}>"
