"""A QR code as one path of an SVG; templates draw the frame, so that no markup is built here."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class QrPicture:
    """``size`` modules a side, quiet zone included; ``path`` draws the dark ones."""

    size: int
    path: str


def qr_of(data: object) -> QrPicture:
    """Error level M, quiet zone of four modules; ``data`` is text or a segment of ``qrcode``."""
    picture = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    picture.add_data(data)
    picture.make(fit=True)
    rows = picture.get_matrix()
    return QrPicture(len(rows), "".join(_row_path(y, row) for y, row in enumerate(rows)))


def _row_path(y: int, row: list[bool]) -> str:
    """Runs of dark modules as one-unit-high boxes."""
    parts, x = [], 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            parts.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
        x += 1
    return "".join(parts)
