"""Odd mails from a seed: each of these oddities alone and mixed, as companies' systems send them.

`ODDITIES` is the list; `mails(count, seed)` gives the same mails for the same seed, `mutants`
breaks bytes of them. What a mail says is always in it, so that a test can ask whether it came out.
"""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WORDS = {
    "en": "Please verify your identity before we answer.",
    "de": "Bitte bestätigen Sie Ihre Identität, bevor wir antworten.",
    "fr": "Merci de joindre un justificatif d'identité à votre réponse.",
}


@dataclass
class Draft:
    """A mail in the making: header lines and body as bytes."""

    headers: list[bytes]
    body: bytes
    language: str
    words: str
    end: bytes = b"\r\n"

    def put(self, name: bytes, value: bytes) -> None:
        """Replace a header, or add it."""
        self.headers = [
            line for line in self.headers if not line.lower().startswith(name.lower() + b":")
        ]
        self.headers.append(name + b": " + value)

    def as_bytes(self) -> bytes:
        """The mail as it would lie in a mailbox."""
        return self.end.join(self.headers) + self.end * 2 + self.body


Oddity = Callable[[Draft, random.Random], None]


def _text(draft: Draft, charset: str, name: bytes | None = None) -> None:
    draft.body = draft.words.encode(charset, "replace")
    draft.put(b"Content-Type", b"text/plain; charset=" + (name or charset.encode()))
    draft.put(b"Content-Transfer-Encoding", b"8bit")


def latin_1_text(d: Draft, r: random.Random) -> None:
    _text(d, "iso-8859-1")


def windows_text_called_latin_1(d: Draft, r: random.Random) -> None:
    d.words += " “So it is.”"
    _text(d, "cp1252", b"iso-8859-1")


def utf_16_text(d: Draft, r: random.Random) -> None:
    _text(d, "utf-16")
    d.put(b"Content-Transfer-Encoding", b"base64")
    d.body = base64.encodebytes(d.body)


def charset_that_is_no_charset(d: Draft, r: random.Random) -> None:
    _text(
        d,
        "utf-8",
        r.choice([b"hex", b"rot13", b"zlib", b"idna", b"x-unknown", b"undefined", b"uu"]),
    )


def charset_in_quotes_with_a_comment(d: Draft, r: random.Random) -> None:
    _text(d, "utf-8", b'"utf-8" (plain)')


def raw_bytes_in_headers(d: Draft, r: random.Random) -> None:
    d.put(b"Subject", "Ihre Anfrage für Zürich".encode(r.choice(["utf-8", "latin-1"])))
    d.put(b"From", "Büro <office@example.com>".encode("latin-1"))


def encoded_line_ends_in_the_subject(d: Draft, r: random.Random) -> None:
    d.put(b"Subject", r.choice([
        b"=?utf-8?q?Re=0D=0ABcc:_evil@example.com?=",
        b"=?utf-8?b?UmU6DQpCY2M6IGV2aWxAZXhhbXBsZS5jb20=?=",
    ]))  # fmt: skip


def broken_encoded_words(d: Draft, r: random.Random) -> None:
    d.put(b"Subject", r.choice([
        b"=?utf-8?b?!!!!?=", b"=?utf-8?q?=?=", b"=?x-none?q?caf=E9?=", b"=?utf-8?b?w6k?=",
        b"=?utf-8?q?=C3?= =?utf-8?q?=A9?=", b"=??q?a?=", b"=?utf-8?z?a?=", b"=?utf-8?b?w6=?= x",
    ]))  # fmt: skip


def folded_headers(d: Draft, r: random.Random) -> None:
    d.put(b"Subject", b"Re:" + d.end + b"\tYour" + d.end + b"  request" + d.end + b" of today")


def endless_header(d: Draft, r: random.Random) -> None:
    d.put(b"X-Long", b"a" * r.choice([5_000, 60_000]))
    d.put(b"Subject", b"=?utf-8?q?" + b"x" * 20_000 + b"?=")


