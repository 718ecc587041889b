"""A list of bills on A4."""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from fpdf import FPDF
from fpdf.fonts import FontFace

_FONT = "NotoSansSC"
_MARGIN = 12
_SIZE, _HEAD, _SMALL = 9, 16, 8
#: Shares of the width: time, place and kind, then six amounts.
_WIDTHS = (26, 52, 18, 18, 18, 18, 18, 18)


def pdf_of(
    title: str, notes: Sequence[str], head: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    """One table, its head on every page, the page's number below."""
    page = _Paper(format="A4")
    page.set_title(title)
    page.set_lang("zh-CN")
    page.set_margin(_MARGIN)
    page.set_auto_page_break(True, margin=_MARGIN + 4)
    page.add_font(_FONT, fname=_font_path())
    page.add_page()
    _lines(page, [title], _HEAD, 9)
    _lines(page, notes, _SIZE, 6)
    page.ln(2)
    page.set_font(_FONT, size=_SMALL)
    with page.table(
        col_widths=_WIDTHS,
        line_height=5,
        text_align=("LEFT", "LEFT", *["RIGHT"] * (len(_WIDTHS) - 2)),
        headings_style=FontFace(fill_color=(233, 237, 240)),
        wrapmode="CHAR",
    ) as table:
        table.row(list(head))
        for cells in rows:
            table.row(list(cells))
    return bytes(page.output())


class _Paper(FPDF):
    """Pages that carry their number."""

    def footer(self) -> None:
        """Below every page."""
        self.set_y(-_MARGIN)
        self.set_font(_FONT, size=_SMALL)
        self.cell(0, 5, f"第 {self.page_no()} 页", align="C")


def _lines(page: FPDF, texts: Sequence[str], size: int, height: int) -> None:
    page.set_font(_FONT, size=size)
    for text in texts:
        page.multi_cell(0, height, text, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")


@lru_cache(maxsize=1)
def _font_path() -> str:
    return str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")
