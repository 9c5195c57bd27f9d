"""Erasing a person: their rows, files, sessions, reminders and keys, for good.

What stays is a tombstone and the audit log, in both of which the person is a random id that means
nothing any more. Backups hold ciphertext whose key is gone as soon as the backups of the keys have
run out (docs/operating.md: 30 days at most).
"""

from __future__ import annotations

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from requests_app.accounts import mail_files, sessions, tombstones
from requests_app.accounts.rights_models import Tombstone
from requests_app.accounts.services import may_set_server
from requests_app.letters.render import forget_kept
from requests_app.reminders.erasing import forget_all
from requests_app.reminders.mail_url import set_mail_url
from requests_app.safety import audit
from requests_app.vault import files, keys
from requests_app.vault.models import PersonKey, SealedFile

log = logging.getLogger(__name__)

ASKED, RESTORED = "asked", "restored"
_CHECKPOINT_TRIES = 20


def erase(person_id: uuid.UUID, reason: str = ASKED) -> Tombstone:
    """Erase the person and give the proof of it. Erasing somebody again changes nothing more."""
    with transaction.atomic():
        tombstone, _made = Tombstone.objects.get_or_create(
            person=person_id, defaults={"reason": reason}
        )
        names_server = _remove_rows(person_id)
    if names_server:
        _forget_mail_login()
    _tidy()
    return tombstone


def _remove_rows(person_id: uuid.UUID) -> bool:
    """Remove them; whether the person had the say over the instance's mail server."""
    names_server = False
    people = get_user_model()._default_manager.select_for_update().filter(pk=person_id)
    person = people.first()
    if person is not None:
        names_server = may_set_server(person)
        forget_all(person_id)
        contents = SealedFile.objects.for_owner(person_id).values_list("place", flat=True)
        files.unlink_on_commit(list(contents))
        sessions.forget(person_id, person.email_index or "")
        # Takes every table with it that points to the person: sessions, second factors, all of it.
        person.delete()
        audit.record(person_id, audit.Verb.ERASED, person_id)
    # Also without a row: keys are backed up apart, and may have come back alone.
    keys.destroy(person_id)
    return names_server


def _forget_mail_login() -> None:
    """The login of their own mailbox, in a file beside the database."""
    try:
        set_mail_url("")
    except OSError as error:
        log.error("the mail server's login was not removed: %s", type(error).__name__)


def _tidy() -> None:
    """What follows once the erasure stands; the daily pass does again what fails here."""
    forget_kept()
    mail_files.forget()
    try:
        tombstones.write_missing()
    except (OSError, tombstones.TombstonesUnreadable) as error:
        log.error("a tombstone was not written to its file: %s", type(error).__name__)
    empty_write_ahead_log()


def destroy_keys_of_nobody(now: datetime | None = None) -> int:
    """Destroy keys without a person, which a request left that ran while they were erased."""
    # A person's key is written just before the person.
    settled = PersonKey.objects.filter(made_at__lt=(now or timezone.now()) - timedelta(hours=1))
    people = get_user_model()._default_manager.values("pk")
    stray = settled.exclude(owner_id__in=people).values_list("owner_id", flat=True)
    owner_ids = set(stray)
    for owner_id in owner_ids:
        keys.destroy(owner_id)
    return len(owner_ids)


def empty_write_ahead_log() -> bool:
    """Have SQLite carry its log over and cut it off, so that no erased page stays in it."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    for _try in range(_CHECKPOINT_TRIES):
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy = cursor.fetchone()[0]
        except OperationalError:
            busy = 1
        if not busy:
            return True
        time.sleep(0.1)  # a reader is still on an older page
    log.warning("the write-ahead log is in use; it is emptied by the next daily pass")
    return False


@dataclass(frozen=True)
class Reapplied:
    """What re-applying tombstones did."""

    erased: int
    known: int


def reapply(file: Path | None = None) -> Reapplied:
    """After a restore: erase again everyone whom the file of tombstones names.

    Raises TombstonesUnreadable, before anything is erased.
    """
    marks = list(tombstones.read(file or tombstones.path()))
    erased = 0
    for mark in marks:
        back = get_user_model()._default_manager.filter(pk=mark.person).exists()
        with transaction.atomic():
            Tombstone.objects.get_or_create(
                person=mark.person,
                defaults={"pk": mark.id, "at": mark.at, "reason": mark.reason},
            )
            _remove_rows(mark.person)
        erased += back
    # A database that knows of erasures the file does not, as when the file was lost.
    for person_id in list(Tombstone.objects.values_list("person", flat=True)):
        if get_user_model()._default_manager.filter(pk=person_id).exists():
            erase(person_id, RESTORED)
            erased += 1
    _tidy()
    return Reapplied(erased, len(marks))
