"""Faces: thresholds, limits of quality and the judging of head movements; no picture is read here.

Where the numbers come from and what they are worth: docs/guides/face-check.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import SystemRandom
from statistics import median

# Comparison: cosine of two SFace vectors. Below REVIEW it is somebody else.
PASS_SCORE = 0.42
REVIEW_SCORE = 0.36
# The frames of one challenge against each other; the threshold that SFace's authors publish.
SAME_PERSON_SCORE = 0.363

# Reading: refused before a single pixel is decoded.
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 10_000
SHORTEST_SIDE = 160
# Larger pictures are scaled down to this before faces are looked for.
WORKING_SIDE = 640

# Quality of the frame that looks straight ahead. Widths in pixels of the picture as sent.
SMALLEST_FACE = 64.0
DARKEST_FACE = 45.0
BRIGHTEST_FACE = 215.0
# Variance of the Laplacian of the face scaled to 112 × 112 and to one contrast.
BLURRIEST_FACE = 45.0
# Nose tip off the middle of the eyes, in distances between the eyes.
MOST_TURNED = 0.25
# Another face counts from this part of the largest one's width.
OTHER_FACE_SHARE = 0.4

# Movements, against the frame that looks straight ahead. The landmarks are found again in the face
# scaled to each of these widths and the middle value is taken, which halves their unrest: up to
# 0.07 (turn) and 0.03 (nod) between pictures of a head that does not move.
POSE_WIDTHS = (48, 60, 72, 84, 96, 110)
TURN_DELTA = 0.10
NOD_DELTA = 0.035
CLOSER_FACTOR = 1.15

STEPS = ("turn_left", "turn_right", "nod", "closer")
STEPS_ASKED = 2
CHALLENGE_LIFE = timedelta(minutes=5)
# Reloading the page within this time does not draw another order.
CHALLENGE_KEPT = timedelta(minutes=2)

Point = tuple[float, float]
_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Pose:
    """How a head is held, from the five landmarks.

    ``turn``: nose off the middle of the eyes, positive towards the person's own left. ``nod``:
    how far the nose is down from eyes (0) to mouth (1). ``size``: distance of the eyes as a part
    of the picture's width.
    """

    turn: float
    nod: float
    size: float


def middle(poses: Sequence[Pose]) -> Pose:
    """The middle value of each measure; at least one pose."""
    return Pose(
        turn=median(one.turn for one in poses),
        nod=median(one.nod for one in poses),
        size=median(one.size for one in poses),
    )


def draw_challenge() -> list[str]:
    """Two different steps in a random order."""
    return _random.sample(STEPS, STEPS_ASKED)


def pose(landmarks: Sequence[Point], picture_width: float) -> Pose:
    """Right eye, left eye, nose, right and left corner of the mouth, in pixels.

    The tilt of the head is taken out first: everything is measured along and across the eyes.
    """
    right_eye, left_eye, nose, right_mouth, left_mouth = landmarks
    across = (left_eye[0] - right_eye[0], left_eye[1] - right_eye[1])
    distance = math.hypot(*across) or 1e-6
    unit = (across[0] / distance, across[1] / distance)
    eyes, mouth = _middle(right_eye, left_eye), _middle(right_mouth, left_mouth)
    to_nose, to_mouth = _minus(nose, eyes), _minus(mouth, eyes)
    depth = to_mouth[1] * unit[0] - to_mouth[0] * unit[1]
    down = to_nose[1] * unit[0] - to_nose[0] * unit[1]
    return Pose(
        turn=(to_nose[0] * unit[0] + to_nose[1] * unit[1]) / distance,
        nod=down / depth if abs(depth) > 1e-6 else 0.0,
        size=distance / max(picture_width, 1.0),
    )


def is_step_seen(step: str, start: Pose, now: Pose) -> bool:
    """Whether the head moved as asked since the first frame."""
    if step == "turn_left":
        return now.turn - start.turn >= TURN_DELTA
    if step == "turn_right":
        return start.turn - now.turn >= TURN_DELTA
    if step == "nod":
        return now.nod - start.nod >= NOD_DELTA
    return step == "closer" and now.size >= start.size * CLOSER_FACTOR


def decision(score: float) -> str:
    """pass, review or fail."""
    if score >= PASS_SCORE:
        return "pass"
    return "review" if score >= REVIEW_SCORE else "fail"


def flaws(measures: dict[str, float]) -> list[str]:
    """What is wrong with the picture of one face, by the limits above; empty: it will do."""
    found = []
    if measures["face_width"] < SMALLEST_FACE:
        found.append("face_too_small")
    if measures["light"] < DARKEST_FACE:
        found.append("too_dark")
    if measures["light"] > BRIGHTEST_FACE:
        found.append("too_bright")
    if measures["sharpness"] < BLURRIEST_FACE:
        found.append("blurred")
    if abs(measures["turn"]) > MOST_TURNED:
        found.append("turned_away")
    return found


def _middle(one: Point, other: Point) -> Point:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)


def _minus(one: Point, other: Point) -> Point:
    return (one[0] - other[0], one[1] - other[1])
