"""How long a search and an import take: python benchmarks/directory.py [PATH OF A REGISTER]

Without a path, records with made-up names are used. Prints one figure a line; the bounds are 2 ms
for a search at the median over 3,200 records, and 20 s for an import.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

TYPED = (
    "l", "li", "lin", "link", "linkedin", "linkdin", "Linked In", "lnkd.in",
    "https://www.linkedin.com/in/someone-1", "facebok", "twitter", "x", "chatgpt", "microsfot",
    "outlook.live.com", "amazon", "deutsche bank", "sparkasse", "Müller", "vodaphone", "telekom",
    "mail@spotify.com", "ebay kleinanzeigen", "kirchengemeinde", "dhl", "gmail", "gmbh", "zzzz",
)  # fmt: skip


def main() -> None:
    register = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    sys.path.insert(0, str(Path(__file__).parents[1]))
    with tempfile.TemporaryDirectory(prefix="dsr-") as folder:
        os.environ["DSR_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsr_project.settings")
        import django

        django.setup()
        if register:
            measure_import(register)
        measure_search(register is not None)


def measure_import(register: Path) -> None:
    from django.core.management import call_command

    from requests_app.directory.importing import import_register

    call_command("migrate", verbosity=0)
    for turn in ("first", "second"):
        begin = time.perf_counter()
        counts = import_register(register).counts()
        print(f"import, {turn} time: {time.perf_counter() - begin:.2f} s, {counts}")


def measure_search(from_database: bool) -> None:
    from requests_app.directory import imported, queries
    from requests_app.directory.search import Index

    begin = time.perf_counter()
    if from_database:
        index = imported.index()
    else:
        model = queries.platform("spotify")
        towns = ("Hannover", "Leeds", "Lyon", "Zürich", "Bremen", "Cork", "Porto", "Graz")
        kinds = ("Versicherung AG", "Media GmbH", "Bank plc", "Logistics B.V.", "Verlag KG")
        made = []
        for n in range(3200 - len(queries.platforms())):
            name = f"{towns[n % 8]} {kinds[n % 5]} {n * 7919 % 100_003}"
            made.append(
                replace(model, id=f"r-{n}", name=name, names=(name,), domains=(), origin="r")
            )
        index = Index([*queries.platforms(), *made])
    print(f"index of {len(index.records)} records: {time.perf_counter() - begin:.2f} s")
    times = []
    for _ in range(20):
        for text in TYPED:
            begin = time.perf_counter()
            index.search(text)
            times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    late = times[len(times) * 95 // 100]
    print(f"search: median {statistics.median(times):.2f} ms, p95 {late:.2f} ms")


if __name__ == "__main__":
    main()
