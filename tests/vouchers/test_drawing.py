"""The drawings are read back by another program's eye."""

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scanning import RUN, SVG, raster, read_bars, read_qr
from vouchers import rules

CODES = st.integers(0, 10**22 - 1).map(lambda number: rules.compose(number, "510600"))


class TestDrawQr:
    @settings(max_examples=25, deadline=None)
    @given(CODES)
    def test_reads_back_as_the_code(self, code):
        assert read_qr(raster(rules.draw_qr(code), scale=8)).text == code

    def test_is_level_m_with_a_quiet_zone_of_four(self):
        drawing = rules.draw_qr(rules.compose(7, "510600"))
        assert read_qr(raster(drawing, scale=6)).ec_level == "M"
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
        assert read_bars(raster(rules.draw_code128(code), scale=3)).text == code

    def test_carries_nothing_of_the_writer_but_the_bars(self):
        drawing = rules.draw_code128(rules.compose(7, "510600"))
        for unwanted in ("style", "DOCTYPE", "Zint", "<desc", "<?xml"):
            assert unwanted not in drawing
