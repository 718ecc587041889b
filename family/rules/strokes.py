"""A signature drawn with the finger, as lines of points: read strictly, judged by size (P62). Pure.

The page sends points and never a picture, so nothing that was drawn elsewhere comes in.
"""

import json
import math
from itertools import pairwise

WIDTH, HEIGHT = 1000, 400
MOST_LINES, MOST_POINTS, MOST_TEXT = 120, 6000, 120_000
_LEAST_WIDTH, _LEAST_HEIGHT, _LEAST_INK = 80, 40, 300

Point = tuple[int, int]
Lines = tuple[tuple[Point, ...], ...]


class NotStrokes(ValueError):
    """A text that no drawing page sends."""


def read(text: str) -> Lines:
    """``[[[x,y],…],…]`` within 1000 × 400; raises ``NotStrokes``."""
    if len(text) > MOST_TEXT:
        raise NotStrokes
    try:
        said = json.loads(text or "[]")
    except (ValueError, RecursionError) as broken:
        raise NotStrokes from broken
    if not isinstance(said, list) or len(said) > MOST_LINES:
        raise NotStrokes
    lines = tuple(tuple(_point(one) for one in _list(line)) for line in said)
    if sum(len(line) for line in lines) > MOST_POINTS:
        raise NotStrokes
    return lines


def is_signature(lines: Lines) -> bool:
    """Whether enough was written: a dot, a tick or a straight line is not."""
    points = [point for line in lines for point in line]
    if not points:
        return False
    across, down = zip(*points, strict=True)
    ink = sum(math.dist(a, b) for line in lines for a, b in pairwise(line))
    is_wide = max(across) - min(across) >= _LEAST_WIDTH
    return is_wide and max(down) - min(down) >= _LEAST_HEIGHT and ink >= _LEAST_INK


def _list(said: object) -> list[object]:
    if not isinstance(said, list):
        raise NotStrokes
    return said


def _point(said: object) -> Point:
    if not isinstance(said, list) or len(said) != 2:
        raise NotStrokes
    x, y = said
    if type(x) is not int or type(y) is not int or not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        raise NotStrokes
    return x, y
