"""New keys for people’s data: all that is sealed is sealed anew, in steps, while the site runs.

Each person gets a further version of their key; then their values and files are sealed anew under
it, a batch a transaction. Readers accept every version that is still there, so a run may be cut
off at any point; the next one carries on with the rotation that was begun. An old key goes when
nothing is sealed under it any more and a writer that had picked it up is certainly done.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from requests_app.safety import audit
from requests_app.vault import files
from requests_app.vault.cipher import Key, head
from requests_app.vault.errors import VaultError
from requests_app.vault.fields import SealedField
from requests_app.vault.key_tables import KeyRotation, PersonKey
from requests_app.vault.keyring import HIGHEST_VERSION
from requests_app.vault.keys import add, key_for_sealing
from requests_app.vault.models import SealedFile
from requests_app.vault.wrapping import BATCH, Beginning, Say, alone

DATA = "data"
OLD_KEY_KEPT_FOR = timedelta(minutes=15)

Versions = dict[uuid.UUID, int]


@dataclass
class Outcome:
    """What a run did: values sealed anew, those that do not open, those left on an older key."""

    sealed: int = 0
    unreadable: int = 0
    left: int = 0
    people: int = 0

    def __iadd__(self, other: Outcome) -> Outcome:
        self.sealed += other.sealed
        self.unreadable += other.unreadable
        return self


class Holder(Protocol):
    """Something that holds data sealed under people's keys."""

    def left(self, newest: Versions) -> int:
        """How many values of these people are sealed under another than their newest version."""

    def seal_anew(self, owner_id: uuid.UUID, key: Key) -> Outcome:
        """Seal what this person has under this key."""


class Rows:
    """The sealed fields of one table."""

    def __init__(self, model: type[models.Model], fields: list[SealedField]) -> None:
        self.model = model
        self.fields = fields
        self.owner = fields[0].owner

    def _all(self) -> models.QuerySet[Any]:
        # Not the table's own manager: that one asks whose, or refuses to change a record.
        return models.QuerySet(self.model)

    def left(self, newest: Versions) -> int:
        found = 0
        for field in self.fields:
            rows = self._all().filter(**{f"{field.name}__isnull": False}).order_by()
            if len(newest) <= BATCH:
                rows = rows.filter(**{f"{self.owner}__in": list(newest)})
            counted = rows.values(self.owner, begins=Beginning(field.name)).annotate(n=Count("pk"))
            for row in counted:
                version = newest.get(row[self.owner])
                if version is not None and bytes(row["begins"]) != head(version):
                    found += row["n"]
        return found

    def _stale(self, owner_id: uuid.UUID, version: int) -> models.QuerySet[Any]:
        rows = self._all().filter(**{self.owner: owner_id})
        stale = Q()
        for field in self.fields:
            mark = f"begins_{field.name}"
            rows = rows.annotate(**{mark: Beginning(field.name)})
            stale |= Q(**{f"{field.name}__isnull": False}) & ~Q(**{mark: head(version)})
        return rows.filter(stale).order_by("pk")

    def seal_anew(self, owner_id: uuid.UUID, key: Key) -> Outcome:
        outcome = Outcome()
        rows = self._stale(owner_id, key.version)
        # Asked before the transaction, which on SQLite would make every writer wait.
        while rows.exists():
            with transaction.atomic():
                batch = list(
                    rows.select_for_update().values_list(
                        "pk", *[field.name for field in self.fields]
                    )[:BATCH]
                )
                for pk, *values in batch:
                    outcome += self._row(pk, owner_id, values, key)
            if not batch:
                break
            rows = self._stale(owner_id, key.version).filter(pk__gt=batch[-1][0])
        return outcome

    def _row(self, pk: uuid.UUID, owner_id: uuid.UUID, values: list[Any], key: Key) -> Outcome:
        outcome = Outcome()
        fresh = {}
        for field, value in zip(self.fields, values, strict=True):
            if value is None or bytes(value).startswith(head(key.version)):
                continue
            try:
                fresh[field.name] = field.seal_anew(pk, owner_id, value, key)
            except VaultError:
                outcome.unreadable += 1
        if fresh and self._all().filter(pk=pk).update(**fresh):
            outcome.sealed += len(fresh)
        return outcome


