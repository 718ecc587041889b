"""From bytes to pixels, with every limit checked before a pixel is decoded (T80).

Only bytes are read, never a name or an address.
"""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from accounts.gateways.face_port import FrameUnusable
from accounts.rules import face as rules

_FORMATS = ("JPEG", "PNG", "WEBP")
# What Pillow raises for broken files.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels (BGR, upright, at most ``WORKING_SIDE`` long) and how much they were scaled down."""

    pixels: Any
    scale: float

    @property
    def width(self) -> int:
        """Of the scaled pixels."""
        return int(self.pixels.shape[1])


def read(data: bytes) -> Picture:
    """Decode one photo; raises ``FrameUnusable`` with the reason."""
    if len(data) > rules.MOST_BYTES:
        raise FrameUnusable(reasons=("picture_too_large",))
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            width, height = opened.size
            _check_size(width, height)
            image = _small(opened)
    except _BROKEN as broken:
        raise FrameUnusable(reasons=("not_a_picture",)) from broken
    scale = max(image.size) / max(width, height)
    pixels = np.ascontiguousarray(np.asarray(image)[:, :, ::-1])
    return Picture(pixels, scale)


def _check_size(width: int, height: int) -> None:
    if max(width, height) > rules.LONGEST_SIDE or width * height > rules.MOST_PIXELS:
        raise FrameUnusable(reasons=("picture_too_large",))
    if min(width, height) < rules.SHORTEST_SIDE:
        raise FrameUnusable(reasons=("picture_too_small",))


def _small(opened: Image.Image) -> Image.Image:
    """Scaled down first (JPEG: while decoding), so that turning and converting cost little."""
    image = opened if opened.mode in ("RGB", "L") else opened.convert("RGB")
    image.thumbnail((rules.WORKING_SIDE, rules.WORKING_SIDE), reducing_gap=2.0)
    return ImageOps.exif_transpose(image).convert("RGB")
