"""Face checks from the service to the engine and back: passes, reviews, tokens, faults."""

import json
import os
import socket
import struct
import threading
import time

import pytest
import time_machine

from accounts.errors import (
    FaceAway,
    FaceNoReference,
    FaceNotValid,
    FacePhotoUnusable,
    FaceUnclear,
    TooYoung,
)
from accounts.gateways.face_engine import wire
from accounts.gateways.face_local import LocalFaceGateway
from accounts.gateways.face_port import FaceUnavailable
from accounts.models import FaceCheck, FaceReference
from accounts.rules import face as rules
from accounts.selectors import verifications
from accounts.services import face, face_references
from tests.accounts.identities import REGISTER, agree
from tests.factories.accounts import FaceCheckFactory, PersonFactory, UserFactory
from yibao.cases.models import Case
from yibao.kernel import clock

from .pictures import moved, photo, plain

Outcome = FaceCheck.Outcome


def checked(user, person, name="woman-today", purpose=REGISTER):
    """A whole check with the steps that were asked."""
    check = face.begin(by=user, person=person, purpose=purpose)
    frames = [photo(name), *(moved(name, step) for step in check.challenge)]
    return face.submit(by=user, ref=check.ref, frames=frames)


@pytest.mark.django_db
class TestRealChecks:
    def test_pass_the_person_and_fail_a_stranger(self, server, user, person, settings):
        settings.SANDBOX_ENABLED = False
        good, bad = checked(user, person), checked(user, person, "stranger")
        assert (good.outcome, good.liveness) == (Outcome.PASSED, "passed")
        assert good.quality["threshold"] == "0.42" and good.engine.startswith("yunet-sface")
        assert (bad.outcome, bad.reasons) == (Outcome.FAILED, ["not_matched"])
        assert verifications.face_tries_left(user, person) == 4

    def test_take_a_single_photo_in_a_sandbox_only(self, server, user, person, settings):
        check = face.begin(by=user, person=person, purpose=REGISTER)
        done = face.submit(by=user, ref=check.ref, frame=photo("woman-today"))
        assert (done.outcome, done.liveness) == (Outcome.PASSED, "unproven")
        settings.SANDBOX_ENABLED = False
        check = face.begin(by=user, person=person, purpose=REGISTER)
        with pytest.raises(FaceUnclear) as refused:
            face.submit(by=user, ref=check.ref, frame=photo("woman-today"))
        assert "动作没有拍全" in refused.value.message

    def test_count_a_photo_that_makes_no_movement(self, server, user, person):
        """T20: a photo before the camera."""
        check = face.begin(by=user, person=person, purpose=REGISTER)
        done = face.submit(by=user, ref=check.ref, frames=[photo("woman-today")] * 3)
        assert done.outcome == Outcome.FAILED and done.liveness == "failed" and not done.score
        assert verifications.face_tries_left(user, person) == 4

    def test_coach_where_the_picture_is_not_good_enough(self, server, user, person):
        check = face.begin(by=user, person=person, purpose=REGISTER)
        with pytest.raises(FaceUnclear) as refused:
            face.submit(by=user, ref=check.ref, frame=plain())
        assert "没有看到脸" in refused.value.message and "露出整张脸" in refused.value.advice
        assert verifications.face_tries_left(user, person) == 5
        check.refresh_from_db()
        assert (check.outcome, check.reasons) == (Outcome.ERROR, ["no_face"])

    def test_say_that_the_register_has_no_photo(self, server, user, person):
        stranger = PersonFactory()
        with pytest.raises(FaceNoReference) as refused:
            face.begin(by=user, person=stranger, purpose=REGISTER)
        assert "库里没有您的照片" in refused.value.message and "窗口" in refused.value.advice
        check = FaceCheck.objects.get(person=stranger)
        assert (check.outcome, check.reasons) == (Outcome.ERROR, ["no_reference"])
        assert verifications.face_tries_left(user, stranger) == 5

    def test_draw_no_other_challenge_on_reload(self, user, person, socket_path):
        drawn = {face.begin(by=user, person=person, purpose=REGISTER).ref for _ in range(4)}
        assert len(drawn) == 1

    def test_end_with_the_challenge(self, server, user, person):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            check = face.begin(by=user, person=person, purpose=REGISTER)
            at.shift(rules.CHALLENGE_LIFE)
            with pytest.raises(FaceNotValid):
                face.submit(by=user, ref=check.ref, frame=photo("woman-today"))


