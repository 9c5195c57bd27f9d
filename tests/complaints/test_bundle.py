"""The bundle: every page numbered, every original inside unchanged, whatever the originals are."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import time
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from requests_app.complaints.bundle.making import BundleFailed, Stopped, make
from requests_app.complaints.bundle.order import Bundle, Order, attachment_name, pack, unpack
from tests.complaints.papers import bomb, exhibit, mail, order, pdf, picture


def text_of(content: bytes) -> list[str]:
    """The text of each page, with line ends as spaces."""
    document = pypdfium2.PdfDocument(content)
    return [
        " ".join(document[number].get_textpage().get_text_range().split())
        for number in range(len(document))
    ]


def opened(bundle: Bundle) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(bundle.pdf))


@pytest.fixture(scope="module")
def full() -> tuple[Order, Bundle]:
    """A bundle with an exhibit of every kind, and with three that cannot be shown."""
    locked = io.BytesIO()
    pikepdf.open(io.BytesIO(pdf())).save(
        locked, encryption=pikepdf.Encryption(owner="a", user="b", R=6)
    )
    made = order(
        exhibit("pdf", pdf(3), title="Letter to Example Ltd"),
        exhibit("pdf", pdf(1, wide=True), title="A page across"),
        exhibit("pdf", pdf(1, turned=90), title="A page turned"),
        exhibit("image", picture(), title="Screenshot"),
        exhibit("image", picture(1000, 6000), title="Long screenshot"),
        exhibit("mail", mail(), title="Answer of Example Ltd"),
        exhibit("text", "Größe\n<b>{{ 7 * 7 }}</b>\n".encode(), title="Notes"),
        exhibit("pdf", b"%PDF-1.7 and then nothing", name="broken.pdf", title="Broken"),
        exhibit("pdf", locked.getvalue(), name="locked.pdf", title="Locked"),
        exhibit("other", b"PK\x03\x04", name="minutes.docx", title="Minutes"),
    )
    return made, make(made)


def test_it_passes_qpdf_and_opens_with_pikepdf(full: tuple[Order, Bundle], tmp_path: Path) -> None:
    _order, bundle = full
    with opened(bundle) as read:
        assert len(read.pages) == bundle.pages
    path = tmp_path / "bundle.pdf"
    path.write_bytes(bundle.pdf)
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        pytest.skip("qpdf is not installed")
    checked = subprocess.run([qpdf, "--check", path], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_page_has_its_number_and_every_exhibit_its_mark(full: tuple[Order, Bundle]) -> None:
    _order, bundle = full
    pages = text_of(bundle.pdf)
    for number, text in enumerate(pages, start=1):
        assert f"{number} / {bundle.pages}" in text
    for shown in bundle.exhibits:
        for place in range(shown.pages):
            text = pages[shown.first_page - 1 + place]
            assert f"Exhibit {shown.number}, {place + 1}/{shown.pages}" in text


def test_the_contents_name_the_page_each_part_begins_on(full: tuple[Order, Bundle]) -> None:
    _order, bundle = full
    contents = text_of(bundle.pdf)[1]
    for shown in bundle.exhibits:
        assert f"Exhibit {shown.number} " in contents
        assert f" {shown.first_page} " in f"{contents} "


def test_links_of_the_contents_lead_to_pages_and_none_leads_out(full: tuple[Order, Bundle]) -> None:
    _order, bundle = full
    with opened(bundle) as read:
        places = {page.objgen: number for number, page in enumerate(read.pages, start=1)}
        led = set()
        for page in read.pages:
            for link in page.obj.get("/Annots", []):
                assert "/A" not in link
                led.add(places[link.Dest[0].objgen])
    assert {shown.first_page for shown in bundle.exhibits} <= led


def test_bookmarks_lead_to_every_exhibit(full: tuple[Order, Bundle]) -> None:
    _order, bundle = full
    document = pypdfium2.PdfDocument(bundle.pdf)
    found = {mark.get_title(): mark.get_dest().get_index() + 1 for mark in document.get_toc()}
    assert {"Cover", "Contents", "Complaint", "Chronology", "List of the originals"} <= set(found)
    for shown in bundle.exhibits:
        title = next(one for one in found if one.startswith(f"Exhibit {shown.number}: "))
        assert found[title] == shown.first_page


def test_every_original_is_attached_unchanged_and_listed_with_its_hash(
    full: tuple[Order, Bundle],
) -> None:
    made, bundle = full
    listed = " ".join(text_of(bundle.pdf)[-2:]).replace(" ", "")
    with opened(bundle) as read:
        assert len(read.Root.AF) == len(made.exhibits)
        for number, one in enumerate(made.exhibits, start=1):
            name = attachment_name(number, one.name, "Exhibit")
            spec = read.attachments[name]
            content = spec.get_file().read_bytes()
            assert content == one.content
            assert spec.obj.AFRelationship == pikepdf.Name.Source
            assert hashlib.sha256(content).hexdigest() in listed


def test_what_cannot_be_shown_becomes_a_page_that_says_so(full: tuple[Order, Bundle]) -> None:
    _order, bundle = full
    pages = text_of(bundle.pdf)
    troubles = {shown.number: shown.trouble for shown in bundle.exhibits if shown.trouble}
    assert troubles == {8: "damaged", 9: "password", 10: "unknown_type"}
    for number, reason in (
        (8, "The file is damaged"),
        (9, "locked with a password"),
        (10, "not shown as pages"),
    ):
        shown = bundle.exhibits[number - 1]
        text = pages[shown.first_page - 1]
        assert "This original could not be shown" in text
        assert reason in text
        assert "attached to this file unchanged" in text


def test_mails_are_readable_with_their_headers(full: tuple[Order, Bundle]) -> None:
    _order, bundle = full
    text = text_of(bundle.pdf)[bundle.exhibits[5].first_page - 1]
    assert "Datenschutz Müller <privacy@company.example>" in text
    assert "Copy to file@company.example" in text
    assert "<one@company.example>" in text
    assert "We received your request." in text


def test_text_is_shown_as_it_is_and_never_becomes_markup(full: tuple[Order, Bundle]) -> None:
    _order, bundle = full
    text = text_of(bundle.pdf)[bundle.exhibits[6].first_page - 1]
    assert "Größe <b>{{ 7 * 7 }}</b>" in text


def test_a_long_screenshot_is_cut_into_pages_and_a_page_across_stays_across(
    full: tuple[Order, Bundle],
) -> None:
    _order, bundle = full
    assert bundle.exhibits[4].pages > 2
    with opened(bundle) as read:
        for number, wide in ((1, False), (2, True), (3, True)):
            box = read.pages[bundle.exhibits[number - 1].first_page - 1].mediabox
            assert (float(box[2]) > float(box[3])) is wide


def test_no_claim_to_pdf_a_is_made(full: tuple[Order, Bundle]) -> None:
    _order, bundle = full
    with opened(bundle) as read:
        assert "/Metadata" not in read.Root
        assert "/OutputIntents" not in read.Root


def test_nothing_in_an_exhibit_acts_in_the_bundle() -> None:
    wild = pikepdf.open(io.BytesIO(pdf()))
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    wild.Root.OpenAction = action
    wild.pages[0].obj.AA = pikepdf.Dictionary(O=action)
    wild.pages[0].obj.Annots = pikepdf.Array(
        [
            wild.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    Rect=[0, 0, 100, 100],
                    A=pikepdf.Dictionary(
                        S=pikepdf.Name.URI, URI=pikepdf.String("https://tracker.example/")
                    ),
                )
            )
        ]
    )
    content = io.BytesIO()
    wild.save(content)
    bundle = make(order(exhibit("pdf", content.getvalue())))
    with opened(bundle) as read:
        assert "/OpenAction" not in read.Root
        # The attached original holds it; no page of ours does.
        for page in read.pages:
            assert "/AA" not in page.obj
            for link in page.obj.get("/Annots", []):
                assert "/A" not in link


@pytest.mark.parametrize(
    ("language", "mark"),
    [("de", "Anlage 1, 1/1"), ("fr", "Pièce 1, 1/1"), ("en", "Exhibit 1, 1/1")],
)
def test_its_words_are_in_the_language_of_the_authority(language: str, mark: str) -> None:
    bundle = make(order(exhibit("pdf", pdf()), language=language))
    assert any(mark in text for text in text_of(bundle.pdf))


def test_a_picture_of_too_many_pixels_costs_one_page_and_no_memory() -> None:
    huge = picture(9000, 9000, optimize=False)
    bundle = make(order(exhibit("image", huge), exhibit("image", picture())))
    assert [shown.trouble for shown in bundle.exhibits] == ["picture_too_large", ""]


def test_a_file_that_unpacks_to_a_gigabyte_costs_one_page() -> None:
    bundle = make(order(exhibit("pdf", bomb()), exhibit("pdf", pdf())))
    heavy, light = (shown.trouble for shown in bundle.exhibits)
    assert heavy in ("too_heavy", "damaged")
    assert light == ""
    assert len(bundle.pdf) < 1_000_000


def test_it_tells_how_far_it_is_and_stops_when_asked() -> None:
    told: list[tuple[int, int]] = []
    exhibits = [exhibit("image", picture(3000, 4000, "JPEG")) for _ in range(8)]
    begun = time.monotonic()
    with pytest.raises(Stopped):
        make(
            order(*exhibits),
            lambda done, total: told.append((done, total)),
            lambda: len(told) >= 2,
        )
    assert told[0][1] == 8 + 3
    assert time.monotonic() - begun < 20


def test_too_many_exhibits_are_refused_before_anything_is_made() -> None:
    with pytest.raises(BundleFailed, match="too_many"):
        make(order(*[exhibit("text", b"x")] * 100))


def test_without_exhibits_it_is_cover_contents_complaint_and_chronology() -> None:
    bundle = make(order())
    assert bundle.exhibits == ()
    assert "Original page 2" in " ".join(text_of(bundle.pdf))


def test_an_order_crosses_to_the_child_and_back_unchanged() -> None:
    made = order(exhibit("mail", mail()), exhibit("image", picture()))
    assert unpack(pack(made)) == made


@pytest.mark.parametrize(
    ("name", "attached"),
    [
        ("reply.eml", "Exhibit 03 - reply.eml"),
        ("../../etc/passwd", "Exhibit 03 - _.._etc_passwd"),
        ("a\u202egnp.exe", "Exhibit 03 - a_gnp.exe"),
        ("", "Exhibit 03 - original"),
        ("x" * 300 + ".pdf", f"Exhibit 03 - {'x' * 100}.pdf"),
    ],
)
def test_names_of_originals_cannot_lead_anywhere(name: str, attached: str) -> None:
    assert attachment_name(3, name, "Exhibit") == attached
