"""Production adapter: JSON over HTTPS to the face service that the bureau has contracted."""

import base64

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.data import FaceAnswer

from .face_port import FaceUnavailable, FrameUnusable

CONNECT_SECONDS, ANSWER_SECONDS = 3, 20


class HttpFaceGateway:
    """Posts ``{reference, name, certno, photo}`` (base64) with a bearer token.

    Answers 200 with ``{passed, engine, score, liveness, reasons}``, 422 where the photo cannot be
    used; everything else counts as no answer.
    """

    name = "http"

    def __init__(self) -> None:
        if not settings.FACE_HTTP_URL or not settings.FACE_HTTP_TOKEN:
            raise ImproperlyConfigured("FACE_HTTP_URL 和 FACE_HTTP_TOKEN 没有配置，不能刷脸。")

    def compare(self, *, reference: str, name: str, certno: str, frame: bytes) -> FaceAnswer:
        """Ask the service once."""
        body = {
            "reference": reference,
            "name": name,
            "certno": certno,
            "photo": base64.b64encode(frame).decode(),
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
            passed = said["passed"]
        except (ValueError, KeyError, TypeError) as broken:
            raise FaceUnavailable("unreadable answer") from broken
        # Only a literal true lets anyone through.
        return FaceAnswer(
            passed=passed is True,
            engine=str(said.get("engine", self.name))[:60],
            score=str(said.get("score", ""))[:10],
            liveness=str(said.get("liveness", ""))[:12],
            reasons=tuple(str(reason)[:40] for reason in said.get("reasons") or ()),
        )
