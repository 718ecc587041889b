"""The real engine on licensed photos: who is who, what is unusable, which movement was made."""

import io
import itertools

import cv2
import numpy as np
import pytest
from PIL import Image

from accounts.gateways import FrameUnusable, NoReference
from accounts.gateways.face_engine import weights
from accounts.rules import face as rules

from .pictures import OTHER, engine, jpeg, moved, photo, pixels_of, plain

PEOPLE = ("woman-register", "man-register", "stranger", "other")
SAME = (("woman-register", "woman-today"), ("man-register", "man-today"))


def verified(reference, *frames, steps=()):
    template, _ = engine().extract(photo(reference))
    return engine().verify(
        list(frames), steps=steps, template=template, model_digest=engine().digest
    )


def refusal(data):
    with pytest.raises(FrameUnusable) as refused:
        engine().extract(data)
    return refused.value.reasons


def far_away(pixels):
    """The photo small in a large grey picture."""
    room = np.full((480, 640, 3), 128, np.uint8)
    room[100:260, 100:228] = cv2.resize(pixels, (128, 160))
    return room


class TestComparison:
    @pytest.mark.parametrize(("register", "today"), SAME)
    def test_knows_a_person_years_apart(self, register, today):
        answer = verified(register, photo(today))
        assert answer["decision"] == "pass" and float(answer["score"]) > 0.55
        assert answer["liveness"] == "unproven"

    @pytest.mark.parametrize(("one", "other"), list(itertools.combinations(PEOPLE, 2)))
    def test_tells_people_apart(self, one, other):
        answer = verified(one, photo(other))
        assert answer["decision"] == "fail" and float(answer["score"]) < rules.REVIEW_SCORE

    def test_leaves_the_band_between_to_people(self):
        assert [rules.decision(score) for score in (0.42, 0.419, 0.36, 0.359, -1)] == [
            "pass", "review", "review", "fail", "fail",
        ]  # fmt: skip

    @pytest.mark.parametrize(("template", "digest"), [("", "x"), ("AAAA", "another model")])
    def test_needs_a_template_of_its_own_model(self, template, digest):
        with pytest.raises(NoReference):
            engine().verify([photo("stranger")], steps=(), template=template, model_digest=digest)


class TestQuality:
    def test_says_what_is_wrong_with_a_picture(self):
        pixels = pixels_of(photo("woman-today"))
        assert refusal(jpeg((pixels * 0.15).astype(np.uint8)))[0] == "too_dark"
        assert "too_bright" in refusal(jpeg(cv2.add(pixels, (170, 170, 170, 0))))
        assert refusal(jpeg(cv2.GaussianBlur(pixels, (0, 0), 14))) == ("blurred",)
        assert refusal(jpeg(far_away(pixels)))[0] == "face_too_small"
        assert refusal(jpeg(np.hstack([pixels, pixels]))) == ("several_faces",)
        assert refusal(plain()) == ("no_face",)

    def test_holds_every_measure_against_its_limit(self):
        good = {"face_width": 200.0, "light": 120.0, "sharpness": 300.0, "turn": 0.0}
        assert rules.flaws(good) == []
        for measure, value, flaw in (
            ("face_width", 63.0, "face_too_small"),
            ("light", 44.0, "too_dark"),
            ("light", 216.0, "too_bright"),
            ("sharpness", 44.0, "blurred"),
            ("turn", -0.26, "turned_away"),
            ("turn", 0.26, "turned_away"),
        ):
            assert rules.flaws({**good, measure: value}) == [flaw]

    def test_reads_a_photo_turned_on_its_side_by_its_exif(self):
        lying = Image.open(io.BytesIO(photo("woman-today"))).rotate(90, expand=True)
        exif = Image.Exif()
        exif[0x0112] = 6
        out = io.BytesIO()
        lying.save(out, "JPEG", exif=exif)
        assert engine().face(out.getvalue()).measures["face_width"] > 200


