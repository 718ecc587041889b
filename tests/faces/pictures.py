"""Licensed photos (yibao/sandbox/faces/CREDITS.md) and what tests make of them."""

import io
import math
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "yibao/sandbox/faces"
OTHER = Path(__file__).with_name("other.jpg")


def photo(name):
    """The bytes of a photo by name."""
    return (OTHER if name == "other" else FOLDER / f"{name}.jpg").read_bytes()


def jpeg(pixels, quality=92):
    """Pixels (BGR) as a JPEG."""
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def pixels_of(data):
    """A photo as pixels (BGR)."""
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def plain(width=400, height=400, colour="white", kind="JPEG"):
    """A picture of nothing."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


@lru_cache
def engine():
    """The engine in this process."""
    from accounts.gateways.face_engine.engine import FaceEngine
    from accounts.gateways.face_engine.weights import find

    return FaceEngine(find())


@lru_cache
def moved(name, step):
    """The photo with the head moved as the step asks: a model of a head, turned and drawn again."""
    data = photo(name)
    if step == "closer":
        pixels = pixels_of(data)
        height, width = pixels.shape[:2]
        cut = pixels[height // 7 : -height // 4, width // 6 : -width // 6]
        return jpeg(cv2.resize(cut, (width, height)))
    turn, nod = {"turn_left": (33, 0), "turn_right": (-33, 0), "nod": (0, 28)}[step]
    return jpeg(_turned(data, turn, nod))


def _turned(data, turn, nod):
    from accounts.gateways.face_engine import decode

    picture = decode.read(data)
    found = engine()._one(picture)
    marks = found[4:14].reshape(5, 2)
    size = float(np.linalg.norm(marks[1] - marks[0]))
    middle, nose = marks[[0, 1, 3, 4]].mean(axis=0), marks[2]
    ys, xs = np.mgrid[0 : picture.pixels.shape[0], 0 : picture.pixels.shape[1]].astype(np.float32)
    at_x, at_y = xs.copy(), ys.copy()
    for _ in range(12):
        away = 1 - ((at_x - middle[0]) / (1.35 * size)) ** 2
        away = np.maximum(away - ((at_y - middle[1]) / (1.8 * size)) ** 2, 0)
        tip = np.exp(-((at_x - nose[0]) ** 2 + (at_y - nose[1]) ** 2) / (2 * (0.28 * size) ** 2))
        depth = size * (1.2 * np.sqrt(away) + 0.45 * tip - 1)
        at_x = middle[0] + (xs - middle[0] - depth * _sin(turn)) / _cos(turn)
        at_y = middle[1] + (ys - middle[1] - depth * _sin(nod)) / _cos(nod)
    at = at_x.astype(np.float32), at_y.astype(np.float32)
    return cv2.remap(picture.pixels, *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _sin(degrees):
    return math.sin(math.radians(degrees))


def _cos(degrees):
    return math.cos(math.radians(degrees))
