"""The file as a ZIP: the bundle, the complaint alone, every original, and their fingerprints."""

from __future__ import annotations

import hashlib
import io
import zipfile

from requests_app.complaints.bundle.order import Order, attachment_name


def as_zip(order: Order, bundle: bytes, complaint_text: str) -> bytes:
    """The archive. SHA256SUMS lists every other file in it, as `sha256sum --check` reads it."""
    word = order.words["exhibit"].replace("{number}", "").strip()
    files = {
        "00-bundle.pdf": bundle,
        "01-complaint.pdf": order.complaint,
        "01-complaint.txt": complaint_text.encode(),
    }
    for number, exhibit in enumerate(order.exhibits, start=1):
        files[f"originals/{attachment_name(number, exhibit.name, word)}"] = exhibit.content
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(_entry(name), content)
        archive.writestr(_entry("SHA256SUMS"), sums)
    return made.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    # A fixed day: the archive says nothing of when it was made, and the same file is the same.
    return zipfile.ZipInfo(name, date_time=(2026, 1, 1, 0, 0, 0))