class TestReading:
    """T80: limits before pixels."""

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "not_a_picture"),
            (b"https://example.org/face.jpg", "not_a_picture"),
            (b"/etc/passwd", "not_a_picture"),
            (b"\xff\xd8\xff\xe0 a made-up photo", "not_a_picture"),
            (photo("stranger")[:4000], "not_a_picture"),
            (plain(100, 400), "picture_too_small"),
            (plain(10_001, 200, kind="PNG"), "picture_too_large"),
            (plain(8_000, 5_001, kind="PNG"), "picture_too_large"),
            (b"\xff\xd8\xff" + b"0" * rules.MOST_BYTES, "picture_too_large"),
        ],
    )
    def test_refuses(self, data, reason):
        assert refusal(data) == (reason,)


class TestChallenge:
    @pytest.mark.parametrize("step", rules.STEPS)
    def test_sees_each_movement_and_no_other(self, step):
        """Heads turned by a model; see docs/guides/face-check.md for what that proves."""
        others = [one for one in ("turn_left", "turn_right") if one != step]
        frames = photo("man-register"), moved("man-register", step)
        assert verified("man-register", *frames, steps=(step,))["liveness"] == "passed"
        for wrong in others:
            answer = verified("man-register", *frames, steps=(wrong,))
            assert answer["liveness"] == "failed" and answer["decision"] == "fail"
            assert answer["reasons"] == [f"{wrong}_not_seen"] and answer["score"] == ""

    def test_refuses_a_photo_that_only_comes_closer(self):
        """T20: a printed photo can be moved, not turned."""
        still = photo("man-register")
        answer = verified("man-register", still, still, moved("man-register", "closer"),
                          steps=("turn_left", "closer"))  # fmt: skip
        assert answer["decision"] == "fail" and answer["reasons"] == ["turn_left_not_seen"]

    def test_refuses_a_flat_photo_that_is_tilted(self):
        """T20: tilting paper changes no proportion between the landmarks."""
        pixels = pixels_of(photo("man-register"))
        height, width = pixels.shape[:2]
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        to = np.float32([[0, 0], [width * 0.88, height * 0.1], [width * 0.88, height * 0.9],
                         [0, height]])  # fmt: skip
        tilted = jpeg(
            cv2.warpPerspective(pixels, cv2.getPerspectiveTransform(corners, to), (width, height))
        )
        for step in ("turn_left", "turn_right", "nod"):
            answer = verified("man-register", jpeg(pixels), tilted, steps=(step,))
            assert answer["liveness"] == "failed", step

    def test_refuses_somebody_else_in_a_later_frame(self):
        """T20: the person is not swapped between the frames."""
        answer = verified("man-register", photo("man-register"), moved("stranger", "turn_left"),
                          steps=("turn_left",))  # fmt: skip
        assert "frames_differ" in answer["reasons"] and answer["decision"] == "fail"

    def test_needs_a_frame_for_each_step(self):
        with pytest.raises(FrameUnusable) as refused:
            verified("man-register", photo("man-register"), steps=("nod",))
        assert refused.value.reasons == ("frames_missing",)

    def test_draws_two_different_steps(self):
        drawn = {tuple(rules.draw_challenge()) for _ in range(300)}
        assert len(drawn) == 12 and all(len(set(order)) == 2 for order in drawn)


class TestWeights:
    def test_are_the_ones_that_were_looked_at(self):
        assert weights.find().digest == weights.RECOGNISER[1]

    def test_start_no_engine_where_they_are_missing_or_others(self, tmp_path):
        with pytest.raises(weights.WeightsMissing, match="读不到"):
            weights.find(tmp_path)
        (tmp_path / weights.DETECTOR[0]).write_bytes(b"another network")
        with pytest.raises(weights.WeightsMissing, match="SHA-256"):
            weights.find(tmp_path)

    def test_photo_of_the_tests_is_there(self):
        assert OTHER.stat().st_size > 10_000