def header_without_a_colon(d: Draft, r: random.Random) -> None:
    d.headers.insert(r.randrange(len(d.headers)), b"this is no header")


def header_with_an_empty_name(d: Draft, r: random.Random) -> None:
    d.headers.append(b": nothing")


def headers_twice(d: Draft, r: random.Random) -> None:
    d.headers += [b"Subject: Another one", b"From: other@example.net", b"Date: yesterday"]


def no_headers_at_all(d: Draft, r: random.Random) -> None:
    d.headers = [b""]


def no_body(d: Draft, r: random.Random) -> None:
    d.body, d.words = b"", ""


def mailbox_line_first(d: Draft, r: random.Random) -> None:
    d.headers.insert(0, b"From office@example.com Tue Nov 24 10:00:00 2026")


def only_carriage_returns(d: Draft, r: random.Random) -> None:
    d.end = r.choice([b"\r", b"\n", b"\n\r"])


def impossible_date(d: Draft, r: random.Random) -> None:
    d.put(b"Date", r.choice([
        b"Tue, 31 Feb 2026 10:00:00 +0000", b"Tue, 24 Nov 0026 10:00:00 +9999", b"24.11.2026",
        b"Thu, 01 Jan 1970 00:00:00 +0000", b"Tue, 24 Nov 99999 10:00:00 +0000", b"",
        b"Tue, 24 Nov 2026 99:99:99 -0000", b"Tue, 24 Nov 2026 10:00:00 +99999999999",
    ]))  # fmt: skip


def odd_address(d: Draft, r: random.Random) -> None:
    d.put(b"From", r.choice([
        b'"a@b.example" <c@d.example>', b"<>", b"undisclosed:;", b"@", b"a b c",
        b'"unclosed <x@y.example>',
        b"(((((x@y.example", b"=?utf-8?q?office=40example=2Ecom?= <other@example.net>",
        b"x@[127.0.0.1]",
        b"alice@example.org)bob@example.org", "имя@пример.example".encode(),
    ]))  # fmt: skip


def direction_marks_in_the_name(d: Draft, r: random.Random) -> None:
    d.put(b"From", "\u202egro.elpmaxe\u202c <real@example.com>".encode())


def nul_bytes(d: Draft, r: random.Random) -> None:
    d.body = d.body.replace(b" ", b" \x00", 2)
    d.put(b"Subject", b"A\x00B")


def quoted_printable_with_bad_escapes(d: Draft, r: random.Random) -> None:
    d.put(b"Content-Transfer-Encoding", b"quoted-printable")
    d.put(b"Content-Type", b"text/plain; charset=utf-8")
    d.body = quopri.encodestring(d.words.encode()) + b"\r\n=ZZ =\r\n=4"


def base64_with_rubbish(d: Draft, r: random.Random) -> None:
    d.put(b"Content-Transfer-Encoding", b"base64")
    d.put(b"Content-Type", b"text/plain; charset=utf-8")
    coded = base64.encodebytes(d.words.encode())
    d.body = coded[:8] + b"*\r\n" + coded[8:] + r.choice([b"", b"=", b"===", b"A"])


def unknown_transfer_encoding(d: Draft, r: random.Random) -> None:
    d.put(
        b"Content-Transfer-Encoding",
        r.choice([b"x-none", b"uuencode", b"x-uu", b"8-bit", b"binary;"]),
    )


def _boundary(d: Draft, kind: bytes, parts: list[bytes], *, close: bool = True) -> None:
    d.put(b"Content-Type", kind + b"; boundary=b0")
    joined = b"".join(b"--b0" + d.end + part + d.end for part in parts)
    d.body = joined + (b"--b0--" + d.end if close else b"")


def _plain(d: Draft) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8" + d.end * 2 + d.words.encode()


def html_only(d: Draft, r: random.Random) -> None:
    d.put(b"Content-Type", b"text/html; charset=utf-8")
    d.body = (
        "<html><head><style>p{}</style><script>x='<p>'</script></head><body><p>"
        + d.words.replace("'", "&#39;")
        + "</p><img src='http://tracker.example/x.png'></body></html>"
    ).encode()


