"""From a picture file to a clean JPEG: sizes first, then pixels, nothing else stays (T43–T49)."""

import functools
import io
from typing import Any

import pillow_heif
from PIL import Image, ImageOps

from family.rules import measures

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 10_000
#: Its decoder keeps two pictures of four colours in memory; no camera writes this format.
MOST_PIXELS_WEBP = 20_000_000
#: Length of the clean picture; a page of A4 keeps 200 points an inch.
KEPT_SIDE = 2400
_QUALITY = 85
_WHITE = (255, 255, 255)
# What Pillow raises for broken files.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, IndexError)


class Refused(Exception):
    """The file is not taken; ``args[0]`` says why: broken, pixels, unsafe, password, pages."""


@functools.cache
def prepare() -> None:
    """Load every part now, because nothing can be loaded behind the fence."""
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False)
    Image.init()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    for kind in ("PNG", "WEBP", "JPEG"):
        sample = io.BytesIO()
        Image.new("RGB", (16, 16)).save(sample, kind)
        Image.open(sample).load()
    finish(Image.new("RGB", (600, 600)))


def render(data: bytes, kind: str) -> tuple[dict[str, Any], bytes]:
    """One page of a picture in the named format; raises ``Refused``."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as opened:
            check_size(*opened.size, MOST_PIXELS_WEBP if kind == "WEBP" else MOST_PIXELS)
            return finish(_upright(opened))
    except BROKEN as broken:
        raise Refused("broken") from broken
    except (MemoryError, Image.DecompressionBombError) as bomb:
        raise Refused("pixels") from bomb


def check_size(width: int, height: int, most: int = MOST_PIXELS) -> None:
    """Refuse before a pixel is decoded (T46)."""
    if max(width, height) > LONGEST_SIDE or width * height > most:
        raise Refused("pixels")
    if min(width, height) < 1:
        raise Refused("broken")


def finish(image: Image.Image) -> tuple[dict[str, Any], bytes]:
    """The clean JPEG and what was measured on it."""
    clean = Image.new("RGB", image.size, _WHITE)
    clean.paste(image)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True)
    head = {
        "width": clean.width,
        "height": clean.height,
        "look_hash": measures.look_hash(clean),
        "measures": measures.measure(clean),
    }
    return head, out.getvalue()


def _upright(opened: Image.Image) -> Image.Image:
    """Small first (a JPEG already while it is decoded), then turned as its camera was held."""
    opened.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
    image = _plain(opened)
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), reducing_gap=2)
    image.info.update(exif=opened.info.get("exif", b""))
    return ImageOps.exif_transpose(image)


def _plain(opened: Image.Image) -> Image.Image:
    """Three colours of eight bits on white paper, whatever the file holds."""
    if opened.mode in ("RGB", "L"):
        return opened
    if opened.mode.startswith("I"):
        return opened.point(lambda value: value * (1 / 256)).convert("L")
    if "A" in opened.mode or "transparency" in opened.info:
        seen = opened if opened.mode == "RGBA" else opened.convert("RGBA")
        # Shrunk before it is laid on paper: two full copies would need the memory of four.
        seen.thumbnail((KEPT_SIDE, KEPT_SIDE), reducing_gap=2)
        paper = Image.new("RGB", seen.size, _WHITE)
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return opened.convert("RGB")
