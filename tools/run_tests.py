"""Run the tests: side by side where that is safe, then those that want the machine to themselves.

    .venv/bin/python tools/run_tests.py all|fast|drill|long [pytest's arguments]

The last line counts all passes together: "tests: N passed, N failed, N skipped". Exit code 0 only
if at least one test ran and none failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = str(min(4, os.cpu_count() or 1))
SIDE_BY_SIDE = ["-n", WORKERS, "-m", "not browser and not drill and not long"]
ONE_BY_ONE = ["-m", "(browser or drill) and not long"]
PASSES = {
    "all": [SIDE_BY_SIDE, ONE_BY_ONE],
    "fast": [["-n", WORKERS, "-m", "not browser and not drill and not long and not slow"]],
    "drill": [["-m", "drill and not long"]],
    "long": [["-m", "long"]],
}
NO_TEST_RAN = 5  # pytest's exit code: fine for one pass, an error if no pass ran any


def main(argv: list[str]) -> int:
    """Run the passes of a set; the exit code to leave with."""
    if not argv or argv[0] not in PASSES:
        print(f"usage: run_tests.py {'|'.join(PASSES)} [pytest's arguments]", file=sys.stderr)
        return 2
    total: Counter[str] = Counter()
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        for number, selection in enumerate(PASSES[argv[0]]):
            report = Path(folder, f"{number}.xml")
            command = [sys.executable, "-m", "pytest", *selection, f"--junitxml={report}"]
            code = subprocess.run([*command, *argv[1:]], cwd=ROOT).returncode
            broken = broken or code not in {0, NO_TEST_RAN}
            if report.exists():
                total += counts(report)
            if code == 2:  # interrupted by the person
                break
    print(f"tests: {total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return int(broken or total["failed"] > 0 or total["passed"] == 0)


def counts(report: Path) -> Counter[str]:
    """Passed, failed (errors too) and skipped of one pass, from pytest's own report."""
    result: Counter[str] = Counter()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        result["failed"] += failed
        result["skipped"] += skipped
        result["passed"] += int(suite.get("tests", 0)) - failed - skipped
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
