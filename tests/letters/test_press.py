"""The press: bounded, warm, and nobody's orphan."""

from __future__ import annotations

import contextlib
import http.server
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from requests_app.letters.contracts import LetterText
from requests_app.letters.errors import LetterError
from requests_app.letters.press import Press
from requests_app.letters.render import forget_kept, press, render_eml, render_pdf, render_text

ROOT = Path(__file__).parents[2]


@pytest.fixture
def own_press() -> Iterator[Press]:
    own = Press(size=1)
    yield own
    own.close()


PAGE = '<html lang="en"><title>t</title><h1>Subject</h1><p>Words</p></html>'


def test_a_child_is_kept_for_the_next_letter(own_press: Press) -> None:
    own_press.print(PAGE, "uk")
    first = own_press.pids()
    own_press.print(PAGE, "fr")
    assert own_press.pids() == first
    assert len(first) == 1


def test_a_killed_child_is_replaced_and_the_letter_still_comes(own_press: Press) -> None:
    own_press.print(PAGE, "uk")
    (pid,) = own_press.pids()
    os.kill(pid, signal.SIGKILL)
    assert own_press.print(PAGE, "uk").startswith(b"%PDF")
    assert own_press.pids() != (pid,)


def test_a_closed_press_leaves_no_folder_behind() -> None:
    own = Press(size=1)
    own.print(PAGE, "uk")
    folder = Path(psutil.Process(own.pids()[0]).environ()["TMPDIR"])
    assert folder.is_dir()
    own.close()
    assert not folder.exists()


def test_a_page_that_takes_too_long_ends_in_one_sentence_and_the_next_is_served(
    own_press: Press,
) -> None:
    nested = '<div style="display:flex">' * 14 + "x" + "</div>" * 14
    own_press.print(PAGE, "uk")  # its start is no part of what is measured
    begun = time.monotonic()
    with pytest.raises(LetterError) as caught:
        own_press.print(f'<html lang="en"><title>t</title>{nested}</html>', "uk")
    assert time.monotonic() - begun < 30  # its own alarm rings at 15
    assert "limits of time and memory" in caught.value.message
    assert own_press.print(PAGE, "uk").startswith(b"%PDF")


def test_processor_time_is_counted_anew_for_each_letter(own_press: Press) -> None:
    own_press.print(PAGE, "uk")
    (pid,) = own_press.pids()
    soft, _ = psutil.Process(pid).rlimit(psutil.RLIMIT_CPU)
    paragraphs = "<p>Words and more words to be set.</p>" * 1500
    own_press.print(f'<html lang="en"><title>t</title>{paragraphs}</html>', "uk")
    own_press.print(PAGE, "uk")
    later, _ = psutil.Process(pid).rlimit(psutil.RLIMIT_CPU)
    assert later > soft
    assert own_press.pids() == (pid,)


def test_the_child_is_bounded_and_cannot_write(own_press: Press) -> None:
    own_press.print(PAGE, "uk")
    process = psutil.Process(own_press.pids()[0])
    assert process.rlimit(psutil.RLIMIT_AS)[1] <= 768 * 1024 * 1024
    assert process.rlimit(psutil.RLIMIT_FSIZE)[1] == 0
    assert process.net_connections() == []


