"""What a person waits for in the browser: python -m benchmarks.web prints one JSON line.

The site as it is served (gunicorn, a database of its own) and Chromium on the same machine. Bytes
and requests of the home page as transferred; milliseconds to the largest paint and from a key
pressed to the preview, as median and 95th percentile; how much things moved.

    .venv/bin/python -m benchmarks.web [--rounds 15]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.measuring import (
    WATCH,
    fill_in,
    largest_paint,
    moved,
    preview_time,
    transferred,
)
from tools.system_packages import chromium

ROOT = Path(__file__).resolve().parents[1]
PREFILLED = "/letter/?platform=linkedin&right=objection&purpose=ai-training&residence=GB-ENG"


@contextmanager
def served() -> Iterator[str]:
    """The site on a free port, with a database that is thrown away; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="dsr-") as var:
        surroundings = {**os.environ, "DSR_VAR": var, "SITE_URL": address}
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=surroundings, check=True
        )
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "-w", "2",
             "--log-level", "error", "dsr_project.wsgi"],
            cwd=ROOT, env=surroundings,
        )  # fmt: skip
        try:
            _wait_for(f"{address}/healthz", server)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def fresh(browser: Browser, address: str, width: int) -> Page:
    """A page of an empty profile: nothing is cached."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 900})
    context.add_init_script(WATCH)
    return context.new_page()


def paints(browser: Browser, address: str, width: int, rounds: int) -> tuple[list[float], float]:
    """Milliseconds to the largest paint of the home page, and the most that anything moved."""
    taken, most = [], 0.0
    for _ in range(rounds):
        page = fresh(browser, address, width)
        page.goto("/")
        taken.append(largest_paint(page))
        most = max(most, moved(page))
        page.context.close()
    return taken, most


def previews(page: Page, rounds: int) -> list[float]:
    """Milliseconds from a key pressed to the preview, while the details are being given."""
    page.goto(PREFILLED)
    fill_in(page, "details")
    return [preview_time(page, "Your postal address") for _ in range(rounds)]


def summed(taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    path = chromium()
    if path is None:
        print("There is no Chromium here (package chromium).", file=sys.stderr)
        return 1
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        sizes = transferred(fresh(browser, address, 1280), "/")
        wide, moved_wide = paints(browser, address, 1280, rounds)
        narrow, moved_narrow = paints(browser, address, 360, rounds)
        figures = {
            "home_bytes": sum(sizes.values()),
            "home_requests": len(sizes),
            "largest_paint_ms": {"1280": summed(wide), "360": summed(narrow)},
            "moved": max(moved_wide, moved_narrow),
            "preview_ms": summed(previews(fresh(browser, address, 1280), rounds)),
            "rounds": rounds,
            "load": os.getloadavg()[0],
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        }
        browser.close()
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
