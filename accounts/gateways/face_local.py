"""Adapter of our own engine: speaks over a unix socket to ``manage.py run_face_engine``.

Whatever is not exactly an answer counts as no answer; nobody passes by an error.
"""

import contextlib
import socket
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from accounts.data import FaceAnswer, FaceTask, FaceTemplate
from accounts.rules import face as rules
from accounts.rules.face_words import ADVICE

from .face_engine import wire
from .face_port import FaceUnavailable, FrameUnusable, NoReference

_LIVENESS = ("passed", "failed", "unproven")
_MEASURES = 12


class LocalFaceGateway:
    """Compares with the template of our own register."""

    name = "local"
    needs_template = True

    def compare(self, task: FaceTask) -> FaceAnswer:
        """Have the frames judged by the engine process."""
        if not task.template:
            raise NoReference
        head = {
            "do": "verify",
            "steps": list(task.steps),
            "template": task.template,
            "model_digest": task.model_digest,
        }
        return _answer(_ask(head, task.frames))

    def extract(self, photo: bytes) -> FaceTemplate:
        """The template of a reference photo; raises as ``compare`` does."""
        said = _ask({"do": "extract"}, (photo,))
        try:
            return FaceTemplate(
                template=str(said["template"]),
                model_digest=str(said["model_digest"]),
                engine=str(said["engine"])[:60],
            )
        except KeyError as missing:
            raise FaceUnavailable("unreadable answer") from missing

    def health(self) -> str:
        """The engine's name; raises ``FaceUnavailable``."""
        return str(_ask({"do": "health"}, ()).get("engine", ""))

    def acted_outcomes(self) -> tuple[tuple[str, str], ...]:
        """None: this engine is real."""
        return ()

    def acted_frame(self, choice: str) -> bytes:
        """Never asked for."""
        return b""


def _ask(head: dict[str, Any], pictures: tuple[bytes, ...]) -> dict[str, Any]:
    deadline = time.monotonic() + settings.FACE_ENGINE_SECONDS
    with _line() as line:
        try:
            # An engine that is busy answers and hangs up before it has heard the whole question.
            with contextlib.suppress(ConnectionError):
                wire.send(line, head, pictures)
            said, _ = wire.receive(line, deadline=deadline, most_bytes=0)
        except (OSError, wire.WireBroken) as failure:
            raise FaceUnavailable(type(failure).__name__) from failure
    _raise_refusal(said)
    return said


@contextlib.contextmanager
def _line() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(settings.FACE_ENGINE_SECONDS)
        try:
            line.connect(str(settings.FACE_ENGINE_SOCKET))
        except OSError as failure:
            raise FaceUnavailable(type(failure).__name__) from failure
        yield line


def _raise_refusal(said: dict[str, Any]) -> None:
    refusal = said.get("error")
    if refusal is None:
        return
    if refusal == "unusable":
        raise FrameUnusable(reasons=_reasons(said))
    if refusal == "no_reference":
        raise NoReference
    raise FaceUnavailable(str(refusal)[:40])


def _answer(said: dict[str, Any]) -> FaceAnswer:
    try:
        answer = FaceAnswer(
            decision=_one_of(said["decision"], ("pass", "fail", "review")),
            engine=str(said["engine"])[:60],
            score=str(said["score"])[:10],
            threshold=str(said["threshold"])[:10],
            liveness=_one_of(said["liveness"], _LIVENESS),
            reasons=_reasons(said),
            quality=_quality(said),
            elapsed_ms=int(said["elapsed_ms"]),
        )
        # The engine's word is believed only where its own numbers say the same.
        if answer.decision != "fail" and rules.decision(float(answer.score)) != answer.decision:
            raise ValueError("score and decision differ")
    except (KeyError, TypeError, ValueError) as broken:
        raise FaceUnavailable("unreadable answer") from broken
    if answer.passed and answer.liveness == "failed":
        raise FaceUnavailable("a pass without life")
    return answer


def _one_of(word: Any, known: tuple[str, ...]) -> str:
    if word not in known:
        raise ValueError(word)
    return str(word)


def _reasons(said: dict[str, Any]) -> tuple[str, ...]:
    listed = said.get("reasons")
    return tuple(code for code in listed if code in ADVICE) if isinstance(listed, list) else ()


def _quality(said: dict[str, Any]) -> dict[str, float]:
    measures = said.get("quality")
    if not isinstance(measures, dict):
        return {}
    return {str(name)[:20]: float(value) for name, value in list(measures.items())[:_MEASURES]}
