"""What may be uploaded, what is refused in a sentence, and that nothing hostile does any harm."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from requests_app.safety import sandbox, upload_child, uploads
from requests_app.safety.uploads import UploadRefused
from tests.safety import hostile

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("letter.pdf", hostile.pdf(3), "application/pdf"),
        ("Foto.PNG", hostile.png(), "image/png"),
        ("photo.jpeg", hostile.jpeg(), "image/jpeg"),
        ("Grüße.txt", "Grüße aus Köln".encode(), "text/plain; charset=utf-8"),
        ("old.txt", "Grüße aus Köln".encode("cp1252"), "text/plain; charset=utf-8"),
        ("word.docx", hostile.zipped(hostile.WORD), uploads.KINDS[-1].content_type),
        (
            "reply.eml",
            b"From: dpo@example.org\r\nTo: amara@example.org\r\nSubject: Yes\r\n\r\nWe agree.",
            "message/rfc822",
        ),
    ],
)
def test_an_honest_file_is_taken(name: str, content: bytes, content_type: str) -> None:
    found = uploads.examine(name, content)
    assert (found.name, found.content_type) == (name, content_type)
    assert found.size == len(content)
    assert uploads.remarks(found.found) == []


def test_a_hundred_hostile_ones_are_refused_or_can_do_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.safety.hostile_run"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(run.stdout)
    assert said["tried"] >= 100
    assert said["wrong"] == []
    # The bombs themselves are made there, at up to 300 MB; what examining adds is next to nothing.
    assert said["peak"] < 512 * MEGABYTE


def test_a_picture_is_shown_without_anything_but_its_pixels() -> None:
    secret = hostile.jpeg((4000, 3000), comment=b"SECRET-COMMENT", exif=_exif())
    shown = uploads.picture("image/jpeg", secret)
    assert b"SECRET" not in shown
    made = Image.open(io.BytesIO(shown))
    assert max(made.size) == 1600
    assert not made.getexif()


def test_a_picture_that_lies_on_its_side_is_shown_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    shown = uploads.picture("image/jpeg", hostile.jpeg((200, 100), exif=exif))
    assert Image.open(io.BytesIO(shown)).size == (100, 200)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_pixel_are_shown(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "PNG")
    assert Image.open(io.BytesIO(uploads.picture("image/png", out.getvalue()))).size == (30, 20)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    return exif


class TestSandbox:
    """The child can compute and answer, and nothing else."""

    def script(self, tmp_path: Path, body: str) -> Path:
        safety = Path(settings.BASE_DIR) / "requests_app" / "safety"
        path = tmp_path / "child.py"
        path.write_text(
            f"import sys\nsys.path.insert(0, {str(safety)!r})\nimport confined, os, socket, json\n"
            f"confined.confine()\nraw = confined.data()\n{body}\n"
        )
        return path

    @pytest.mark.parametrize(
        "attempt",
        [
            "open('/etc/hostname')",
            "open('/tmp/made-by-the-child', 'w')",
            "socket.socket()",
            "os.pipe()",
            "__import__('subprocess').Popen(['true'])",
        ],
    )
    def test_it_opens_nothing(self, tmp_path: Path, attempt: str) -> None:
        body = (
            f"try:\n    {attempt}\n    confined.answer({{'did': True}})\n"
            "except (OSError, ImportError):\n    confined.answer({'did': False})"
        )
        found, _made = sandbox.run(self.script(tmp_path, body), "x", b"")
        assert found == {"did": False}

    def test_it_gives_back_what_it_was_given(self, tmp_path: Path) -> None:
        body = "confined.answer({'length': len(raw)}, raw[::-1])"
        data = bytes(range(256)) * 20_000
        found, made = sandbox.run(self.script(tmp_path, body), "x", data)
        assert (found, made) == ({"length": len(data)}, data[::-1])

    @pytest.mark.parametrize(
        "attempt",
        [
            "kept = [b'x' * 10_000_000 for _ in range(100)]",
            "os._exit(3)",
            "os.kill(os.getpid(), 11)",
            "sys.stdout.buffer.write(b'nonsense'); sys.stdout.flush()",
            "sys.stdout.buffer.write(b'x' * 40_000_000); sys.stdout.flush()",
            "sys.stdout.buffer.write(b'\\0\\0\\0\\2\\0\\0\\0\\0{]'); sys.stdout.flush()",
        ],
    )
    def test_whatever_it_does_wrong_is_an_error_of_ours(self, tmp_path: Path, attempt: str) -> None:
        with pytest.raises(sandbox.Exceeded):
            sandbox.run(self.script(tmp_path, attempt), "x", b"")

    def test_it_is_ended_when_it_takes_too_long(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sandbox, "WALL_SECONDS", 1.0)
        with pytest.raises(sandbox.Exceeded, match="too long"):
            sandbox.run(self.script(tmp_path, "import time; time.sleep(60)"), "x", b"")

    def test_who_comes_while_too_many_wait_is_asked_to_come_back(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sandbox, "PATIENCE", 0.1)
        for _ in range(sandbox.AT_ONCE):
            sandbox._places.acquire()
        try:
            with pytest.raises(UploadRefused, match="try again"):
                uploads.examine("a.txt", b"hello")
        finally:
            for _ in range(sandbox.AT_ONCE):
                sandbox._places.release()


def test_the_documented_limits_are_those_in_force() -> None:
    documented = (Path(settings.BASE_DIR) / "docs" / "operating.md").read_text()
    for figure, limit in [
        ("25 MB a file", uploads.LARGEST_FILE == 25 * MEGABYTE),
        ("40 million pixels", upload_child.PIXELS == 40_000_000),
        ("300 pages", upload_child.PAGES == 300),
        ("150 MB a stream and 600 MB in all", upload_child.UNPACKED_STREAM == 150_000_000),
        ("640 MB of memory", _confined_memory() == 640 * MEGABYTE),
        ("500 MB a person", settings.UPLOAD_QUOTA_MB == 500),
    ]:
        assert figure in documented
        assert limit, figure


def _confined_memory() -> int:
    from requests_app.safety import confined

    return confined.MEMORY_BYTES
