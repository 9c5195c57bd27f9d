"""The table of the audit log, and its end."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.safety.append_only import AppendOnlyError, AppendOnlyQuerySet


class Verb(models.TextChoices):
    """What can have been done."""

    SIGNED_UP = "signed_up", _("Account opened")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_OUT = "signed_out", _("Signed out")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in refused")
    SESSION_ENDED = "session_ended", _("Session on another device ended")
    REAUTHENTICATED = "reauthenticated", _("Identity confirmed again")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    EMAIL_CHANGED = "email_changed", _("E-mail address changed")
    SECOND_FACTOR_ADDED = "factor_added", _("Second factor added")
    SECOND_FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    RECOVERY_CODES_MADE = "recovery_codes", _("Recovery codes made")
    SETTINGS_CHANGED = "settings_changed", _("Settings changed")
    LINK_MADE = "link_made", _("Sign-in link made")
    SERVER_SET = "server_set", _("Mail server set or removed")
    FEED_MADE = "feed_made", _("Calendar feed made")
    FEED_REVOKED = "feed_revoked", _("Calendar feed revoked")
    CONSENT_GIVEN = "consent_given", _("Consent given")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent withdrawn")
    CASE_OPENED = "case_opened", _("Case opened")
    CASE_DELETED = "case_deleted", _("Case deleted")
    EVENT_RECORDED = "event_recorded", _("Event recorded")
    LETTER_TAKEN = "letter_taken", _("Letter downloaded")
    FILE_KEPT = "file_kept", _("File kept")
    FILE_TAKEN = "file_taken", _("File downloaded")
    FILE_REMOVED = "file_removed", _("File removed")
    EXPORTED = "exported", _("All data exported")
    IMPORTED = "imported", _("Data imported")
    RETENTION_CHANGED = "retention_changed", _("Period for keeping closed cases changed")
    RETENTION_NOTICED = "retention_noticed", _("Deletion of a closed case announced")
    ERASED = "erased", _("Account and all data erased")
    KEYS_ROTATED = "keys_rotated", _("The vault’s keys were changed")


class AuditEntry(models.Model):
    """Something that was done: by whom, what, to which thing, when, from which network.

    Never a value. People are their random ids and things too, without foreign keys, so that the
    log says nothing about anyone once the person is erased, and still stands. `hash` covers the
    entry and the hash before it.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=30)
    thing = models.UUIDField(null=True)
    at = models.DateTimeField()
    network = models.CharField(max_length=50, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["actor", "number"], name="audit_by_actor"),
            models.Index(fields=["thing", "number"], name="audit_by_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Entries of the audit log are not changed.")
        super().save(*args, force_insert=True, **{k: v for k, v in kwargs.items() if k == "using"})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Entries of the audit log are not deleted.")


class AuditEnd(models.Model):
    """The last entry's number and hash: the row that writers queue for, and what shows a cut."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"end of the audit log: {self.number}"
