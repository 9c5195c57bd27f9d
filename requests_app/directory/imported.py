"""Companies imported from an open register, as records like ours, and the index over both.

They live in the database, because an operator imports them; in memory they are read once for
each import. Whether there was a new import is asked at most every few seconds.
"""

from __future__ import annotations

import threading
import time
from functools import lru_cache

from .loader import all_platforms
from .records import Authority, Platform
from .register import ID_PREFIX, authority_from, platform_from
from .search import Index

SECONDS_BETWEEN_LOOKS = 5.0

_lock = threading.Lock()
_looked_at: float | None = None
_last_import = 0


def platform(identity: str) -> Platform | None:
    """The imported company with this id ("register-" and its slug), or None."""
    from .models import ImportedCompany

    slug = identity.removeprefix(ID_PREFIX)
    row = ImportedCompany.objects.filter(slug=slug).first()
    if row and row.obsolete:
        # Withdrawn by the register: its successor answers, one step only, so that no ring is run.
        row = ImportedCompany.objects.filter(slug=row.redirect_to, obsolete=False).first()
    return platform_from(row.slug, row.record, row.origin, row.licence, row.as_of) if row else None


def authority(identity: str) -> Authority | None:
    """The imported authority with this id ("register-" and its slug), or None."""
    from .models import ImportedAuthority

    row = ImportedAuthority.objects.filter(slug=identity.removeprefix(ID_PREFIX)).first()
    return authority_from(row.slug, row.record, row.origin, row.licence, row.as_of) if row else None


def index() -> Index:
    """The search index over our records and the imported ones, as of the last import."""
    global _looked_at, _last_import
    now = time.monotonic()
    if _looked_at is None or now - _looked_at > SECONDS_BETWEEN_LOOKS:
        latest = _latest_import()
        with _lock:
            _looked_at, _last_import = now, latest
    return _index_after(_last_import)


def forget() -> None:
    """Makes the next search look for new imports at once."""
    global _looked_at
    with _lock:
        _looked_at = None
    _index_after.cache_clear()


def _latest_import() -> int:
    from .models import DirectoryImport

    return DirectoryImport.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@lru_cache(maxsize=1)
def _index_after(_number: int) -> Index:
    from .models import ImportedCompany

    rows = (
        ImportedCompany.objects.filter(obsolete=False)
        .order_by("slug")
        .values_list("slug", "record", "origin", "licence", "as_of")
    )
    others = (platform_from(*row) for row in rows.iterator())
    return Index((*all_platforms().values(), *others))
