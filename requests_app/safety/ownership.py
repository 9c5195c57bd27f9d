"""Rows that belong to a person: whose they are is asked for each time they are read."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

M = TypeVar("M", bound="models.Model")


class UnscopedQuery(TypeError):
    """A query for people's rows that does not say whose."""


class OwnedManager(models.Manager[M]):
    """The one way to people's rows: `for_owner(person)`.

    `across_owners()` is for work that serves everyone (sweeps, key rotation, rebuilds) and is
    refused to views by a test. Everything else raises UnscopedQuery, so that a forgotten filter
    is an error and never somebody else's letter.
    """

    def for_owner(self, owner: AbstractBaseUser | uuid.UUID) -> models.QuerySet[M]:
        """The rows of this person."""
        owner_id = owner if isinstance(owner, uuid.UUID) else owner.pk
        return self.across_owners().filter(owner_id=owner_id)

    def across_owners(self) -> models.QuerySet[M]:
        """The rows of everyone."""
        return super().get_queryset()

    def get_queryset(self) -> models.QuerySet[M]:
        raise UnscopedQuery(
            f"{self.model.__name__}.objects: say whose rows with for_owner(person)."
        )

    def create(self, **values: Any) -> M:
        return self.across_owners().create(**values)


class Owned(models.Model):
    """A row of one person, with a key that says nothing and is known before it is saved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )

    objects = OwnedManager()
    # Django itself needs a plain manager, for reverse relations and deletion.
    unscoped = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "unscoped"
        default_manager_name = "unscoped"
