"""The person, the one-time links that sign them in, and where they are signed in."""

from __future__ import annotations

import uuid
import zoneinfo
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.safety.ownership import Owned
from requests_app.vault.fields import SealedField
from requests_app.vault.keys import blind, blind_of_old

DEFAULT_REMINDER_HOUR = 9
# The end of a fingerprint in the shape of an address, which nobody can have (RFC 2606).
BLIND_DOMAIN = "blind.invalid"


def blinded(email: str) -> str:
    """The keyed fingerprint of an address, in the shape of an address, as libraries expect it."""
    return f"{blind(email)}@{BLIND_DOMAIN}"


def blinded_of_old(email: str) -> str:
    """The same as it was made before domains were written in ASCII."""
    return f"{blind_of_old(email)}@{BLIND_DOMAIN}"


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless the name is a zone of the IANA database."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(name)s” is not a time zone; give one such as Europe/London."),
            params={"name": name},
        )


class UserManager(BaseUserManager["User"]):
    """People, found by the blind index of their address."""

    def by_email(self, email: str) -> User | None:
        """The person with this address, whatever its case."""
        return self.filter(email_index=blinded(email)).first()

    def create_user(self, email: str = "", password: str | None = None, **values: Any) -> User:
        """A new person; without a password they sign in by link only."""
        person = self.model(**values)
        person.set_email(email)
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.save(using=self._db)
        return person


class User(AbstractBaseUser):
    """A person. The address is sealed; only its keyed fingerprint can be looked up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = SealedField(owner="id")
    email_index = models.CharField(max_length=100, unique=True, null=True, editable=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/London", validators=[validate_time_zone]
    )
    reminder_hour = models.PositiveSmallIntegerField(
        _("hour at which reminders are sent"),
        default=DEFAULT_REMINDER_HOUR,
        validators=[MinValueValidator(0), MaxValueValidator(23)],
    )
    # When the home page was last shown: what fell due since then is pointed out there.
    last_seen_at = models.DateTimeField(null=True, editable=False)
    settled_in_at = models.DateTimeField(null=True, editable=False)
    is_owner = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(default=True, editable=False)
    is_staff = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email_index"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_owner"], condition=models.Q(is_owner=True), name="one_owner"
            ),
            models.CheckConstraint(
                condition=models.Q(reminder_hour__lte=23), name="reminder_hour_of_a_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def set_email(self, email: str) -> None:
        """Set the address and its fingerprint together; empty removes both."""
        self.email = email.strip()
        self.email_index = blinded(self.email) if self.email else None


class SignInLink(Owned):
    """A link that signs its person in once. Only the hash of its token is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"sign-in link until {self.expires_at:%Y-%m-%d %H:%M}"


class Session(Owned):
    """A browser that came back. Its key is a hash of the cookie: no copy of the table signs one in.

    `data` is sealed under the key of the person who is signed in, else under the instance's
    (accounts.sessions). Before somebody signs in there is no owner.
    """

    owner = models.ForeignKey(  # type: ignore[assignment]
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        editable=False,
        null=True,
    )
    data = models.BinaryField()
    started_at = models.DateTimeField()
    used_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"session since {self.started_at:%Y-%m-%d %H:%M}"
