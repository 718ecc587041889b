"""Measuring the clean picture; loads numpy, so only the worker of renditions imports this. Pure."""

from typing import Any

import numpy as np
from PIL import Image

_WORKING_SIDE = 1000
_BURNT, _WHITE_PAPER = 250, 240
_BLOCK = 16
_CROP = 512
#: Patterns finer than a period of eight pixels, away from the axes where ruled lines lie.
_FINE, _AXIS = _CROP // 8, 4
_RING, _STRONG = 8, 8
_LOOK = (9, 8)


def measure(picture: Image.Image) -> dict[str, int]:
    """All measures of a picture, as whole numbers."""
    grey = picture.convert("L")
    small = grey.copy()
    small.thumbnail((_WORKING_SIDE, _WORKING_SIDE))
    pixels = np.asarray(small, dtype=np.float32)
    return {
        "sharpness": _sharpness(pixels),
        "burnt": _burnt(pixels),
        "light": int(np.median(pixels)),
        "short_side": min(picture.size),
        "screen": _screen(np.asarray(grey, dtype=np.float32)),
    }


def look_hash(picture: Image.Image) -> str:
    """Difference hash: is each of 8×8 cells brighter than its right neighbour? 64 bits in hex."""
    cells = np.asarray(picture.convert("L").resize(_LOOK, Image.Resampling.BOX), dtype=np.int16)
    bits = (cells[:, :-1] > cells[:, 1:]).ravel()
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def _sharpness(grey: Any) -> int:
    if min(grey.shape) < 3:
        return 0
    middle = grey[1:-1, 1:-1] * 4
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return int((middle - around).var())


def _burnt(grey: Any) -> int:
    """Thousandths of the blocks in which nothing is left but white."""
    if np.median(grey) >= _WHITE_PAPER:
        return 0
    rows, columns = (side // _BLOCK for side in grey.shape)
    if not rows or not columns:
        return 0
    cut = grey[: rows * _BLOCK, : columns * _BLOCK]
    blocks = cut.reshape(rows, _BLOCK, columns, _BLOCK).min(axis=(1, 3))
    return int((blocks >= _BURNT).mean() * 1000)


def _screen(grey: Any) -> int:
    """The pixels of a screen beat with those of the camera: single bright points in the spectrum.

    The strongest point of the fine patterns, measured against its surroundings. Ruled lines and
    print make streaks, whose neighbours are strong as well.
    """
    height, width = grey.shape
    if min(height, width) < _CROP:
        return 0
    top, left = (height - _CROP) // 2, (width - _CROP) // 2
    crop = grey[top : top + _CROP, left : left + _CROP]
    window = np.hanning(_CROP)
    spectrum = np.abs(np.fft.fft2((crop - crop.mean()) * np.outer(window, window)))
    place = np.minimum(np.arange(_CROP), _CROP - np.arange(_CROP))
    radius = np.hypot(*np.meshgrid(place, place))
    off_axis = (place[:, None] > _AXIS) & (place[None, :] > _AXIS)
    fine = off_axis & (radius >= _FINE) & (radius <= _CROP // 2)
    above = spectrum / np.maximum(_around(spectrum), 1)
    strong = spectrum > np.median(spectrum[fine]) * _STRONG
    points = above[fine & strong]
    return int(points.max() * 10) if points.size else 0


def _around(spectrum: Any) -> Any:
    """The strongest of sixteen neighbours on a circle: high beside a streak, low beside a point."""
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    shifts = [(round(_RING * np.sin(turn)), round(_RING * np.cos(turn))) for turn in turns]
    around = np.roll(spectrum, shifts[0], axis=(0, 1))
    for shift in shifts[1:]:
        np.maximum(around, np.roll(spectrum, shift, axis=(0, 1)), out=around)
    return around
