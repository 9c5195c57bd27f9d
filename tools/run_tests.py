"""Run the tests: first those that compute, on all processors; then the browser beside the drills.

A browser and a killed process mostly wait, so the two leave each other room.

    .venv/bin/python tools/run_tests.py all|fast|drill|long [pytest's arguments]

The last line counts all passes together: "tests: N passed, N failed, N skipped". Exit code 0 only
if at least one test ran and none failed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = str(min(4, os.cpu_count() or 1))
SIDE_BY_SIDE = ["-n", WORKERS, "-m", "not browser and not drill and not long"]
BROWSER = ["-m", "browser and not drill and not long"]
DRILL = ["-m", "drill and not long"]
FAST = ["-n", WORKERS, "-m", "not browser and not drill and not long and not slow"]
# A set is passes one after the other; a pass is runs of pytest at the same time.
PASSES = {
    "all": [[SIDE_BY_SIDE], [BROWSER, DRILL]],
    "fast": [[FAST]],
    "drill": [[DRILL]],
    "long": [[["-m", "long"]]],
}
GRACE = 30.0  # seconds for a run that is stopped
NO_TEST_RAN = 5  # pytest's exit code: fine for one pass, an error if no pass ran any


def main(argv: list[str]) -> int:
    """Run the passes of a set; the exit code to leave with."""
    if not argv or argv[0] not in PASSES:
        print(f"usage: run_tests.py {'|'.join(PASSES)} [pytest's arguments]", file=sys.stderr)
        return 2
    total: Counter[str] = Counter()
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        for number, selections in enumerate(PASSES[argv[0]]):
            runs = [
                Run([*selection, *argv[1:]], Path(folder, f"{number}-{place}"), seen=place == 0)
                for place, selection in enumerate(selections)
            ]
            try:
                codes = [run.ended() for run in runs]
            finally:
                for run in runs:
                    run.stop()
            broken = broken or any(code not in {0, NO_TEST_RAN} for code in codes)
            for run in runs:
                total += run.counts()
    print(f"tests: {total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return int(broken or total["failed"] > 0 or total["passed"] == 0)


class Run:
    """One pytest. What a second one says at the same time is shown when it has ended."""

    def __init__(self, arguments: list[str], files: Path, *, seen: bool) -> None:
        self.report, self.said = files.with_suffix(".xml"), files.with_suffix(".txt")
        self.seen = seen
        command = [sys.executable, "-m", "pytest", *arguments, f"--junitxml={self.report}"]
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=None if seen else said,
                stderr=None if seen else subprocess.STDOUT,
            )

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        code = self.process.wait()
        if not self.seen:
            print(self.said.read_text(errors="replace"), flush=True)
        return code

    def stop(self) -> None:
        """End it if it still runs: whoever began it was interrupted."""
        if self.process.poll() is None:
            # As Ctrl-C does: pytest then ends what its tests have started.
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def counts(self) -> Counter[str]:
        """What passed, failed and was skipped; nothing if it left no report."""
        return counts(self.report) if self.report.exists() else Counter()


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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