def unclosed_html(d: Draft, r: random.Random) -> None:
    d.put(b"Content-Type", b"text/html; charset=utf-8")
    d.body = ("<div>" * 500 + d.words + "<![CDATA[ <!-- <!DOCTYPE x [ <a href='").encode()


def plain_and_html(d: Draft, r: random.Random) -> None:
    markup = b"Content-Type: text/html" + d.end * 2 + b"<b>other words</b>"
    _boundary(d, b"multipart/alternative", [_plain(d), markup])


def boundary_never_closed(d: Draft, r: random.Random) -> None:
    _boundary(d, b"multipart/mixed", [_plain(d)], close=False)


def boundary_that_is_not_there(d: Draft, r: random.Random) -> None:
    d.put(b"Content-Type", b"multipart/mixed; boundary=nowhere")


def multipart_without_a_boundary(d: Draft, r: random.Random) -> None:
    d.put(
        b"Content-Type",
        r.choice(
            [b"multipart/mixed", b"multipart/mixed; boundary=", b'multipart/mixed; boundary=""']
        ),
    )


def attachment_with_an_odd_name(d: Draft, r: random.Random) -> None:
    name = r.choice([
        b'filename="../../etc/passwd"', b"filename*=utf-8''%e2%82%ac.pdf",
        b"filename*0=a; filename*1=b.pdf",
        b"filename*=hex''zz", b"filename*0*=utf-8''%zz; filename*2=c", b'filename="a\x00b.pdf"',
        b'filename="=?utf-8?q?r=C3=A9ponse.pdf?="', b"filename*x=1", b'filename="C:\\\\x\\\\y.pdf"',
        b"filename*00=a; filename*=b''c", b"filename*1=b",
    ])  # fmt: skip
    part = b"Content-Type: application/pdf" + d.end + b"Content-Disposition: attachment; " + name
    _boundary(d, b"multipart/mixed", [_plain(d), part + d.end * 2 + b"%PDF-1.4"])


def nested_deep(d: Draft, r: random.Random) -> None:
    depth = r.choice([5, 30, 150])
    inner = _plain(d)
    for level in range(depth):
        mark = b"n%d" % level
        inner = (
            b"Content-Type: multipart/mixed; boundary=" + mark + d.end * 2
            + b"--" + mark + d.end + inner + d.end + b"--" + mark + b"--" + d.end
        )  # fmt: skip
    _boundary(d, b"multipart/mixed", [_plain(d), inner])


def many_parts(d: Draft, r: random.Random) -> None:
    _boundary(d, b"multipart/mixed", [_plain(d)] + [b"" + d.end + b"x"] * r.choice([50, 400]))


def a_mail_in_the_mail(d: Draft, r: random.Random) -> None:
    part = (
        b"Content-Type: message/rfc822" + d.end * 2 + b"Subject: inner" + d.end * 2 + b"inner words"
    )
    _boundary(d, b"multipart/mixed", [_plain(d), part])


def encoded_mail_in_the_mail(d: Draft, r: random.Random) -> None:
    part = (
        b"Content-Type: message/rfc822" + d.end + b"Content-Transfer-Encoding: base64" + d.end * 2
        + base64.encodebytes(b"Subject: x\r\n\r\ny")
    )  # fmt: skip
    _boundary(d, b"multipart/mixed", [_plain(d), part])


def delivery_report(d: Draft, r: random.Random) -> None:
    status = b"Content-Type: message/delivery-status" + d.end * 2 + b"Action: failed" + d.end
    _boundary(d, b"multipart/report; report-type=delivery-status", [_plain(d), status])
    d.put(b"Auto-Submitted", b"auto-replied")


def content_type_that_is_none(d: Draft, r: random.Random) -> None:
    d.put(
        b"Content-Type",
        r.choice(
            [b"", b"text", b"/", b"text/", b"text/plain;;;=;", b"text/plain; charset", b"\xff/\xfe"]
        ),
    )