class _Listener(http.server.BaseHTTPRequestHandler):
    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[str]:
    _Listener.seen.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_the_press_opens_no_address_and_no_file(
    own_press: Press, listener: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("very secret words")
    html = f"""<html lang="en"><head><title>t</title><base href="{listener}/">
    <link rel="stylesheet" href="{listener}/a.css"><link rel="attachment" href="{secret.as_uri()}">
    <style>@import url({listener}/b.css); @font-face {{ font-family: F; src: url({listener}/f) }}
    body {{ background: url({listener}/c.png) }}</style></head>
    <body><img src="{listener}/d.png"><img src="{secret.as_uri()}"><object data="{listener}/e">
    </object><embed src="{listener}/g"><a rel="attachment" href="{secret.as_uri()}">x</a></body>"""
    made = own_press.print(html, "uk")
    assert made.startswith(b"%PDF")
    assert _Listener.seen == []
    assert b"very secret" not in made
    assert b"EmbeddedFile" not in made


def test_many_threads_share_a_bounded_press() -> None:
    own = Press(size=2)
    made: list[bytes] = []

    def work() -> None:
        for _ in range(3):
            made.append(own.print(PAGE, "uk"))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 18
    assert len(own.pids()) <= 2
    own.close()
    assert own.pids() == ()


def test_a_forked_process_starts_its_own_child(own_press: Press) -> None:
    own_press.print(PAGE, "uk")
    before = own_press.pids()
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:  # as a gunicorn or Celery worker does
        with contextlib.suppress(BaseException):
            from requests_app.letters.press import press as theirs

            theirs.close()
            own_press.disown()
            ok = own_press.print(PAGE, "uk").startswith(b"%PDF")
            os.write(writer, b"1" if ok and own_press.pids() != before else b"0")
            own_press.close()
        os._exit(0)
    os.close(writer)
    assert os.read(reader, 1) == b"1"
    os.waitpid(pid, 0)
    os.close(reader)
    assert own_press.pids() == before
    assert own_press.print(PAGE, "uk").startswith(b"%PDF")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_child_outlives_a_killed_parent(how: signal.Signals) -> None:
    program = textwrap.dedent("""
        import time
        from requests_app.letters.press import press
        press.warm()
        print(*press.pids(), flush=True)
        time.sleep(60)
    """)
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    folder = Path(child.environ()["TMPDIR"])
    assert folder.is_dir()
    parent.send_signal(how)
    parent.wait(10)
    child.wait(10)
    assert not child.is_running()
    assert not folder.exists()


def test_a_second_download_is_answered_from_memory_and_an_anonymous_one_is_not(
    letter: Callable[..., LetterText], monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_kept()
    printed: list[str] = []
    real = press.print

    def count(html: str, layout: str, signature: bytes | None = None) -> bytes:
        printed.append(layout)
        return real(html, layout, signature)

    monkeypatch.setattr(press, "print", count)
    text = letter()
    first = render_pdf(text, keep_for="owner-1")
    assert render_pdf(text, keep_for="owner-1") == first
    assert len(printed) == 1
    render_pdf(text)
    render_pdf(text)
    assert len(printed) == 3
    render_pdf(text, keep_for="owner-2")
    assert len(printed) == 4
    forget_kept()


HOSTILE = [
    "http://evil.example/x.png ![x](http://evil.example) <img src=http://evil.example>",
    "{{ settings.SECRET_KEY }} {% include 'settings.py' %} {% debug %} {# x #}",
    "<table><td colspan=1000000></table><script>alert(1)</script><style>@page{size:1mm}</style>",
    "<div style='display:flex'>" * 200,
    "- " * 3000,
    "> " * 3000,
    "1. " * 3000,
    "*" * 5000,
    "_a_ " * 3000,
    "[" * 5000,
    "x" * 300 + " " + "y" * 300,
    "a\n\n" * 500,
    "\\" * 5000,
    "&lt;b&gt; &#x27; &nbsp;",
    "é" * 3000,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_becomes_words_on_paper_or_one_sentence(
    letter: Callable[..., LetterText], words: str
) -> None:
    text = letter()
    begun = time.monotonic()
    try:
        made = render_pdf(text.edited("Subject", f"Start\n\n{words}\n\nEnd"))
    except LetterError as refused:
        made = b""
        said = refused.message
    assert made.startswith(b"%PDF") or (said and "\n" not in said)
    assert time.monotonic() - begun < 15
    assert render_pdf(text).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("x" * 1_000_000, "at most 40 kB"),
        ("nul \0 byte", "control character"),
        ("turned \u202e round", "direction of writing"),
        ("half \ud83d a sign", "control character"),
        ("سلام", "Latin, Greek and Cyrillic"),
        ("nice 🙂", "Latin, Greek and Cyrillic"),
        ("", "no text"),
        ("a\n\n" * 5000, "at most 600"),
    ],
)
def test_what_cannot_be_printed_is_said_in_one_sentence(
    letter: Callable[..., LetterText], words: str, says: str
) -> None:
    with pytest.raises(LetterError) as caught:
        render_pdf(letter().edited("Subject", words))
    assert caught.value.field == "body"
    assert says in caught.value.message
    assert "\n" not in caught.value.message


def test_greek_and_cyrillic_are_printed(letter: Callable[..., LetterText]) -> None:
    text = letter()
    text = replace(text, signatory="Ελένη Петрова-Ångström", sender=("Ελένη Петрова-Ångström",))
    assert render_pdf(text).startswith(b"%PDF")


def test_a_mail_draft_holds_the_text_and_the_pdf_and_is_unsent(
    letter: Callable[..., LetterText],
) -> None:
    import email
    import email.policy

    text = letter("objection", "uk", "en", platform="openai", delivery="email")
    mail = email.message_from_bytes(render_eml(text), policy=email.policy.default)
    assert mail["X-Unsent"] == "1"
    assert "@openai.com" in mail["To"]
    assert mail["Subject"] == text.subject
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().split() == render_text(text).split()
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content().startswith(b"%PDF")
    assert attached.get_filename() == "2026-11-24-openai-opco-llc-objection.pdf"


@pytest.mark.parametrize("delivery", ["form", "email", "post"])
def test_a_mail_draft_says_that_it_comes_by_mail_whatever_was_chosen_first(
    letter: Callable[..., LetterText], delivery: str
) -> None:
    import email
    import email.policy

    text = letter("objection", "uk", "en", platform="openai", delivery=delivery)
    mail = email.message_from_bytes(render_eml(text), policy=email.policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert f"By e-mail: {mail['To']}" in said
    assert "By web form" not in said
    assert "By post" not in said


@pytest.mark.parametrize("subject", ["a\nBcc: x@example.org", "a\rb", "a%0d%0aBcc: x", "a\0b"])
def test_a_subject_cannot_smuggle_in_a_mail_header(
    letter: Callable[..., LetterText], subject: str
) -> None:
    with pytest.raises(LetterError):
        render_eml(letter().edited(subject, "Words"))
