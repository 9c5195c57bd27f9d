"""How long a complaint's file of 60 exhibits and 200 pages takes, and how much memory.

    .venv/bin/python benchmarks/bundle.py [--keep FILE]

Scans, photographs, screenshots, mails, texts and broken files, as people have them. The memory is
the sum of all processes at work (proportional set size, Linux), looked at twenty times a second.
Promised are at most 60 seconds and 700 MB. Ends with exit code 1 where one of them is passed.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import sys
import threading
import time
from pathlib import Path

import django
import pikepdf
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from requests_app.complaints.bundle.making import make  # noqa: E402
from requests_app.complaints.bundle.order import Exhibit  # noqa: E402
from tests.complaints.papers import exhibit, mail, order, pdf  # noqa: E402

SECONDS, MEGABYTES = 60.0, 700.0
EXHIBITS, PAGES = 60, 200


def noise(width: int, height: int, seed: int) -> Image.Image:
    """A picture that packs about as badly as a photograph."""
    grain = random.Random(seed).randbytes((width // 8) * (height // 8) * 3)
    small = Image.frombytes("RGB", (width // 8, height // 8), grain)
    return small.resize((width, height), Image.Resampling.BICUBIC)


def scan(pages: int, seed: int) -> bytes:
    """Scanned paper: a JPEG of 150 dots to the inch on each page."""
    made = pikepdf.new()
    for number in range(pages):
        out = io.BytesIO()
        noise(1240, 1754, seed + number).convert("L").save(out, "JPEG", quality=60)
        page = made.add_blank_page(page_size=(595, 842))
        picture = made.make_stream(out.getvalue())
        picture.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1240,
            Height=1754,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
        page.obj.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /P Do Q")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def photograph(seed: int) -> bytes:
    out = io.BytesIO()
    noise(4032, 3024, seed).save(out, "JPEG", quality=85)
    return out.getvalue()


def screenshot(height: int, seed: int) -> bytes:
    out = io.BytesIO()
    noise(1080, height, seed).quantize(64).save(out, "PNG")
    return out.getvalue()


def papers() -> list[Exhibit]:
    """Sixty exhibits; the last one fills up to two hundred pages."""
    found: list[Exhibit] = []
    found += [exhibit("pdf", pdf(4), title=f"Letter {n}") for n in range(16)]
    found += [exhibit("pdf", scan(6, n), title=f"Scan {n}") for n in range(14)]
    found += [exhibit("image", photograph(n), title=f"Photograph {n}") for n in range(10)]
    found += [exhibit("image", screenshot(2400, n), title=f"Screenshot {n}") for n in range(6)]
    words = "A sentence of a mail that goes on for a while.\n" * 60
    found += [exhibit("mail", mail(words), title=f"Answer {n}") for n in range(8)]
    found += [exhibit("text", words.encode() * 2, title=f"Notes {n}") for n in range(3)]
    found += [exhibit("pdf", b"%PDF-1.7 broken", title="Broken")]
    found += [exhibit("other", b"PK\x03\x04" * 1000, title="Minutes")]
    return [*found, exhibit("pdf", scan(9, 99), title="The long scan")]


class Memory(threading.Thread):
    """Adds up what this process and all below it hold."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self.base = self.now()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            self.peak = max(self.peak, self.now())

    @staticmethod
    def now() -> float:
        """Megabytes of proportional set size."""
        wanted, found = {os.getpid()}, 0
        parents = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                rest = path.read_text().rpartition(")")[2].split()
                parents[int(path.parent.name)] = int(rest[1])
            except OSError:
                continue
        for _generation in range(3):
            wanted |= {pid for pid, parent in parents.items() if parent in wanted}
        for pid in wanted:
            try:
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return found / 1024


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="FILE", help="write the bundle to this file")
    options = parser.parse_args()
    made = order(*papers())
    given = sum(len(one.content) for one in made.exhibits)
    memory = Memory()
    memory.start()
    begun = time.monotonic()
    bundle = make(made)
    seconds = time.monotonic() - begun
    memory.over.set()
    if options.keep:
        Path(options.keep).write_bytes(bundle.pdf)
    shown = sum(one.pages for one in bundle.exhibits)
    print(f"{len(made.exhibits)} exhibits, {given / 1e6:.1f} MB, {shown} pages of exhibits")
    print(f"{bundle.pages} pages in all, {len(bundle.pdf) / 1e6:.1f} MB")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    load, _five, _fifteen = os.getloadavg()
    print(f"{used.ru_utime + used.ru_stime:.1f} s of one processor; load of the machine {load:.1f}")
    print(f"{seconds:.1f} s; at most {memory.peak:.0f} MB, {memory.base:.0f} MB of it before")
    fits = seconds <= SECONDS and memory.peak <= MEGABYTES
    enough = len(made.exhibits) >= EXHIBITS and shown >= PAGES
    return 0 if fits and enough else 1


if __name__ == "__main__":
    sys.exit(main())
