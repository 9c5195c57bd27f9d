"""All measurements one after another, or those named: python -m benchmarks [law letters ...].

Each is a program of its own with options of its own; here they run with their usual ones. Wants a
machine with nothing else to do, and some minutes. Exit code 1 if one of them ended badly.
"""

from __future__ import annotations

import subprocess
import sys

USUAL = {
    "law": ("-m", "benchmarks.law"),
    "directory": ("-m", "benchmarks.directory"),
    "letters": ("-m", "benchmarks.letters"),
    "cases": ("-m", "benchmarks.cases"),
    "web": ("-m", "benchmarks.web"),
    "bundle": ("-m", "benchmarks.bundle"),
    "reminders": ("-m", "benchmarks.reminders", "rate", "--reminders", "2000"),
}


def main(names: list[str]) -> int:
    """Run the named measurements, all of them if none is named."""
    unknown = [name for name in names if name not in USUAL]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(USUAL)}.")
        return 2
    failed = False
    for name in names or USUAL:
        print(f"== {name}", flush=True)
        failed = subprocess.run([sys.executable, *USUAL[name]]).returncode != 0 or failed
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