@pytest.mark.django_db
class TestReview:
    def test_opens_one_case_without_a_picture(self, server, user, person, monkeypatch):
        """T21: the journey goes on with a clerk."""
        monkeypatch.setattr(rules, "PASS_SCORE", 0.99)
        first, second = checked(user, person), checked(user, person)
        assert first.outcome == second.outcome == Outcome.REVIEW
        case = Case.objects.get(case_type="accounts.face_review")
        assert case.applicant == user and str(first.pk) in case.subject
        assert "当面或视频" in case.summary and case.due_at > clock.now()
        assert verifications.face_tries_left(user, person) == 5
        with pytest.raises(FaceNotValid):
            face.consume(by=user, ref=first.ref, person=person, purpose=REGISTER)


@pytest.mark.django_db
class TestToken:
    """T20: signed, for one session, person and purpose, once, five minutes."""

    def spend(self, check, token, **other):
        wanted = {"by": check.user, "person": check.person, "purpose": REGISTER, "session": "s1"}
        return face.consume(ref=token, **{**wanted, **other})

    @pytest.fixture
    def check(self, tenant):
        return FaceCheckFactory()

    @pytest.fixture
    def token(self, check):
        return face.result_token(by=check.user, check=check, session="s1")

    def test_is_spent_once(self, check, token):
        assert self.spend(check, token).used_at
        with pytest.raises(FaceNotValid):
            self.spend(check, token)

    def test_is_refused_elsewhere(self, check, token):
        for other in (
            {"by": UserFactory()},
            {"person": PersonFactory()},
            {"purpose": "PIN_RESET"},
            {"session": "s2"},
            {"session": ""},
        ):
            with pytest.raises(FaceNotValid):
                self.spend(check, token, **other)
        for forged in (token[:-2], token.swapcase(), "a:b:c", f"{check.ref}:"):
            with pytest.raises(FaceNotValid):
                self.spend(check, forged)

    def test_is_refused_late(self, tenant):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            check = FaceCheckFactory()
            token = face.result_token(by=check.user, check=check, session="s1")
            at.shift(301)
            with pytest.raises(FaceNotValid):
                self.spend(check, token)

    def test_is_made_of_passed_checks_only(self, tenant):
        for outcome in (Outcome.FAILED, Outcome.REVIEW, Outcome.PENDING, Outcome.ERROR):
            check = FaceCheckFactory(outcome=outcome)
            with pytest.raises(FaceNotValid):
                face.result_token(by=check.user, check=check)


class Impostor:
    """Something that is not the engine, at its socket."""

    def __init__(self, path, answer):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(str(path))
        self.listener.listen(4)
        threading.Thread(target=self.work, args=(answer,), daemon=True).start()

    def work(self, answer):
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line:
                line.settimeout(0.5)
                try:
                    wire.receive(line, deadline=time.monotonic() + 0.5, most_bytes=1 << 23)
                    if answer is None:
                        time.sleep(3)
                    line.sendall(answer or b"")
                except (OSError, wire.WireBroken):
                    continue


def framed(document):
    text = json.dumps({**document, "parts": []}).encode()
    return struct.pack(">I", len(text)) + text


GOOD = {"decision": "pass", "score": "0.9", "threshold": "0.42", "liveness": "passed",
        "reasons": [], "engine": "x", "elapsed_ms": 1}  # fmt: skip
GARBAGE = {
    "slow": None,
    "closed": b"",
    "noise": os.urandom(300),
    "no JSON": struct.pack(">I", 4) + b"pass",
    "huge head": struct.pack(">I", 1 << 31) + b"x",
    "a list": struct.pack(">I", 2) + b"[]",
    "true": framed({"passed": True}),
    "no score": framed({**GOOD, "score": ""}),
    "score too low": framed({**GOOD, "score": "0.2"}),
    "not a number": framed({**GOOD, "score": "nan"}),
    "no life": framed({**GOOD, "liveness": "failed"}),
    "unknown life": framed({**GOOD, "liveness": "yes"}),
    "unknown word": framed({**GOOD, "decision": "PASS"}),
    "busy": framed({"error": "busy"}),
}


