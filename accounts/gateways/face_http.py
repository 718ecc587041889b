"""Production adapter: JSON over HTTPS to the face service that the bureau has contracted."""

import base64
from typing import Any

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.data import FaceAnswer, FaceTask

from .face_port import FaceUnavailable, FrameUnusable

CONNECT_SECONDS, ANSWER_SECONDS = 3, 20
_DECISIONS = ("pass", "fail", "review")


class HttpFaceGateway:
    """Posts ``{reference, name, certno, photo, frames, challenge}`` with a bearer token.

    Pictures are base64; ``photo`` looks straight ahead, ``frames`` are the steps of ``challenge``
    in order. Answers 200 with ``{decision, engine, score, threshold, liveness, reasons}`` (older
    services: ``passed``), 422 where the photo cannot be used; all else counts as no answer.
    """

    name = "http"
    needs_template = False

    def __init__(self) -> None:
        if not settings.FACE_HTTP_URL or not settings.FACE_HTTP_TOKEN:
            raise ImproperlyConfigured("FACE_HTTP_URL 和 FACE_HTTP_TOKEN 没有配置，不能刷脸。")

    def compare(self, task: FaceTask) -> FaceAnswer:
        """Ask the service once."""
        photo, *steps = (base64.b64encode(frame).decode() for frame in task.frames)
        body = {
            "reference": task.reference,
            "name": task.name,
            "certno": task.certno,
            "photo": photo,
            "frames": steps,
            "challenge": list(task.steps) if steps else [],
        }
        try:
            answer = requests.post(
                settings.FACE_HTTP_URL,
                json=body,
                headers={"Authorization": f"Bearer {settings.FACE_HTTP_TOKEN}"},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            raise FaceUnavailable(type(failure).__name__) from failure
        return self._read(answer)

    def acted_outcomes(self) -> tuple[tuple[str, str], ...]:
        """None: this engine is real."""
        return ()

    def acted_frame(self, choice: str) -> bytes:
        """Never asked for."""
        return b""

    def _read(self, answer: requests.Response) -> FaceAnswer:
        if answer.status_code == 422:
            raise FrameUnusable("refused by the engine")
        if answer.status_code != 200:
            raise FaceUnavailable(str(answer.status_code))
        try:
            said = answer.json()
            decision = _decision(said)
        except (ValueError, KeyError, TypeError) as broken:
            raise FaceUnavailable("unreadable answer") from broken
        return FaceAnswer(
            decision,
            engine=str(said.get("engine", self.name))[:60],
            score=str(said.get("score", ""))[:10],
            threshold=str(said.get("threshold", ""))[:10],
            liveness=str(said.get("liveness", ""))[:12],
            reasons=tuple(str(reason)[:40] for reason in said.get("reasons") or ()),
        )


def _decision(said: dict[str, Any]) -> str:
    """The word, or what a literal true or false stands for; raises where there is neither."""
    if "decision" in said:
        if said["decision"] not in _DECISIONS:
            raise ValueError("unknown decision")
        return said["decision"]
    return "pass" if said["passed"] is True else "fail"
