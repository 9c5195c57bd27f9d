"""Fill a desk with sealed rows and files, and read all of them back.

`python -m tests.drills.many_things plant --people N --rows M` plants, with files for as many people
as `--with-files` says; `check` reads every sealed value and file and prints
{"values": n, "unreadable": n, "wrong": n, "old": n} as JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import uuid

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import models, transaction  # noqa: E402

from requests_app.accounts.models import User  # noqa: E402
from requests_app.cases.models import Case, Event, Letter  # noqa: E402
from requests_app.vault import files, resealing  # noqa: E402
from requests_app.vault.errors import VaultError  # noqa: E402
from requests_app.vault.fields import SealedField  # noqa: E402
from requests_app.vault.models import SealedFile  # noqa: E402


def plant(people: int, rows: int, with_files: int) -> None:
    """So many rows with sealed fields in all; two files, one of them large, for so many people."""
    each = max(1, (rows - people) // people)
    for number in range(people):
        with transaction.atomic():
            owner = User.objects.create_user(f"person{number}@example.org")
            case = Case(owner=owner, platform="x", submission=uuid.uuid4(), details={"of": number})
            case.save()
            letter = Letter.objects.create(
                owner=owner, case=case, kind="k", dated="2026-11-24",
                subject=f"subject {number}", body=f"body {number}", request={"of": number},
            )  # fmt: skip
            Event.objects.across_owners().bulk_create(
                Event(
                    owner=owner, case=case, kind="sent", on="2026-11-24", letter=letter,
                    details={"note": f"note {number} {n}"}, submission=uuid.uuid4(),
                )
                for n in range(each - 2)
            )  # fmt: skip
        for size in (1_000, 1_500_000) if number < with_files else ():
            content = f"file {number} ".encode() * (size // 8)
            files.keep(owner.pk, [content], name=f"{number}.pdf", content_type="application/pdf")


def check() -> dict[str, int]:
    """Open everything there is."""
    found = {"rows": 0, "values": 0, "unreadable": 0, "wrong": 0}
    for model in apps.get_models():
        sealed = [f for f in model._meta.local_concrete_fields if isinstance(f, SealedField)]
        if not sealed:
            continue
        for row in models.QuerySet(model).iterator():
            found["rows"] += 1
            for field in sealed:
                try:
                    value = getattr(row, field.name)
                except VaultError:
                    found["unreadable"] += 1
                    continue
                found["values"] += value is not None
    for file in SealedFile.objects.across_owners().iterator():
        try:
            digest = hashlib.sha256(files.read(file)).hexdigest()
        except VaultError:
            found["unreadable"] += 1
            continue
        found["values"] += 1
        found["wrong"] += digest != file.about["sha256"]
    found["old"] = resealing.left_on_older()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Fill a desk, and read it back.")
    parser.add_argument("what", choices=["plant", "check"])
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--with-files", type=int, default=1_000_000)
    given = parser.parse_args()
    if given.what == "plant":
        plant(given.people, given.rows, given.with_files)
    else:
        sys.stdout.write(json.dumps(check()))


if __name__ == "__main__":
    main()
