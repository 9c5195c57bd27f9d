"""Tables of keys: each person's, wrapped; what proves that a wrapping key is the right one.

Apart from `models`, since a sealed field needs these and the table of files has sealed fields.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class WrappingKey(models.Model):
    """A fingerprint of each of the instance's keys that has been used, never the key.

    Tells a wrong key from the right one before anything is sealed under it. Version 0 stands for
    the index key.
    """

    version = models.PositiveSmallIntegerField(primary_key=True)
    fingerprint = models.CharField(max_length=64)
    first_used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"wrapping key {self.version}"


class PersonKey(models.Model):
    """One person's data key, wrapped by a key-encryption key.

    Not tied to the person's row by a foreign key: it is written before that row and is backed up
    apart from it, so that erasing it makes every backup of the person's data unreadable.
    """

    owner_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_id", "version"], name="one_key_a_version")
        ]

    def __str__(self) -> str:
        return f"key {self.version} of {self.owner_id}"


class KeyRotation(models.Model):
    """A change of keys that was begun: what a later run needs to carry on with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(finished_at__isnull=True),
                name="one_rotation_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"rotation of {self.kind} keys of {self.started_at:%Y-%m-%d %H:%M}"
