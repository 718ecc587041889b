"""B4: issue a code with its picture against the QR library's own drawing of the same text."""

import io

import qrcode
from qrcode.image.svg import SvgImage

from tests.factories import world
from vouchers.services import codes

from .measure import Row, ratio


def rows(tenant: object) -> list[Row]:
    """The whole issue: row, digits, square and bars."""
    who = world.insured(tenant)
    text = codes.issue(by=who.user, person=who.person).code

    def library() -> None:
        picture = qrcode.QRCode(image_factory=SvgImage)
        picture.add_data(text)
        picture.make_image().save(io.BytesIO())

    found, ours, base = ratio(
        lambda: codes.issue(by=who.user, person=who.person), library, times=15
    )
    return [
        Row("B4", f"发码，带二维码和条形码（每秒 {1 / ours:,.0f} 次）", "qrcode 自己画同一串",
            found, "≤ 0.2；每秒 ≥ 500", ours, base)
    ]  # fmt: skip
