"""Attacks by files: T43–T50 and T53, through the limited program and the service."""

import io
import time
import zlib
from unittest.mock import ANY

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from family.data.photos import PDF
from family.errors import (
    UploadHasPassword,
    UploadKind,
    UploadTooLarge,
    UploadTooManyPages,
    UploadUnreadable,
    UploadUnsafe,
)
from family.gateways import renditions
from family.services import document_intake as intake
from tests.factories import papers
from tests.family.attacking import BAD, SCRIPT, ZIP, answers, clean, job, measured, told


def polyglots():
    """Ten files that are a picture and something else at once."""
    jpeg, png = papers.photo(), papers.saved(papers.small(), "PNG")
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    exif[0x9286] = SCRIPT
    return {
        "jpeg-then-html": jpeg + SCRIPT,
        "jpeg-then-zip": jpeg + ZIP,
        "jpeg-comment": papers.saved(papers.small(), "JPEG", comment=SCRIPT),
        "jpeg-exif": papers.saved(papers.small(), "JPEG", exif=exif),
        "jpeg-profile": papers.saved(papers.small(), "JPEG", icc_profile=SCRIPT * 20),
        "png-then-html": png + SCRIPT,
        "png-then-php": png + b"<?php echo 1; ?>",
        "png-text": papers.saved(papers.small(), "PNG", pnginfo=info),
        "webp-then-zip": papers.saved(papers.small(), "WEBP") + ZIP,
        "webp-xmp": papers.saved(papers.small(), "WEBP", xmp=SCRIPT),
    }


class TestPolyglots:
    def test_lose_everything_that_is_no_pixel(self):
        """T43: ten files."""
        said = answers(*map(job, polyglots().values()))
        assert len(said) == 10
        for _, jpeg in said:
            assert not [trace for trace in BAD if trace in jpeg]
            with Image.open(io.BytesIO(jpeg)) as kept:
                assert kept.format == "JPEG" and "comment" not in kept.info

    def test_of_a_gif_and_html_are_no_picture(self):
        """Trap 18 of the libraries: a GIF head is enough for a look at the type."""
        with pytest.raises(UploadKind):
            clean(b"GIF89a" + SCRIPT)


def _name(document, key, value):
    document.Root[key] = value


