"""YuNet finds the face and its five landmarks, SFace turns it into 128 numbers; both on OpenCV."""

import base64
import time
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from accounts.gateways.face_port import FrameUnusable, NoReference
from accounts.rules import face as rules

from . import decode
from .weights import Weights

NAME = f"yunet-sface/opencv-{cv2.__version__}"
_FOUND_SCORE, _OVERLAP, _MOST_FACES = 0.8, 0.3, 50
_FACE_SIDE = 112
_CROP = 2.0
_CONTRAST = 50.0


@dataclass(frozen=True, slots=True)
class Face:
    """One face: its vector of length one, how the head is held, and the measures of quality."""

    vector: Any
    pose: rules.Pose
    measures: dict[str, float]


class FaceEngine:
    """Both networks on one thread; one call at a time."""

    name = NAME

    def __init__(self, weights: Weights) -> None:
        cv2.setNumThreads(1)
        self.digest = weights.digest
        self._detector = cv2.FaceDetectorYN.create(
            str(weights.detector), "", (320, 320), _FOUND_SCORE, _OVERLAP, _MOST_FACES
        )
        self._recogniser = cv2.FaceRecognizerSF.create(str(weights.recogniser), "")

    def face(self, data: bytes) -> Face:
        """The one face of a photo; raises ``FrameUnusable`` (no_face, several_faces and files)."""
        picture = decode.read(data)
        found = self._one(picture)
        pose = self._pose(picture, found)
        return Face(self._vector(picture, found), pose, _measures(picture, found, pose))

    def extract(self, data: bytes) -> tuple[str, dict[str, float]]:
        """Template (base64 of 128 little-endian floats) and measures of a reference photo.

        Raises ``FrameUnusable`` where the photo is not good enough to be compared with.
        """
        face = self.face(data)
        _refuse_flaws(face)
        return base64.b64encode(face.vector.astype("<f4").tobytes()).decode(), face.measures

    def verify(
        self, frames: list[bytes], *, steps: tuple[str, ...], template: str, model_digest: str
    ) -> dict[str, Any]:
        """The answer of the port as a plain document.

        The register is compared only after the movements have been seen, so that a refused
        challenge tells nothing about the likeness. Raises ``FrameUnusable``, ``NoReference``.
        """
        began = time.monotonic()
        wanted = self._reference(template, model_digest)
        start = self.face(frames[0])
        _refuse_flaws(start)
        unseen = self._unseen(start, frames[1:], steps)
        liveness = ("failed" if unseen else "passed") if steps else "unproven"
        answer: dict[str, Any] = {"decision": "fail", "score": "", "reasons": unseen}
        if not unseen:
            answer = _compared(float(np.dot(start.vector, wanted)))
        return {
            **answer,
            "threshold": f"{rules.PASS_SCORE:.2f}",
            "liveness": liveness,
            "quality": {name: round(value, 3) for name, value in start.measures.items()},
            "face_count": 1,
            "engine": NAME,
            "elapsed_ms": round((time.monotonic() - began) * 1000),
        }

    def _reference(self, template: str, model_digest: str) -> Any:
        if not template or model_digest != self.digest:
            raise NoReference
        return np.frombuffer(base64.b64decode(template), dtype="<f4")

    def _unseen(self, start: Face, frames: list[bytes], steps: tuple[str, ...]) -> list[str]:
        """What was not done, or done by somebody else; empty where everything was."""
        if len(frames) != len(steps):
            raise FrameUnusable(reasons=("frames_missing",))
        found = []
        for step, data in zip(steps, frames, strict=True):
            reason = self._missing(step, start, data)
            if reason:
                found.append(reason)
        return found

    def _missing(self, step: str, start: Face, data: bytes) -> str:
        try:
            now = self.face(data)
        except FrameUnusable as unusable:
            if unusable.reasons != ("no_face",):
                raise
            return f"{step}_not_seen"
        if not rules.is_step_seen(step, start.pose, now.pose):
            return f"{step}_not_seen"
        is_same = float(np.dot(start.vector, now.vector)) >= rules.SAME_PERSON_SCORE
        return "" if is_same else "frames_differ"

    def _one(self, picture: decode.Picture) -> Any:
        height, width = picture.pixels.shape[:2]
        self._detector.setInputSize((width, height))
        _, faces = self._detector.detect(picture.pixels)
        if faces is None:
            raise FrameUnusable(reasons=("no_face",))
        ordered = sorted(faces, key=lambda face: float(face[2]), reverse=True)
        rivals = [f for f in ordered if f[2] >= ordered[0][2] * rules.OTHER_FACE_SHARE]
        if len(rivals) > 1:
            raise FrameUnusable(reasons=("several_faces",))
        return ordered[0]

    def _pose(self, picture: decode.Picture, found: Any) -> rules.Pose:
        """How the head is held: the middle of several looks at the face in different sizes."""
        poses = [_pose(found, picture.width)]
        for width in rules.POSE_WIDTHS:
            scale = width / float(found[2])
            crop = _crop(picture.pixels, found, scale)
            self._detector.setInputSize((crop.shape[1], crop.shape[0]))
            _, faces = self._detector.detect(crop)
            if faces is not None:
                largest = max(faces, key=lambda face: float(face[2]))
                poses.append(_pose(largest, picture.width * scale))
        return rules.middle(poses)

    def _vector(self, picture: decode.Picture, found: Any) -> Any:
        aligned = self._recogniser.alignCrop(picture.pixels, found)
        vector = np.asarray(self._recogniser.feature(aligned), dtype=np.float32).reshape(-1).copy()
        return vector / max(float(np.linalg.norm(vector)), 1e-6)


