"""Tables of the vault: keys, and sealed files."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from requests_app.safety.ownership import Owned
from requests_app.vault.fields import SealedField
from requests_app.vault.key_tables import KeyRotation, PersonKey, WrappingKey

__all__ = ["KeyRotation", "PersonKey", "SealedFile", "WrappingKey"]


class SealedFile(Owned):
    """A file of a person: its content lies sealed on the disk under a random name.

    `reference` is an opaque mark of what it belongs to, such as "event:<uuid>". `about` holds the
    original's name, type and SHA-256. Written and read through `vault.files`.
    """

    reference = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=64, unique=True)
    # Bytes of the original; says no more than the length of the file on the disk does.
    size = models.PositiveBigIntegerField()
    about = SealedField(holds="json")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["owner", "reference"], name="file_by_reference")]

    def __str__(self) -> str:
        return f"file {self.id}"
