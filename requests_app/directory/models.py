"""Tables of the directory: what an operator imported, and a person's own companies.

Our own records are files, not rows. Imported rows are public data and belong to nobody.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app.safety.ownership import Owned
from requests_app.vault.fields import SealedField


class DirectoryImport(models.Model):
    """One run of an import: what came of it. The newest row tells when to read the rows anew."""

    started_at = models.DateTimeField(auto_now_add=True)
    origin = models.CharField(max_length=200)
    licence = models.CharField(max_length=100)
    counts = models.JSONField(default=dict)
    refused = models.JSONField(default=list)

    objects: models.Manager[DirectoryImport] = models.Manager()

    class Meta:
        verbose_name = _("import of a register")

    def __str__(self) -> str:
        return f"{self.origin} {self.started_at:%Y-%m-%d}"


class ImportedRecord(models.Model):
    """A record of an open register in our own shape, with where it came from.

    `digest` is that of `record`: an import that brings the same content changes nothing.
    """

    slug = models.CharField(max_length=100, unique=True)
    record = models.JSONField()
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=200)
    licence = models.CharField(max_length=100)
    quality = models.CharField(max_length=20)
    as_of = models.DateField(null=True)
    changed_by = models.ForeignKey(DirectoryImport, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class ImportedCompany(ImportedRecord):
    """A company of the register; `obsolete` where the register withdrew it."""

    obsolete = models.BooleanField(default=False)
    redirect_to = models.CharField(max_length=100, blank=True)

    objects: models.Manager[ImportedCompany] = models.Manager()


class ImportedAuthority(ImportedRecord):
    """A supervisory authority of the register."""

    objects: models.Manager[ImportedAuthority] = models.Manager()


class OwnCompany(Owned):
    """A company that a person added for themselves; it never enters the directory.

    `details`: name, address (list of lines), seat, email, form, website, note.
    """

    details = SealedField(holds="json")
    added_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(Owned.Meta):
        verbose_name = _("company of your own")

    def __str__(self) -> str:
        return f"company {self.id}"
