"""The wrapped key of each person."""

from __future__ import annotations

from django.db import models


class PersonKey(models.Model):
    """One person's data key, wrapped by a key-encryption key.

    Not tied to the person's row by a foreign key: it is written before that row and is backed up
    apart from it, so that erasing it makes every backup of the person's data unreadable.
    """

    owner_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_id", "version"], name="one_key_a_version")
        ]

    def __str__(self) -> str:
        return f"key {self.version} of {self.owner_id}"
