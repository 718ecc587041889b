"""What the bank remembers of its user, and its calls in the user's name."""

from typing import Any

from django.http import HttpRequest

from ..till.api import Answer
from . import oauth

SESSION_KEY = "demo_bank"
KEPT_CALLS = 12


class Bank:
    """One browser's banking app."""

    def __init__(self, request: HttpRequest) -> None:
        self.session = request.session
        self.data: dict[str, Any] = dict(self.session.get(SESSION_KEY, {}))

    def put(self, **values: Any) -> None:
        """Remember; None forgets."""
        self.data.update(values)
        self.data = {name: value for name, value in self.data.items() if value is not None}
        self.session[SESSION_KEY] = self.data

    @property
    def is_connected(self) -> bool:
        """Whether the user has agreed and the bank holds a token."""
        return bool(self.data.get("access"))

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The latest calls, newest first."""
        return list(reversed(self.data.get("calls", [])))

    def keep_tokens(self, answer: Answer) -> bool:
        """Remember what the token address answered; False where it refused."""
        self._note("POST", "/oauth/token/", answer)
        if not answer.ok:
            return False
        self.put(access=answer.body["access_token"], refresh=answer.body.get("refresh_token"))
        return True

    def forget_tokens(self) -> None:
        """The connection is over."""
        self.put(access=None, refresh=None, state=None, verifier=None)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        """One call of ``/api/v1/me/``; a token that ran out is renewed once."""
        answer = self._send(method, path, body)
        if answer.status == 401 and self._renewed():
            answer = self._send(method, path, body)
        if answer.status == 401:
            self.forget_tokens()
        return answer

    def _renewed(self) -> bool:
        refresh = self.data.get("refresh")
        return bool(refresh) and self.keep_tokens(oauth.renew(refresh))

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Answer:
        address = f"/api/v1/me/{path}/"
        headers = {"Authorization": f"Bearer {self.data.get('access', '')}"}
        rest: dict[str, Any] = {} if body is None else {"json": body}
        answer = oauth.send(method, address, headers=headers, **rest)
        self._note(method, address, answer)
        return answer

    def _note(self, method: str, path: str, answer: Answer) -> None:
        calls = self.data.setdefault("calls", [])
        calls.append(
            {
                "method": method,
                "path": path,
                "status": answer.status,
                "code": "" if answer.ok else answer.body.get("code", answer.body.get("error", "")),
                "request_id": answer.headers.get("X-Request-Id", ""),
            }
        )
        self.put(calls=calls[-KEPT_CALLS:])
