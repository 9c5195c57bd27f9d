"""Write docs/export.schema.json: the form of data.json in a person's export.

    .venv/bin/python tools/export_schema.py

A test compares the file with what this would write.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "export.schema.json"


def text() -> str:
    """The schema as the file holds it."""
    from requests_app.accounts.own_data import Export
    from requests_app.safety.plain_data import schema

    described = schema(Export, "Everything that a DSR Desk keeps about a person (data.json)")
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsr_project.settings")
    import django

    django.setup()
    FILE.write_text(text(), encoding="utf-8")
