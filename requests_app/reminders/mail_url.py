"""Which mail server is used, written as one address: read, checked, and kept by the owner.

EMAIL_URL of the environment comes first, then the file that the owner's settings page writes.
Without either, mail goes to files (`mail_is_set_up()` is False and the pages say so).
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.safety import private_files

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
EXAMPLES = (
    "smtps://me%40example.org:password@smtp.example.org",
    "smtp+tls://me%40example.org:password@smtp.example.org:587",
    "smtp://localhost:25",
)


class MailUrlError(ValueError):
    """The address of the mail server cannot be used; the message is one sentence."""

    field = "email_url"


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and how to speak to it. `repr` shows no password."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str
    fingerprint: str

    def __repr__(self) -> str:
        return f"MailServer({self.scheme}://{self.host}:{self.port})"

    @property
    def usual_port(self) -> int:
        """The port that goes without saying."""
        return PORTS[self.scheme]

    @property
    def use_tls(self) -> bool:
        """STARTTLS: the connection begins in the clear and must be encrypted before anything."""
        return self.scheme == "smtp+tls"

    @property
    def use_ssl(self) -> bool:
        """Encrypted from the first byte."""
        return self.scheme == "smtps"


def write(
    *, scheme: str, host: str, port: int | None, user: str, password: str, sender: str = ""
) -> str:
    """The address that `parse` reads these parts from."""
    whose = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    place = f"[{host}]" if ":" in host else host
    place += f":{port}" if port else ""
    query = f"?{urlencode({'from': sender})}" if sender else ""
    return f"{scheme}://{whose}{place}{query}"


def parse(url: str) -> MailServer:
    """The server that the address names; raises MailUrlError."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise MailUrlError(
            _("The mail server’s address cannot be read; write it like %s.") % (EXAMPLES[0])
        ) from None
    if parts.scheme not in PORTS:
        raise MailUrlError(
            _("The mail server’s address must start with smtps://, smtp+tls:// or smtp://.")
        )
    host = parts.hostname or ""
    if not host or any(c.isspace() for c in host) or parts.path.strip("/"):
        raise MailUrlError(
            _("The mail server’s address needs a host name and nothing after it, like %s.")
            % EXAMPLES[0]
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise MailUrlError(_("The mail server’s address needs user and password, or neither."))
    if not (user + password).isascii():
        raise MailUrlError(
            _("User name and password of a mail server hold plain letters, digits and signs only.")
        )
    if any(ord(c) < 32 or ord(c) == 127 for c in user + password):
        raise MailUrlError(_("User and password of the mail server hold a control character."))
    if password and parts.scheme == "smtp" and not is_this_machine(host):
        raise MailUrlError(
            _("smtp:// would send the password unencrypted; use smtps:// or smtp+tls://.")
        )
    return MailServer(
        scheme=parts.scheme,
        host=host,
        port=port or PORTS[parts.scheme],
        user=user,
        password=password,
        sender=_sender(parse_qs(parts.query), user),
        fingerprint=hashlib.sha256(url.strip().encode()).hexdigest(),
    )


def _sender(query: dict[str, list[str]], user: str) -> str:
    unknown = set(query) - {"from"}
    if unknown:
        raise MailUrlError(
            _("The mail server’s address has the unknown part “%s”; only from= is known.")
            % min(unknown)
        )
    if "from" not in query:
        return user if _is_address(user) and not os.environ.get("MAIL_FROM") else ""
    sender = query["from"][-1]
    if not _is_address(parseaddr(sender)[1]):
        raise MailUrlError(_("from= in the mail server’s address is not an e-mail address."))
    return sender


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_this_machine(host: str) -> bool:
    """Whether mail to there never leaves this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def configured_url() -> str:
    """The address in use, with its secret; empty when mail goes to files."""
    if settings.EMAIL_URL:
        return str(settings.EMAIL_URL)
    try:
        return Path(settings.EMAIL_URL_FILE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def server() -> MailServer | None:
    """The mail server in use; None when mail goes to files. Raises MailUrlError."""
    url = configured_url()
    return parse(url) if url else None


def mail_is_set_up() -> bool:
    """Whether a mail server is named. It may still refuse us: see queries.mail_trouble."""
    return bool(configured_url())


def mail_server() -> str:
    """The server's name for display, without any secret; empty when there is none."""
    try:
        found = server()
    except MailUrlError:
        return _("an address that cannot be used")
    return found.host if found else ""


def set_by_environment() -> bool:
    """Whether EMAIL_URL decides, so that the settings page cannot."""
    return bool(settings.EMAIL_URL)


def set_mail_url(url: str) -> None:
    """Keep the server's address, readable by this user alone; empty removes it.

    Raises MailUrlError when it cannot be used or the environment decides.
    """
    if set_by_environment():
        raise MailUrlError(_("EMAIL_URL in the environment decides; change it there."))
    path = Path(settings.EMAIL_URL_FILE)
    if not url.strip():
        path.unlink(missing_ok=True)
        return
    parse(url)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    private_files.replace(path, f"{url.strip()}\n".encode())


NOT_SET_UP = gettext_lazy("No mail server is set up: reminders are shown in the app only.")