def bad_pdfs():
    """Twelve documents that act, hide or are locked."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    away = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.invalid/")

    def names(document):
        document.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", script]))
        )

    def attached(document):
        document.attachments["evil.exe"] = b"MZ"

    def on_page(document):
        document.pages[0].AA = pikepdf.Dictionary(O=script)

    def annotated(**parts):
        def change(document):
            link = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Rect=pikepdf.Array([0, 0, 9, 9]), **parts
            )
            document.pages[0].Annots = pikepdf.Array([document.make_indirect(link)])

        return change

    def form(document):
        document.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array([]), XFA=document.make_stream(b"<xdp/>")
        )

    def submit(document):
        post = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://example.invalid/")
        annotated(Subtype=pikepdf.Name.Widget, A=post)(document)

    return {
        "open-script": papers.pdf(change=lambda d: _name(d, "/OpenAction", script)),
        "open-launch": papers.pdf(change=lambda d: _name(d, "/OpenAction", launch)),
        "open-address": papers.pdf(change=lambda d: _name(d, "/OpenAction", away)),
        "names-script": papers.pdf(change=names),
        "page-script": papers.pdf(change=on_page),
        "link-launch": papers.pdf(change=annotated(Subtype=pikepdf.Name.Link, A=launch)),
        "embedded": papers.pdf(change=attached),
        "attached": papers.pdf(change=annotated(Subtype=pikepdf.Name.FileAttachment)),
        "rich": papers.pdf(change=annotated(Subtype=pikepdf.Name.RichMedia)),
        "form-xfa": papers.pdf(change=form),
        "form-submit": papers.pdf(change=submit),
        "locked": papers.pdf(encryption=pikepdf.Encryption(owner="o", user="u")),
        "owned": papers.pdf(encryption=pikepdf.Encryption(owner="o", user="")),
    }


class TestPdf:
    def test_that_acts_or_is_locked_is_refused(self):
        """T44: twelve bad documents, and one that is locked for its owner only."""
        bad = bad_pdfs()
        said = told(*map(job, bad.values()))
        words = {name: head.get("error") for name, head in zip(bad, said, strict=True)}
        assert len(words) == 13
        assert {name for name, word in words.items() if word == "password"} == {"locked", "owned"}
        assert set(words.values()) == {"unsafe", "password"}

    @pytest.mark.parametrize(
        ("change", "wanted"), [("open-script", UploadUnsafe), ("locked", UploadHasPassword)]
    )
    def test_is_refused_with_the_words_for_it(self, change, wanted):
        with pytest.raises(wanted):
            clean(bad_pdfs()[change])

    def test_becomes_a_picture_of_each_page(self):
        """T44: three good documents, the last of which only opens at a page."""

        def first_page(document):
            document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])

        good = (papers.pdf(), papers.pdf(3), papers.pdf(change=first_page))
        said = told(*(job(data, most_pages=3) for data in good))
        assert [len(head["pages"]) for head in said] == [1, 3, 1]
        assert max(said[0]["pages"][0]["width"], said[0]["pages"][0]["height"]) == 2400

    def test_with_too_many_pages_is_refused(self):
        """T44: at most ten, and no more than the place holds."""
        many = papers.pdf(11)
        assert (
            told(job(many, most_pages=12), job(many, most_pages=3))
            == [{"error": "pages", "peak_kb": ANY, "parts": []}] * 2
        )
        with pytest.raises(UploadTooManyPages) as refused:
            clean(many)
        assert refused.value.message == "这一项只要 1 张。"


def stream_bomb() -> bytes:
    """Some 4 MB that would unpack to 4 GB when the page is drawn."""
    squeeze, block = zlib.compressobj(9), b" " * (16 * 2**20)
    first = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)
    body = first + (squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)) * 255

    def change(document):
        packed = pikepdf.Stream(document, body)
        packed.Filter = pikepdf.Name.FlateDecode
        document.pages[0].Contents = document.make_indirect(packed)

    return papers.pdf(change=change, recompress_flate=False, stream_decode_level=None)


class TestBombs:
    def test_of_a_stream_in_a_pdf_are_refused_in_time_and_memory(self):
        """T45."""
        bomb = stream_bomb()
        began = time.monotonic()
        said, largest = measured(renditions.job(bomb, PDF))
        assert said["error"] == "broken"
        assert time.monotonic() - began < 20
        assert 20 * 1024 < largest < 512 * 1024  # the limit ended it

    @pytest.mark.parametrize(
        "data", [ZIP + b"\0" * 500, b"\x1f\x8b\x08" + b"\0" * 99, b"Rar!\x1a\x07\x00"]
    )
    def test_of_archives_are_no_pictures(self, data):
        """T45."""
        with pytest.raises(UploadKind):
            clean(data)

    def test_of_pixels_are_refused_before_decoding(self):
        """T46: 74 bytes that claim to be 81 million pixels."""
        sizes = [(9000, 9000), (65500, 1), (1, 65500), (40000, 40000)]
        usual, *said = told(
            job(papers.saved(Image.new("L", (9, 9)), "PNG")),
            *(job(papers.png_claiming(*size)) for size in sizes),
        )
        assert {head["error"] for head in said} == {"pixels"}
        assert max(head["peak_kb"] for head in said) - usual["peak_kb"] < 20 * 1024
        with pytest.raises(UploadTooLarge):
            clean(papers.png_claiming(9000, 9000))

    def test_do_not_keep_out_what_phones_take(self):
        """T46: 40 million pixels are taken."""
        page = clean(papers.saved(Image.new("RGB", (7300, 5470), (90, 90, 90)), "JPEG"))[0]
        assert (page.width, page.height) == (2400, 1798)


class TestContent:
    @pytest.mark.parametrize(
        "data",
        [
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            b'<?xml version="1.0"?><!DOCTYPE svg><svg onload="alert(1)"/>',
            b"<!doctype html><script>alert(1)</script>",
            b"\xef\xbb\xbf<html>",
            b"MZ\x90\x00" + b"\0" * 200,
            b"\x7fELF" + b"\0" * 200,
            b"BM" + b"\0" * 200,
            b"II*\x00" + b"\0" * 200,
        ],
    )
    def test_decides_not_the_name(self, data):
        """T47: eight files, all called .jpg by their sender."""
        with pytest.raises(UploadKind):
            clean(data)

    def test_of_heic_is_understood(self):
        """T48: photos as iPhones keep them."""
        data = papers.saved(papers.small(), "HEIF")
        assert intake.kind_of(by=None, data=data) == "image/heic"
        assert clean(data)[0].width == 500

    def test_that_is_broken_is_said_to_be(self):
        with pytest.raises(UploadUnreadable):
            clean(papers.photo()[:400])
