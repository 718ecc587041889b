"""Drawing a code: one path, black on white, without inline style (wireframe 2e)."""

import re

import zxingcpp
from qrcode.util import MODE_8BIT_BYTE, MODE_NUMBER, QRData

from yibao.kernel.qr import qr_of

from ..data import Svg

_BAR_HEIGHT = 60
_BAR = re.compile(r"M(\d+) 0h(\d+)v\d+h-\d+Z")
_WIDTH = re.compile(r'<svg width="(\d+)"')

_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="yb-code__svg" viewBox="0 0 {width} {height}" '
    'role="img" aria-label="{label}" shape-rendering="crispEdges"{stretch}>'
    '<path fill="#fff" d="M0 0h{width}v{height}H0z"/><path fill="#000" d="{path}"/></svg>'
)


def draw_qr(code: str) -> Svg:
    """QR code: numeric mode, error level M, quiet zone of four modules."""
    return _draw(QRData(code.encode("ascii"), mode=MODE_NUMBER))


def draw_text_qr(text: str) -> Svg:
    """The same of ASCII text: a printed code, which is longer and no number."""
    return _draw(QRData(text.encode("ascii"), mode=MODE_8BIT_BYTE))


def _draw(data: QRData) -> Svg:
    picture = qr_of(data)
    return _svg(width=picture.size, height=picture.size, path=picture.path, label="医保码二维码")


def draw_code128(code: str) -> Svg:
    """Code 128 of the digits; only widths are taken from the writer, the frame is ours."""
    barcode = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.Code128)
    made = zxingcpp.write_barcode_to_svg(barcode, scale=1)
    width = int(_WIDTH.search(made)[1])
    bars = [(int(x), int(w)) for x, w in _BAR.findall(made)]
    path = "".join(f"M{x} 0h{w}v{_BAR_HEIGHT}h-{w}z" for x, w in bars)
    return _svg(width=width, height=_BAR_HEIGHT, path=path, label="医保码条形码", stretch=True)


def _svg(*, width: int, height: int, path: str, label: str, stretch: bool = False) -> Svg:
    # Bars may grow in height alone; a QR code must keep its square modules.
    keep = ' preserveAspectRatio="none"' if stretch else ""
    return Svg(_FRAME.format(width=width, height=height, path=path, label=label, stretch=keep))
