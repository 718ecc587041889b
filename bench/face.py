"""B13: one photo to its 128 numbers against the two networks alone on the same pixels."""

from pathlib import Path

from accounts.gateways.face_engine import decode
from accounts.gateways.face_engine.engine import FaceEngine
from accounts.gateways.face_engine.weights import find

from .measure import Row, ratio

PHOTO = Path(__file__).resolve().parent.parent / "yibao/sandbox/faces/woman-today.jpg"


def rows() -> list[Row]:
    """Reading the file, pose and quality are ours; finding and describing are the networks'."""
    engine, data = FaceEngine(find()), PHOTO.read_bytes()
    picture = decode.read(data)

    def networks() -> None:
        engine._vector(picture, engine._one(picture))

    found, ours, base = ratio(lambda: engine.face(data), networks, times=3)
    return [Row("B13", "一张脸变成特征", "只跑两个网络", found, "≤ 1.2", ours, base)]
