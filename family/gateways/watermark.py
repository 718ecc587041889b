"""The visible watermark on every picture that leaves the store (ux 6): purpose, day, staff number.

It is drawn anew for each look, so that a copy tells on which day, and to which reviewer, it was
shown.
"""

import io
from functools import lru_cache

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

_QUALITY = 82
_INK, _SHADE = (90, 90, 90, 105), (255, 255, 255, 90)
_TILT = 30


def stamp(jpeg: bytes, words: str, longest: int) -> bytes:
    """The picture, at most ``longest`` pixels long, with the words all over it; JPEG."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
        opened.draft("RGB", (longest, longest))
        picture = opened.convert("RGB")
    picture.thumbnail((longest, longest), reducing_gap=2)
    tile = _tile(words, max(14, max(picture.size) // 40))
    for top in range(-tile.height // 2, picture.height, tile.height):
        for left in range(-tile.width // 3, picture.width, tile.width):
            picture.paste(tile, (left, top), tile)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


@lru_cache(maxsize=32)
def _tile(words: str, size: int) -> Image.Image:
    font = ImageFont.truetype(str(pylopdf_fonts_zh_cn.sans_path()), size)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(words))
    line = Image.new("RGBA", (right - left + size, bottom - top + size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(line)
    place = (size // 2 - left, size // 2 - top)
    draw.text((place[0] + 1, place[1] + 1), words, font=font, fill=_SHADE)
    draw.text(place, words, font=font, fill=_INK)
    turned = line.rotate(_TILT, expand=True, resample=Image.Resampling.BICUBIC)
    spread = Image.new("RGBA", (turned.width + size, turned.height), (0, 0, 0, 0))
    spread.paste(turned, (0, 0))
    return spread