@pytest.mark.django_db
class TestFaults:
    """T100: down, slow, garbage: nobody passes, and it does not count."""

    def assert_refused(self, user, person):
        with pytest.raises(FaceAway) as refused:
            checked(user, person)
        assert "现在刷不了脸" in refused.value.title and "不算您失败" in refused.value.message
        assert not FaceCheck.objects.filter(outcome=Outcome.PASSED).exists()
        assert verifications.face_tries_left(user, person) == 5

    def test_where_nobody_answers(self, user, person, socket_path):
        self.assert_refused(user, person)

    @pytest.mark.parametrize("answer", GARBAGE.values(), ids=GARBAGE)
    def test_where_something_else_answers(self, user, person, socket_path, settings, answer):
        settings.FACE_ENGINE_SECONDS = 1
        impostor = Impostor(socket_path, answer)
        self.assert_refused(user, person)
        impostor.listener.close()

    def test_where_too_many_ask_at_once(self, server, socket_path):
        lines = []
        for _ in range(14):  # silent: each holds the engine until it gives up
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(2)
            line.connect(str(socket_path))
            lines.append(line)
        with pytest.raises(FaceUnavailable, match="busy"):
            LocalFaceGateway().health()
        for line in lines:
            line.close()

    def test_refuse_a_pass_without_a_proof_of_life(self, user, person, settings):
        """T20: an outside engine that proves no life lets nobody through in production."""
        settings.FACE_GATEWAY = "accounts.gateways.face_simulator.SimulatedFaceGateway"
        check = face.begin(by=user, person=person, purpose=REGISTER)
        settings.SANDBOX_ENABLED = False
        done = face.submit(by=user, ref=check.ref, frames=[photo("woman-today")] * 3)
        assert done.outcome == Outcome.FAILED and "liveness_unproven" in done.reasons


@pytest.mark.django_db
class TestSocket:
    def test_is_for_its_owner_only(self, server, socket_path):
        assert socket_path.stat().st_mode & 0o777 == 0o600
        assert socket_path.parent.stat().st_mode & 0o777 == 0o700
        assert LocalFaceGateway().health().startswith("yunet-sface")

    def test_answers_wrong_requests_and_lives_on(self, server, socket_path):
        for head in ({}, {"do": "x"}, {"do": "extract"}, {"do": "verify", "steps": 1}):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.connect(str(socket_path))
                wire.send(line, head)
                said, _ = wire.receive(line, deadline=time.monotonic() + 5, most_bytes=0)
                assert said["error"] == "wrong_request"
        assert LocalFaceGateway().extract(photo("stranger")).template


@pytest.mark.django_db
class TestReferences:
    def test_come_from_a_folder_and_children_have_none(self, tenant, tmp_path, capsys):
        """P193; and no photo is copied (T21)."""
        adult, child = PersonFactory(), PersonFactory(birth=clock.today().replace(year=2018))
        (tmp_path / f"{adult.psn_no}.jpg").write_bytes(photo("man-register"))
        (tmp_path / f"{child.psn_no}.jpg").write_bytes(photo("man-register"))
        (tmp_path / "nobody.png").write_bytes(plain(kind="PNG"))
        (tmp_path / "list.csv").write_text("x")
        done = {
            one.file_name: one.problem
            for one in face_references.import_folder(by=None, tenant=tenant, folder=tmp_path)
        }
        assert done[f"{adult.psn_no}.jpg"] == "" and "未满 16" in done[f"{child.psn_no}.jpg"]
        assert "没有这个人员编号" in done["nobody.png"] and len(done) == 3
        row = FaceReference.objects.get()
        assert row.person == adult and len(row.template) < 1000
        with pytest.raises(TooYoung):
            read = face_references.read(by=None, photo=photo("man-register"))
            face_references.store(by=None, person=child, found=read)

    def test_are_sealed_in_the_database(self, person, as_owner):
        template = FaceReference.objects.get().template
        rows = []
        as_owner(lambda cursor: rows.extend(_dump(cursor, "accounts_facereference")))
        assert template not in str(rows)


def _dump(cursor, table):
    cursor.execute(f'SELECT t::text FROM "{table}" t')
    return cursor.fetchall()


@pytest.mark.django_db
class TestUnfit:
    @pytest.mark.parametrize("frames", [[b""], [b"x" * (rules.MOST_BYTES + 1)]])
    def test_frames_are_refused_before_the_engine_sees_them(self, user, person, frames,
                                                            socket_path):  # fmt: skip
        check = face.begin(by=user, person=person, purpose=REGISTER)
        with pytest.raises(FacePhotoUnusable):
            face.submit(by=user, ref=check.ref, frames=frames)
        other = UserFactory()
        agree(other)
        with pytest.raises(FaceNotValid):
            face.submit(by=other, ref=check.ref, frame=photo("woman-today"))
