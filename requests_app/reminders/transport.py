"""Hands one message to the mail server, or to a file, and says for certain what became of it.

The fence is passed as late as can be: after the server has accepted sender and recipient and has
answered DATA with 354, right before the first byte of the message. Whatever goes wrong earlier is
certainly not sent; only an answer missing after that is in doubt.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from requests_app.reminders.mail_url import MailServer, MailUrlError, server
from requests_app.reminders.mime import Mail, clean_header, sender_parts
from requests_app.safety import private_files

OK = 250
# After this many messages the connection is opened anew: servers limit them.
MESSAGES_A_CONNECTION = 100

Fence = Callable[[], bool]


class FenceClosed(Exception):
    """The row is no longer this sender's; nothing was sent."""


class TransportError(Exception):
    """Something came of it other than a sent message. `code` is the server's, where it gave one."""

    def __init__(self, detail: str, code: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code


class TryLater(TransportError):
    """Not sent: the server refuses this message for now."""


class Refused(TransportError):
    """Not sent: the server refuses this message or address for good."""


class Unreachable(TransportError):
    """Not sent: the server cannot be reached, so no message can be."""


class Misconfigured(TransportError):
    """Not sent: the server refuses us, or the set-up cannot be used. Someone must mend it."""


class Unanswered(TransportError):
    """The message was on the wire and no answer came: it may or may not have been taken."""


class Transport(Protocol):
    """A way to hand over messages, one by one."""

    channel: str
    # The address it sends from, where the set-up names one.
    sender: str

    def ready(self) -> None:
        """Make sure that messages can be handed over; raises Unreachable or Misconfigured."""

    def send(self, mail: Mail, fence: Fence) -> int:
        """Hand it over if the fence opens; the server's code. Raises what stands above."""

    def close(self) -> None:
        """Say goodbye; never raises."""


class _Fenced(smtplib.SMTP):
    """An SMTP connection that asks the fence between DATA's 354 and the message."""

    fence: Fence | None = None
    on_wire = False
    _sends: int | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        self._sends, self.on_wire = 0, False
        try:
            return super().data(msg)
        finally:
            self._sends = None

    def send(self, s: Any) -> None:
        if self._sends is not None:
            self._sends += 1
            # The first thing sent is the command, the second is the message with its final dot.
            if self._sends == 2 and self.fence is not None:
                if not self.fence():
                    raise FenceClosed
                self.on_wire = True
        super().send(s)


class _FencedOverTls(smtplib.SMTP_SSL, _Fenced):
    """The same, encrypted from the first byte."""


class _Backend(EmailBackend):
    """Django's own way of connecting and signing in, on a connection that knows the fence."""

    connection: Any
    _partial_connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _FencedOverTls if self.use_ssl else _Fenced


class Smtp:
    """A mail server. Certificates are verified; the address is one recipient a message."""

    channel = "email"

    def __init__(self, to: MailServer, timeout: float | None = None) -> None:
        self.sender = to.sender
        self._handed_over = 0
        self._backend = _Backend(
            host=to.host,
            port=to.port,
            username=to.user,
            password=to.password,
            use_tls=to.use_tls,
            use_ssl=to.use_ssl,
            timeout=timeout or settings.EMAIL_TIMEOUT,
        )

    def wait_for(self, seconds: float) -> None:
        """Wait this long at most for each answer."""
        self._backend.timeout = seconds

    def ready(self) -> None:
        connection = self._backend.connection
        # smtplib closes by itself after a 421 and after a broken line, and leaves the object.
        if connection is not None and connection.sock and self._handed_over < MESSAGES_A_CONNECTION:
            return
        self.close()
        try:
            self._backend.open()
        except smtplib.SMTPAuthenticationError as error:
            self._drop()
            kind = Misconfigured if error.smtp_code >= 500 else Unreachable
            raise kind(_name(error), error.smtp_code) from None
        except smtplib.SMTPNotSupportedError as error:
            self._drop()
            raise Misconfigured(_name(error)) from None
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise Unreachable(_name(error), error.smtp_code) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            # A certificate that does not hold is no outage: someone must look at it.
            kind = Misconfigured if isinstance(error, ssl.SSLCertVerificationError) else Unreachable
            raise kind(_name(error)) from None

    def send(self, mail: Mail, fence: Fence) -> int:
        try:
            return self._send_once(mail, fence)
        except _HungUp:
            # Many servers hang up after so many messages or seconds; a new connection tells.
            self._drop()
        try:
            return self._send_once(mail, fence)
        except _HungUp as error:
            self._drop()
            raise Unreachable(error.detail) from None

    def _send_once(self, mail: Mail, fence: Fence) -> int:
        self.ready()
        connection = self._backend.connection
        connection.fence, connection.on_wire = fence, False
        self._handed_over += 1
        try:
            connection.sendmail(mail.sender, [mail.to], mail.content)
        except (OSError, smtplib.SMTPException) as error:
            raise _sorted(error, connection.on_wire) from None
        except BaseException:
            # The fence is closed, or asking it failed: the server waits for a message that must
            # not come, and even a QUIT would become part of it.
            self._drop()
            raise
        return OK

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._backend.close()
        self._drop()

    def _drop(self) -> None:
        backend = self._backend
        connections = (backend.connection, backend._partial_connection)
        backend.connection = backend._partial_connection = None
        self._handed_over = 0
        for connection in connections:
            if connection is not None:
                with contextlib.suppress(Exception):
                    connection.close()


class _HungUp(TransportError):
    """Not sent: the connection ended before the message began."""


def _sorted(error: Exception, on_wire: bool) -> TransportError:
    """What an error of smtplib means for the message."""
    name = _name(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(name, min(code for code, _text in error.recipients.values()))
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code >= 500:
        # A refused sender is about us, not about this message.
        return Misconfigured(name, error.smtp_code)
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPDataError) and error.smtp_code > 0:
        return _by_code(name, error.smtp_code)
    if on_wire:
        return Unanswered(name)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refused(name)
    return _HungUp(name)


def _by_code(name: str, code: int) -> TransportError:
    if code in {530, 535}:
        return Misconfigured(name, code)
    return Refused(name, code) if code >= 500 else TryLater(name, code)


def _name(error: Exception) -> str:
    return type(error).__name__


class Files:
    """One file a message under the mail folder, for an instance without a mail server.

    The name comes from the Message-ID, so a message written twice is one file.
    """

    channel = "file"
    sender = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ready(self) -> None:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Misconfigured(_name(error)) from None

    def send(self, mail: Mail, fence: Fence) -> int:
        self.ready()
        name = mail.message_id.strip("<>").partition("@")[0]
        if not fence():
            raise FenceClosed
        try:
            private_files.replace(self.folder / f"{name}.eml", mail.content)
        except OSError as error:
            raise Misconfigured(_name(error)) from None
        return OK

    def close(self) -> None:
        return None


def current() -> Transport:
    """The transport of this instance now; raises Misconfigured when the server's address is no
    good, or the sender's: that would stand in the way of every mail."""
    try:
        to = server()
        sender_parts(clean_header((to.sender if to else "") or settings.DEFAULT_FROM_EMAIL))
    except (MailUrlError, ValueError) as error:
        raise Misconfigured(_name(error)) from None
    return Smtp(to) if to else Files(Path(settings.MAIL_FOLDER))
