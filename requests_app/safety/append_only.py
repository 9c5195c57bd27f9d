"""Records of what happened: written once, corrected only by a later record."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from requests_app.safety.ownership import Owned, OwnedManager

M = TypeVar("M", bound="models.Model")


class AppendOnlyError(TypeError):
    """An attempt to change or remove a record of what happened."""


class AppendOnlyQuerySet(models.QuerySet[M]):
    """Reads and inserts; rows go only when the whole person is erased."""

    def update(self, **values: Any) -> int:
        raise AppendOnlyError(f"{self.model.__name__} rows are not changed; add one that corrects.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{self.model.__name__} rows are not deleted one by one.")


class AppendOnlyManager(OwnedManager[M]):
    """The owner-scoped manager of an append-only table."""

    def across_owners(self) -> models.QuerySet[M]:
        return AppendOnlyQuerySet(self.model, using=self._db)


class PlainAppendOnlyManager(models.Manager[M]):
    """What Django itself uses for reverse relations: as append-only as the other."""

    def get_queryset(self) -> models.QuerySet[M]:
        return AppendOnlyQuerySet(self.model, using=self._db)


class AppendOnly(Owned):
    """A person's row that is written once."""

    objects = AppendOnlyManager()  # type: ignore[misc]
    unscoped = PlainAppendOnlyManager()  # type: ignore[misc]

    class Meta(Owned.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(
                f"This {self._meta.verbose_name} is not changed; add one that corrects it."
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"This {self._meta.verbose_name} is not deleted on its own.")
