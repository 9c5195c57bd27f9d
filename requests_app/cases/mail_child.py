"""Reads one mail. A script that `cases.mail_reading` runs in a child; the site never imports it."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from requests_app.cases.mail_decoding import CHARSETS
from requests_app.cases.mail_text import read_mail
from requests_app.safety import confined

# Whatever the reader may need is loaded before nothing can be opened any more.
_SAMPLE = (
    b"From: =?utf-8?q?a?= <a@b.example>\r\nDate: Tue, 24 Nov 2026 10:00:00 +0000\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>a=20b</p>\r\n--x\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nYQ==\r\n--x\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''a%20b\r\n"
    b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 a\r\n#86)C\r\n`\r\nend\r\n--x--\r\n"
)


def main() -> None:
    for charset in CHARSETS:
        codecs.lookup(charset)
    read_mail(_SAMPLE)
    confined.confine()
    confined.answer(read_mail(confined.data()).as_data())


if __name__ == "__main__":
    main()
