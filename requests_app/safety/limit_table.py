"""The table of the cache: what limits remember for a while."""

from __future__ import annotations

from django.db import models


class CacheEntry(models.Model):
    """A value kept until an instant. The key is a keyed hash and says nothing about anybody."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"entry until {self.ends_at:%Y-%m-%d %H:%M}"
