"""REST views whose POST has exactly one effect per ``Idempotency-Key`` (I7)."""

import hashlib
import re
from typing import Any, ClassVar

from django.db import OperationalError
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from .. import failpoints, idempotency, problems
from ..errors import DomainError, IdempotencyKeyMissing, ServiceBusy
from .fields import StrictSerializer
from .transport import dump

_KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)


class KeyedResponse(HttpResponse):
    """An answer whose sending a fault test may interrupt just after it (F01)."""

    def close(self) -> None:
        """Called by the server when the last byte is out."""
        super().close()
        failpoints.hit("after_reply")


class IdempotentView(APIView):
    """POST = check shape, then ``work`` once in one transaction; replays answer byte for byte.

    Subclasses set ``serializer_class`` (shape only) and define ``work(request, data, key,
    **address)`` returning ``(status, body)``. ``is_money`` keys are kept for good. ``prepare`` runs
    before the transaction (nothing of it may move money).
    """

    serializer_class: ClassVar[type[StrictSerializer]]
    is_money: ClassVar[bool] = False

    def post(self, request: Request, **address: Any) -> HttpResponse:
        """One effect, one answer."""
        key = self.key_of(request)
        # The raw body can be read only before it is parsed.
        fingerprint = self.fingerprint(request)
        serializer = self.serializer_class(data=request.data, context={"view": self})
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        self.prepare(request, data, key, **address)
        answer = idempotency.run(
            scope=self.scope(request),
            key=key,
            fingerprint=fingerprint,
            is_money=self.is_money,
            work=lambda: self.answer_of(*self.work(request, data, key, **address)),
            refuse=lambda refusal: self.refusal_of(request, refusal),
        )
        self.finish(request, data, key, answer, **address)
        response = KeyedResponse(
            answer.body, status=answer.status, content_type=answer.content_type
        )
        if answer.replayed:
            response["Idempotent-Replayed"] = "true"
        return response

    def work(
        self, request: Request, data: dict[str, Any], key: str, **address: Any
    ) -> tuple[int, Any]:
        """The effect itself; runs inside the transaction."""
        raise NotImplementedError

    def prepare(self, request: Request, data: dict[str, Any], key: str, **address: Any) -> None:
        """What must be known even if the process dies in the transaction."""

    def finish(
        self,
        request: Request,
        data: dict[str, Any],
        key: str,
        answer: idempotency.Answer,
        **address: Any,
    ) -> None:
        """What follows the commit."""

    def key_of(self, request: Request) -> str:
        """The caller's key: 1–255 visible ASCII characters."""
        key = request.headers.get("Idempotency-Key", "")
        if not _KEY.fullmatch(key):
            raise IdempotencyKeyMissing
        return key

    def scope(self, request: Request) -> str:
        """Keys are the client's own."""
        return f"client:{request.user.pk}"

    def fingerprint(self, request: Request) -> str:
        """SHA-256 of method, path and the raw body."""
        body = request._request.body
        head = f"{request.method} {request.path}\n".encode()
        return hashlib.sha256(head + body).hexdigest()

    def answer_of(self, status: int, body: Any) -> idempotency.Answer:
        """Render a success."""
        return idempotency.Answer(status, dump(body))

    def refusal_of(self, request: Request, refusal: DomainError) -> idempotency.Answer:
        """Render a business refusal, which is stored and replayed too."""
        document = problems.document(
            refusal,
            trace_id=getattr(request, "trace_id", ""),
            base=problems.base_of(request),
        )
        return idempotency.Answer(refusal.status, problems.dump(document), problems.CONTENT_TYPE)

    def handle_exception(self, exc: Exception) -> Any:
        """A lock or database that is away is a 503 with nothing changed."""
        if isinstance(exc, OperationalError):
            exc = ServiceBusy()
        return super().handle_exception(exc)
