"""The drawings are read back by another program's eye."""

import re
from xml.etree import ElementTree

import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from vouchers import rules

SVG = "{http://www.w3.org/2000/svg}"
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z")
CODES = st.integers(0, 10**22 - 1).map(lambda number: rules.compose(number, "510600"))


def raster(drawing, *, scale):
    """Paint the SVG: a white ground and one black path of boxes."""
    root = ElementTree.fromstring(drawing)
    width, height = (int(part) for part in root.get("viewBox").split()[2:])
    ground, ink = root.findall(f"{SVG}path")
    assert ground.get("fill") == "#fff"
    assert ink.get("fill") == "#000"
    image = Image.new("L", (width * scale, height * scale), 255)
    pen = ImageDraw.Draw(image)
    boxes = RUN.findall(ink.get("d"))
    assert "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in boxes) == ink.get("d")
    for x, y, w, h in (map(int, box) for box in boxes):
        pen.rectangle((x * scale, y * scale, (x + w) * scale - 1, (y + h) * scale - 1), fill=0)
    return image


def read(image):
    return zxingcpp.read_barcodes(image)


class TestDrawQr:
    @settings(max_examples=25, deadline=None)
    @given(CODES)
    def test_reads_back_as_the_code(self, code):
        found = read(raster(rules.draw_qr(code), scale=8))
        assert [result.text for result in found] == [code]
        assert found[0].format == zxingcpp.BarcodeFormat.QRCode

    def test_is_level_m_with_a_quiet_zone_of_four(self):
        drawing = rules.draw_qr(rules.compose(7, "510600"))
        assert read(raster(drawing, scale=6))[0].ec_level == "M"
        root = ElementTree.fromstring(drawing)
        width = int(root.get("viewBox").split()[2])
        boxes = [
            tuple(map(int, box)) for box in RUN.findall(root.findall(f"{SVG}path")[1].get("d"))
        ]
        assert min(x for x, *_ in boxes) == min(y for _, y, *_ in boxes) == 4
        assert max(x + w for x, _, w, _ in boxes) == width - 4

    def test_obeys_the_content_security_policy(self):
        drawing = rules.draw_qr(rules.compose(7, "510600"))
        assert "style" not in drawing
        assert "<script" not in drawing
        root = ElementTree.fromstring(drawing)
        assert root.get("role") == "img"
        assert root.get("aria-label")
        assert root.get("shape-rendering") == "crispEdges"

    def test_is_taken_by_templates_as_it_is(self):
        from django.template import Context, Template

        drawing = rules.draw_qr(rules.compose(7, "510600"))
        assert Template("{{ svg }}").render(Context({"svg": drawing})) == str(drawing)


class TestDrawCode128:
    @settings(max_examples=25, deadline=None)
    @given(CODES)
    def test_reads_back_as_the_code(self, code):
        found = read(raster(rules.draw_code128(code), scale=3))
        assert [result.text for result in found] == [code]
        assert found[0].format == zxingcpp.BarcodeFormat.Code128

    def test_carries_nothing_of_the_writer_but_the_bars(self):
        drawing = rules.draw_code128(rules.compose(7, "510600"))
        for unwanted in ("style", "DOCTYPE", "Zint", "<desc", "<?xml"):
            assert unwanted not in drawing
