"""The promise letter on A4, for printing and signing (P62)."""

from functools import lru_cache
from importlib.resources import files

from fpdf import FPDF

from ..data.promise import Letter

_FONT = "NotoSansSC"
_MARGIN = 20
#: Points of the body: usual, and for readers who chose the largest size.
USUAL, LARGE = 12, 16


def pdf_of(letter: Letter, *, number: str, size: int = USUAL) -> bytes:
    """One page or two; ``number`` is the request's, to find the paper again."""
    page = FPDF(format="A4")
    page.set_title(f"{letter.title} {number}")
    page.set_lang("zh-CN")
    page.set_margin(_MARGIN)
    page.set_auto_page_break(True, margin=_MARGIN)
    page.add_font(_FONT, fname=_font_path())
    page.add_page()
    _line(page, letter.title, size + 6, align="C")
    page.ln(4)
    for label, value in letter.rows:
        _line(page, f"{label}：{value}", size)
    page.ln(4)
    for at, paragraph in enumerate(letter.paragraphs, 1):
        _line(page, f"{at}. {paragraph}", size)
    page.ln(10)
    _line(page, "承诺人签名：________________________", size)
    page.ln(6)
    _line(page, "日期：________ 年 ____ 月 ____ 日", size)
    page.ln(8)
    _line(page, f"申请号 {number}　版本 {letter.version}", size - 3)
    return bytes(page.output())


def _line(page: FPDF, text: str, size: int, align: str = "L") -> None:
    page.set_font(_FONT, size=size)
    # 1.6 lines of the letter, from points (1/72 of 25.4 mm) to millimetres.
    height = size * 8 / 5 * 254 / 720
    page.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")


@lru_cache(maxsize=1)
def _font_path() -> str:
    return str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")