def _pose(found: Any, picture_width: float) -> rules.Pose:
    landmarks = [(float(x), float(y)) for x, y in found[4:14].reshape(5, 2)]
    return rules.pose(landmarks, picture_width)


def _crop(pixels: Any, found: Any, scale: float) -> Any:
    """The face with as much again around it, scaled."""
    left, top, width, height = (float(part) for part in found[:4])
    side = round(_CROP * max(width, height) * scale)
    shift_x = side / 2 - (left + width / 2) * scale
    shift_y = side / 2 - (top + height / 2) * scale
    move = np.array([[scale, 0, shift_x], [0, scale, shift_y]], dtype=np.float32)
    smooth = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.warpAffine(pixels, move, (side, side), flags=smooth, borderMode=cv2.BORDER_REPLICATE)


def _compared(score: float) -> dict[str, Any]:
    decision = rules.decision(score)
    reasons = {"fail": ["not_matched"], "review": ["uncertain"]}.get(decision, [])
    return {"decision": decision, "score": f"{score:.3f}", "reasons": reasons}


def _measures(picture: decode.Picture, found: Any, pose: rules.Pose) -> dict[str, float]:
    left, top, width, height = (float(part) for part in found[:4])
    rows = slice(max(0, int(top)), max(1, int(top + height)))
    columns = slice(max(0, int(left)), max(1, int(left + width)))
    grey = cv2.cvtColor(picture.pixels[rows, columns], cv2.COLOR_BGR2GRAY)
    small = cv2.resize(grey, (_FACE_SIDE, _FACE_SIDE), interpolation=cv2.INTER_AREA)
    return {
        "face_width": width / picture.scale,
        "light": float(grey.mean()),
        "sharpness": _sharpness(small),
        "turn": pose.turn,
        "nod": pose.nod,
    }


def _sharpness(grey: Any) -> float:
    """Variance of the Laplacian at one contrast, so that a dark picture is not called blurred."""
    contrast = max(float(grey.std()), 1.0)
    return float(cv2.Laplacian(grey, cv2.CV_64F).var()) * (_CONTRAST / contrast) ** 2


def _refuse_flaws(face: Face) -> None:
    found = rules.flaws(face.measures)
    if found:
        raise FrameUnusable(reasons=tuple(found))