def authentication_results(d: Draft, r: random.Random) -> None:
    d.headers.insert(
        0,
        b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=example.com;"
        + d.end
        + b" dkim=pass header.d=example.com; dmarc=fail (p=none)",
    )
    d.headers.append(b"Authentication-Results: forged.example; dmarc=pass")


def language_of_the_reply(d: Draft, r: random.Random) -> None:
    d.language = r.choice(sorted(WORDS))
    d.words = WORDS[d.language]
    d.body = d.words.encode()
    d.put(b"Content-Type", b"text/plain; charset=utf-8")


def own_letter_quoted_below(d: Draft, r: random.Random) -> None:
    d.body += b"\r\n\r\n> I object. You must not charge a fee.\r\n> Regards\r\n"


ODDITIES: tuple[Oddity, ...] = (
    latin_1_text, windows_text_called_latin_1, utf_16_text, charset_that_is_no_charset,
    charset_in_quotes_with_a_comment, raw_bytes_in_headers, encoded_line_ends_in_the_subject,
    broken_encoded_words, folded_headers, endless_header, header_without_a_colon,
    header_with_an_empty_name, headers_twice, no_headers_at_all, no_body, mailbox_line_first,
    only_carriage_returns, impossible_date, odd_address, direction_marks_in_the_name, nul_bytes,
    quoted_printable_with_bad_escapes, base64_with_rubbish, unknown_transfer_encoding, html_only,
    unclosed_html, plain_and_html, boundary_never_closed, boundary_that_is_not_there,
    multipart_without_a_boundary, attachment_with_an_odd_name, nested_deep, many_parts,
    a_mail_in_the_mail, encoded_mail_in_the_mail, delivery_report, content_type_that_is_none,
    authentication_results, language_of_the_reply, own_letter_quoted_below,
)  # fmt: skip


def plain_mail(language: str = "en") -> Draft:
    """A mail with nothing odd about it."""
    words = WORDS[language]
    return Draft(
        headers=[
            b"Received: from mx.example.com by mx.example.org; Tue, 24 Nov 2026 10:00:02 +0000",
            b"From: Privacy Office <privacy@example.com>",
            b"To: Amara <a@example.org>",
            b"Subject: Re: Objection under Article 21",
            b"Date: Tue, 24 Nov 2026 10:00:00 +0000",
            b"Message-ID: <1@example.com>",
            b"MIME-Version: 1.0",
            b"Content-Type: text/plain; charset=utf-8",
        ],
        body=words.encode(),
        language=language,
        words=words,
    )


def mails(count: int, seed: int = 20261124) -> Iterator[tuple[str, bytes]]:
    """So many odd mails with the names of their oddities: each alone first, then mixtures."""
    chance = random.Random(seed)
    for number in range(count):
        if number < len(ODDITIES) * 3:
            chosen = [ODDITIES[number % len(ODDITIES)]]
        else:
            chosen = chance.sample(ODDITIES, chance.randint(2, 5))
        draft = plain_mail()
        for oddity in chosen:
            oddity(draft, chance)
        yield "+".join(one.__name__ for one in chosen), draft.as_bytes()


def mutants(count: int, seed: int = 20261124) -> Iterator[bytes]:
    """Odd mails with bytes changed, cut out, doubled or swapped."""
    chance = random.Random(seed)
    stock = [raw[:20_000] for _name, raw in mails(600, seed)]
    for _ in range(count):
        raw = bytearray(chance.choice(stock))
        for _ in range(chance.randint(1, 8)):
            if not raw:
                break
            at = chance.randrange(len(raw))
            length = chance.randint(1, 40)
            act = chance.randrange(4)
            if act == 0:
                raw[at] = chance.randrange(256)
            elif act == 1:
                del raw[at : at + length]
            elif act == 2:
                raw[at:at] = raw[at : at + length] * chance.randint(1, 4)
            else:
                other = chance.choice(stock)
                start = chance.randrange(max(1, len(other)))
                raw[at:at] = other[start : start + length]
        yield bytes(raw)
