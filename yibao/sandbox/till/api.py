"""Calling the partner API as one institution's client."""

import time
from dataclasses import dataclass, field
from typing import Any

import requests
from django.conf import settings

from yibao.kernel.ids import new_ref

from ..demo.clients import Login, login

TIMEOUT = (3, 15)
# A token is renewed this long before it ends, so that it cannot end on the way.
MARGIN_SECONDS = 60
KEPT_CALLS = 12
# The same key is sent again until there is an answer of another kind.
UNDECIDED = (
    "idempotency.in_progress", "card.confirmation_pending", "aid.confirmation_pending",
)  # fmt: skip

_tokens: dict[tuple[str, str], tuple[str, float]] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said; ``body`` is a problem document where ``ok`` is false."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the call had its effect."""
        return 200 <= self.status < 300

    @property
    def is_known(self) -> bool:
        """Whether it is certain what became of the call; else the same key is sent again."""
        return 200 <= self.status < 500 and self.body.get("code") not in UNDECIDED

    @property
    def was_replayed(self) -> bool:
        """Whether it is the stored answer of an earlier call with the same key."""
        return self.headers.get("Idempotent-Replayed") == "true"


def new_key() -> str:
    """A fresh idempotency key."""
    return new_ref("till-")


class TillApi:
    """The API as seen by one institution; notes its calls in ``calls``, newest last.

    ``world`` is the code of a vendor's sandbox, empty for the demo city.
    """

    def __init__(
        self, place: str, calls: list[dict[str, Any]] | None = None, *, world: str = ""
    ) -> None:
        self.client: Login = login(place, world)
        self.calls = calls if calls is not None else []

    def post(self, path: str, body: dict[str, Any], *, key: str) -> Answer:
        """One POST with its idempotency key."""
        return self._call("POST", path, json=body, headers={"Idempotency-Key": key})

    def delete(self, path: str, body: dict[str, Any]) -> Answer:
        """One DELETE."""
        return self._call("DELETE", path, json=body, headers={})

    def get(self, path: str, params: dict[str, str] | None = None) -> Answer:
        """One GET."""
        return self._call("GET", path, params=params, headers={})

    def _call(self, method: str, path: str, *, headers: dict[str, str], **rest: Any) -> Answer:
        started = time.monotonic()
        try:
            answer = self._authorised(method, path, headers, rest)
        except requests.RequestException as failure:
            answer = _unreachable(failure)
        self._note(method, path, answer, started)
        return answer

    def _authorised(
        self, method: str, path: str, headers: dict[str, str], rest: dict[str, Any]
    ) -> Answer:
        for is_last in (False, True):
            token = self._token()
            if isinstance(token, Answer):
                return token
            answer = _send(
                method,
                f"{_base()}/api/v1/{path}",
                headers={**headers, "Authorization": f"Bearer {token}"},
                **rest,
            )
            if answer.status != 401 or is_last:
                break
            _tokens.pop((_base(), self.client.client_id), None)
        return answer

    def _token(self) -> str | Answer:
        slot = (_base(), self.client.client_id)
        token, ends = _tokens.get(slot, ("", 0.0))
        if token and time.monotonic() < ends:
            return token
        answer = _send(
            "POST",
            f"{_base()}/oauth/token/",
            data={"grant_type": "client_credentials"},
            auth=(self.client.client_id, self.client.secret),
        )
        if not answer.ok:
            return answer
        ends = time.monotonic() + int(answer.body["expires_in"]) - MARGIN_SECONDS
        _tokens[slot] = (answer.body["access_token"], ends)
        return answer.body["access_token"]

    def _note(self, method: str, path: str, answer: Answer, started: float) -> None:
        self.calls.append(
            {
                "method": method,
                "path": f"/api/v1/{path}",
                "status": answer.status,
                "code": "" if answer.ok else answer.body.get("code", ""),
                "ms": int((time.monotonic() - started) * 1000),
                "request_id": answer.headers.get("X-Request-Id", ""),
            }
        )
        del self.calls[:-KEPT_CALLS]


def _base() -> str:
    return settings.INTERNAL_BASE_URL.rstrip("/")


def _send(method: str, url: str, **rest: Any) -> Answer:
    reply = requests.request(method, url, timeout=TIMEOUT, allow_redirects=False, **rest)
    try:
        body = reply.json()
    except requests.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        body = {"title": "应答不是 JSON", "detail": f"收到状态 {reply.status_code}，内容无法解析。"}
    return Answer(reply.status_code, body, dict(reply.headers))


def _unreachable(failure: requests.RequestException) -> Answer:
    return Answer(
        0,
        {
            "title": "没有连上服务",
            "code": "till.unreachable",
            "detail": "没有得到应答，不知道有没有办成。请用同一个键再发一次，或者按键冲正。",
            "reason": type(failure).__name__,
        },
    )