class Files:
    """The sealed files."""

    def left(self, newest: Versions) -> int:
        rows = SealedFile.objects.across_owners().filter(owner_id__in=newest)
        return sum(_is_older(row, newest[row.owner_id]) for row in rows.iterator())

    def seal_anew(self, owner_id: uuid.UUID, key: Key) -> Outcome:
        outcome = Outcome()
        for row in SealedFile.objects.for_owner(owner_id):
            try:
                if files.sealed_under(row) != key.version:
                    files.seal_anew(row, key)
                    outcome.sealed += 1
            except VaultError:
                outcome.unreadable += 1
        return outcome


def _is_older(row: SealedFile, version: int) -> bool:
    try:
        return files.sealed_under(row) != version
    except VaultError:
        return True


elsewhere: list[Holder] = []
"""What is sealed under people's keys outside of sealed fields and files; rooms add to it."""


def holders() -> list[Holder]:
    """Everything that holds data sealed under people's keys."""
    found: list[Holder] = []
    for model in apps.get_models():
        fields = [f for f in model._meta.local_concrete_fields if isinstance(f, SealedField)]
        if fields:
            found.append(Rows(model, fields))
    return [*found, Files(), *elsewhere]


def newest_versions(owner_ids: Iterable[uuid.UUID] | None = None) -> Versions:
    """The newest version of each person's key."""
    rows = PersonKey.objects.all()
    if owner_ids is not None:
        rows = rows.filter(owner_id__in=list(owner_ids))
    return dict(rows.values_list("owner_id").annotate(newest=Max("version")).order_by())


def left_on_older() -> int:
    """How many values are sealed under another than the newest key of their person."""
    newest = newest_versions()
    return sum(holder.left(newest) for holder in holders())


def rotate(say: Say) -> Outcome:
    """Give everyone a new key and seal all they have under it; `left` is 0 unless some is broken.

    Carries on with a rotation that was cut off. Raises VaultError while another change runs.
    """
    with alone():
        rotation = KeyRotation.objects.filter(kind=DATA, finished_at=None).first()
        if rotation is None:
            rotation = KeyRotation.objects.create(kind=DATA)
        else:
            say(f"Carrying on with the change begun at {rotation.started_at:%Y-%m-%d %H:%M} UTC.")
        outcome = Outcome()
        owners = PersonKey.objects.order_by("owner_id").values_list("owner_id", flat=True)
        for owner_id in list(owners.distinct()):
            key = _renewed(owner_id, rotation.started_at)
            if key is None:
                continue
            for holder in holders():
                outcome += holder.seal_anew(owner_id, key)
            outcome.people += 1
        outcome.left = left_on_older()
        KeyRotation.objects.filter(pk=rotation.pk).update(finished_at=timezone.now())
        audit.record(None, audit.Verb.KEYS_ROTATED)
        drop_old_keys()
    say(
        f"{outcome.sealed} values of {outcome.people} people sealed anew, "
        f"{outcome.left} on an older version."
    )
    return outcome


def _renewed(owner_id: uuid.UUID, since: datetime) -> Key | None:
    """The person's key of this rotation, made unless it is there already; None once erased."""
    newest = PersonKey.objects.filter(owner_id=owner_id).order_by("-version").first()
    if newest is None:
        return None
    if newest.made_at < since:
        if newest.version == HIGHEST_VERSION:
            raise VaultError(f"A person's key has reached version {HIGHEST_VERSION}, the last one.")
        try:
            with transaction.atomic():
                add(owner_id, Key.new(newest.version + 1))
        except IntegrityError:
            pass  # made by another process meanwhile
    return key_for_sealing(owner_id)


def drop_old_keys(now: datetime | None = None) -> int:
    """Remove keys that were replaced and that nothing is sealed under any more; how many.

    A value written back by whoever had read it before is sealed anew first.
    """
    long_ago = (now or timezone.now()) - OLD_KEY_KEPT_FOR
    several = PersonKey.objects.values_list("owner_id").annotate(n=Count("pk")).filter(n__gt=1)
    dropped = 0
    for owner_id, _count in list(several.order_by()):
        newest = PersonKey.objects.filter(owner_id=owner_id).latest("version")
        if newest.made_at > long_ago:
            continue
        key = key_for_sealing(owner_id)
        for holder in holders():
            holder.seal_anew(owner_id, key)
        with transaction.atomic():
            if not any(holder.left({owner_id: key.version}) for holder in holders()):
                old = PersonKey.objects.filter(owner_id=owner_id, version__lt=key.version)
                dropped += old.delete()[0]
    return dropped
