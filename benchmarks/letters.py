"""How fast letters are set: python benchmarks/letters.py [--letters 30] [--json]

One run, one machine, the same letters for everybody:

- bare: WeasyPrint on the press's own HTML, fonts and style sheets kept, same PDF variant;
- press: the same HTML through the warm child process, as the site does it;
- compose: the request to the text, without the paper;
- chromium: a warm headless Chromium that prints the same HTML (Playwright);
- typst: the same words set by Typst, where the package ``typst`` can be imported.

Then a hundred letters one after another against two at a time, a repeated download, the first
letter after start, and the size of a one-page letter.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dsr_project.settings")

import django  # noqa: E402

django.setup()

from requests_app.letters import compose, render_pdf  # noqa: E402
from requests_app.letters.checks import check_body  # noqa: E402
from requests_app.letters.contracts import LetterText  # noqa: E402
from requests_app.letters.facts import request_from_facts  # noqa: E402
from requests_app.letters.fonts import FACES, font_file, font_folder  # noqa: E402
from requests_app.letters.markup import Listing, Paragraph  # noqa: E402
from requests_app.letters.paper import to_page  # noqa: E402
from requests_app.letters.press import Press  # noqa: E402

PAGE = ROOT / "templates" / "letters" / "page"
FACTS = json.loads((ROOT / "docs" / "facts.example.json").read_text(encoding="utf-8"))


def letter(kind: str) -> LetterText:
    return compose(
        request_from_facts(
            FACTS,
            platform="linkedin",
            kind_id=kind,
            purposes=["ai-training"] if kind == "objection" else [],
            regime="uk",
            language_code="en",
            on=date(2026, 11, 24),
        )
    )


def letters() -> dict[str, LetterText]:
    two = letter("objection")
    four = two.edited(two.subject, f"{two.body}\n\n{two.body}")
    return {"1 page": letter("reminder"), "2 pages": two, "4 pages": four}


def median_ms(work: Callable[[], object], times: int) -> float:
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def style(layout: str) -> str:
    faces = "".join(
        f"@font-face {{ font-family: {family}; font-style: {kind}; font-weight: {weight};"
        f" src: url({font_file(file).as_uri()}) }}\n"
        for family, kind, weight, file in FACES
    )
    return faces + (PAGE / "letter.css").read_text() + (PAGE / f"{layout}.css").read_text()


class Bare:
    """WeasyPrint as fast as it goes: nothing is loaded twice."""

    def __init__(self) -> None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        self.sheets = [CSS(string=style("uk"), font_config=self.fonts)]

    def print(self, html: str) -> bytes:
        from weasyprint import HTML

        made: bytes = HTML(string=html).write_pdf(
            stylesheets=self.sheets, font_config=self.fonts, pdf_variant="pdf/ua-1", cache={}
        )
        return made


def chromium_ms(pages: dict[str, str], times: int) -> dict[str, float] | str:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "playwright is not installed"
    path = next(
        (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), None
    )
    found = {}
    folder = Path(os.environ.get("TMPDIR", "/tmp"))
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        for name, html in pages.items():
            file = folder / "letters-bench.html"
            file.write_text(html.replace("</head>", f"<style>{style('uk')}</style></head>"))

            def print_it(file: Path = file) -> bytes:
                page.goto(file.as_uri())
                made: bytes = page.pdf(format="A4", tagged=True, prefer_css_page_size=True)
                return made

            found[name] = median_ms(print_it, times)
            file.unlink()
        browser.close()
    return found


def typst_source(text: LetterText) -> str:
    def words(runs: Any) -> str:
        out = ""
        for run in runs:
            safe = "".join("\\" + c if c in "\\#*_$`<>@=-+/~[]\"'" else c for c in run.text)
            out += f"*{safe}*" if run.strong else safe
        return out

    body = []
    for block in check_body(text.body):
        if isinstance(block, Paragraph):
            body.append(words(block.runs))
        elif isinstance(block, Listing):
            mark = "-" if block.start is None else "+"
            for item in block.items:
                said = " ".join(words(one.runs) for one in item if isinstance(one, Paragraph))
                body.append(f"{mark} {said}")
    return (
        f'#set document(title: "{text.subject}")\n'
        '#set page(paper: "a4", margin: (left: 25mm, right: 21mm, top: 20mm, bottom: 19mm))\n'
        '#set text(font: "Source Serif Pro", size: 10pt, lang: "en")\n'
        + "\n\n".join(f"{line} \\" for line in (*text.sender, *text.recipient))
        + f"\n\n= {text.subject}\n\n"
        + "\n\n".join(body)
    )


def typst_ms(texts: dict[str, LetterText], times: int) -> dict[str, float] | str:
    try:
        import typst
    except ImportError:
        return "typst is not installed"
    found = {}
    for name, text in texts.items():
        source = typst_source(text)
        compiler = typst.Compiler(font_paths=[str(font_folder("serif"))], ignore_system_fonts=True)
        counter = itertools.count()

        def set_it(
            compiler: Any = compiler, source: str = source, counter: Any = counter
        ) -> object:
            # Typst remembers what it has set: another date on each letter, as in life.
            return compiler.compile(
                source.replace("Dear", f"No. {next(counter)} Dear").encode(), format="pdf"
            )

        found[name] = median_ms(set_it, times)
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--letters", type=int, default=30, help="repetitions for each median")
    asked.add_argument("--json", action="store_true", help="one JSON line instead of a table")
    options = asked.parse_args()
    times = options.letters

    texts = letters()
    pages = {name: to_page(text, check_body(text.body)) for name, text in texts.items()}

    begun = time.perf_counter()
    press = Press(size=2)
    press.print(pages["1 page"], "uk")
    first = time.perf_counter() - begun

    bare = Bare()
    rows: dict[str, Any] = {
        "bare WeasyPrint": {
            n: median_ms(lambda h=h: bare.print(h), times) for n, h in pages.items()
        },
        "press": {n: median_ms(lambda h=h: press.print(h, "uk"), times) for n, h in pages.items()},
        "compose": {"2 pages": median_ms(lambda: letter("objection"), times)},
        "warm Chromium": chromium_ms(pages, times),
        "Typst": typst_ms(texts, times),
    }
    one = pages["1 page"]
    begun = time.perf_counter()
    for _ in range(100):
        press.print(one, "uk")
    in_turn = time.perf_counter() - begun
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: press.print(one, "uk"), range(4)))
        begun = time.perf_counter()
        list(pool.map(lambda _: press.print(one, "uk"), range(100)))
        together = time.perf_counter() - begun
    size = len(press.print(one, "uk"))
    press.close()
    render_pdf(texts["1 page"], keep_for="bench")
    again = median_ms(lambda: render_pdf(texts["1 page"], keep_for="bench"), times)

    facts = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "first letter after start, s": round(first, 2),
        "100 letters in turn, s": round(in_turn, 2),
        "100 letters, two at a time, s": round(together, 2),
        "share": round(together / in_turn, 2),
        "repeated download, ms": round(again, 2),
        "one page, bytes": size,
        "press / bare": {n: round(rows["press"][n] / rows["bare WeasyPrint"][n], 2) for n in pages},
    }
    if options.json:
        print(json.dumps({"ms": rows, **facts}))
        return
    print(f"{'median ms':<18}" + "".join(f"{name:>12}" for name in pages))
    for who, found in rows.items():
        if isinstance(found, str):
            print(f"{who:<18}{found}")
        else:
            cells = "".join(f"{found[n]:>12.1f}" if n in found else f"{'':>12}" for n in pages)
            print(f"{who:<18}{cells}")
    for name, value in facts.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
