"""The statement of a clearing on A4."""

from functools import lru_cache
from importlib.resources import files

from fpdf import FPDF

from ..data.clearing import StatementPaper

_FONT = "NotoSansSC"
_MARGIN = 20
_BODY, _SMALL = 11, 9
_NAME_WIDE, _AMOUNT_WIDE = 110, 60


def pdf_of(paper: StatementPaper) -> bytes:
    """Facts, a table of amounts in yuan, and what the paper proves."""
    page = FPDF(format="A4")
    page.set_title(f"{paper.title} {paper.number}")
    page.set_lang("zh-CN")
    page.set_margin(_MARGIN)
    page.set_auto_page_break(True, margin=_MARGIN)
    page.add_font(_FONT, fname=_font_path())
    page.add_page()
    _text(page, paper.title, _BODY + 6, align="C")
    page.ln(4)
    for label, value in paper.facts:
        _text(page, f"{label}：{value}", _BODY)
    page.ln(4)
    _table(page, paper.amounts)
    page.ln(6)
    for line in paper.notes:
        _text(page, line, _SMALL)
    return bytes(page.output())


def _table(page: FPDF, amounts: tuple[tuple[str, str], ...]) -> None:
    page.set_font(_FONT, size=_BODY)
    for label, amount in (("项目", "金额（元）"), *amounts):
        page.cell(_NAME_WIDE, 8, label, border=1)
        page.cell(_AMOUNT_WIDE, 8, amount, border=1, align="R", new_x="LMARGIN", new_y="NEXT")


def _text(page: FPDF, text: str, size: int, align: str = "L") -> None:
    page.set_font(_FONT, size=size)
    # 1.6 lines of the letter, from points (1/72 of 25.4 mm) to millimetres.
    height = size * 8 / 5 * 254 / 720
    page.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")


@lru_cache(maxsize=1)
def _font_path() -> str:
    return str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")
