"""What a person has typed for complaints so far, as data they can take along to read.

It is not taken over elsewhere: which grounds there are, and which papers, is the case's there.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from requests_app.complaints.models import ComplaintDraft


def complaints_begun(owner_id: uuid.UUID) -> Iterator[dict[str, Any]]:
    """The person's complaints that are not recorded yet; the case by its submission."""
    rows = ComplaintDraft.objects.for_owner(owner_id).select_related("case")
    for row in rows.order_by("case__opened_at", "case__submission", "kind"):
        yield {
            "case": row.case.submission,
            "kind": row.kind,
            "answers": row.answers or {},
            "in_the_file": row.filed,
            "changed_at": row.changed_at,
        }
