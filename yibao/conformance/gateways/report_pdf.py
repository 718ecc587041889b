"""A report on A4."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

from fpdf import FPDF

_FONT = "NotoSansSC"
_MARGIN = 20
_BODY, _SMALL = 11, 9
_TITLE = "上线自测报告"
_MARKS = {"green": "通过", "red": "没有通过", "open": "没有做"}


def pdf_of(sealed: dict[str, Any]) -> bytes:
    """Whose, when, every case, and the signature to check it by."""
    report = sealed["report"]
    page = FPDF(format="A4")
    page.set_title(f"{_TITLE} {report['run']}")
    page.set_lang("zh-CN")
    page.set_margin(_MARGIN)
    page.set_auto_page_break(True, margin=_MARGIN)
    page.add_font(_FONT, fname=_font_path())
    page.add_page()
    _text(page, _TITLE, _BODY + 6, align="C")
    page.ln(4)
    for label, value in _facts(report):
        _text(page, f"{label}：{value}", _BODY)
    page.ln(4)
    for number, case in enumerate(report["cases"], start=1):
        _text(page, f"{number}. {case['title']}：{_MARKS[case['result']]}", _BODY)
        if case["msgid"]:
            _text(page, f"    {case['infno']}，报文号 {case['msgid']} {case['words']}", _SMALL)
    page.ln(4)
    _text(page, f"签名（{sealed['alg']}，密钥 {sealed['kid']}）：{sealed['signature']}", _SMALL)
    _text(page, "以同编号的 JSON 文件为准，可在开发者中心核对签名。", _SMALL)
    return bytes(page.output())


def _facts(report: dict[str, Any]) -> list[tuple[str, str]]:
    places = [f"{row['name']}（{row['fixmedins_code']}）" for row in report["institutions"]]
    return [
        ("编号", report["run"]),
        ("沙箱", f"{report['tenant_name']}（{report['tenant']}）"),
        ("机构", "、".join(places)),
        ("时间", f"{report['started_at']} 至 {report['ended_at']}"),
        ("结果", f"{report['total']} 个用例，通过 {report['passed']} 个"),
    ]


def _text(page: FPDF, text: str, size: int, align: str = "L") -> None:
    page.set_font(_FONT, size=size)
    # 1.6 lines of the letter, from points (1/72 of 25.4 mm) to millimetres.
    height = size * 8 / 5 * 254 / 720
    page.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")


@lru_cache(maxsize=1)
def _font_path() -> str:
    return str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf")
