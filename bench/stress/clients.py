"""Eight tills: each a thread that calls, writes down what it was told, and sometimes hangs up."""

import hashlib
import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .city import City, Ready
from .history import OK, READ, REFUND, REFUSED, REPEAT, REVERSE, SETTLE, UNKNOWN, Operation

CLIENTS = 8
MIX = {SETTLE: 60, REPEAT: 15, REFUND: 10, REVERSE: 5, READ: 10}
HANG_UP = 0.04  # of the calls that move money end before their answer
_NOT_YET = {"idempotency.in_progress", "service.busy"}


@dataclass(slots=True)
class Call:
    """A settle call as it was sent, so that it can be sent again."""

    ready: Ready
    key: str
    body: dict[str, Any]


@dataclass(slots=True)
class Desk:
    """What all clients share: visits that wait, calls that were sent, bills that came of them."""

    city: City
    port: int
    deadline: float
    ready: list[Ready]
    began: float = field(default_factory=time.monotonic)
    calls: list[Call] = field(default_factory=list)
    bills: list[tuple[int, str]] = field(default_factory=list)
    history: list[Operation] = field(default_factory=list)
    least: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def goes_on(self) -> bool:
        """Until the time is over and enough was done, and never without work."""
        late = time.monotonic() >= self.deadline
        return bool(self.ready) and not (late and len(self.history) >= self.least)


class Client(threading.Thread):
    """One till's thread; its choices follow from the seed and its number."""

    def __init__(self, desk: Desk, number: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.desk, self.number = desk, number
        self.luck = Random(seed * 1000 + number)
        self.sent = 0
        self.seed = seed

    def run(self) -> None:
        """Draw and do."""
        kinds, weights = zip(*MIX.items(), strict=True)
        while self.desk.goes_on():
            kind = self.luck.choices(kinds, weights)[0]
            getattr(self, kind)()

    def settle(self) -> None:
        """As quoted; where the quote is too old, sometimes as quoted anew."""
        with self.desk.lock:
            if not self.desk.ready:
                return
            ready = self.desk.ready.pop()
        info = ready.quote["setlinfo"]
        body = {
            "quote_id": ready.quote["quote_id"],
            "psn_part_amt": info["psn_part_amt"],
            "psn_cash_pay": info["psn_cash_pay"],
        }
        call = Call(ready, self._key(), body)
        with self.desk.lock:
            self.desk.calls.append(call)
        self._settle(SETTLE, call)

    def repeat(self) -> None:
        """Somebody's earlier call, byte for byte."""
        call = self._one_of(self.desk.calls)
        if call is not None:
            self._settle(REPEAT, call)

    def _settle(self, kind: str, call: Call) -> None:
        path = f"visits/{call.ready.visit_id}/settlements/"
        answer = self._money(kind, call.ready.till, path, call.key, call.body, "setl_id")
        if kind == SETTLE and "quote" in answer:
            with self.desk.lock:
                fresh = Ready(call.ready.till, call.ready.visit_id, answer["quote"])
                self.desk.ready.insert(self.luck.randrange(len(self.desk.ready) + 1), fresh)
        if kind == SETTLE and "setl_id" in answer:
            with self.desk.lock:
                self.desk.bills.append((call.ready.till, answer["setl_id"]))

    def refund(self) -> None:
        """One piece or everything that is left, also of bills that others undo just now."""
        found = self._one_of(self.desk.bills)
        if found is None:
            return
        till, number = found
        lines = self.luck.choice([None, [{"feedetl_sn": "1", "cnt": "1"}]])
        body = {"lines": lines, "reason": "退药"}
        path = f"settlements/{number}/refunds/"
        self._money(REFUND, till, path, self._key(), body, "refund_setl_id")

    def reverse(self) -> None:
        """By the key, as a till does that had no answer."""
        call = self._one_of(self.desk.calls)
        if call is None:
            return
        body = {"idempotency_key": call.key, "reason": "无应答"}
        self._money(REVERSE, call.ready.till, "reversals/", call.key, body, "result")

    def read(self) -> None:
        """Ask what became of a key."""
        call = self._one_of(self.desk.calls)
        if call is None:
            return
        at = self._now()
        status, body = self.ask(call.ready.till, call.key)
        outcome = OK if status == http.HTTPStatus.OK else REFUSED
        self._note(READ, call.key, at, outcome, status, body)

    def ask(self, till: int, key: str) -> tuple[int, dict[str, Any]]:
        """The state by key."""
        status, raw = self._send("GET", till, f"settlement-attempts/{key}/", "", None)
        return status, json.loads(raw) if raw else {}

    def _money(
        self, kind: str, till: int, path: str, key: str, body: dict[str, Any], names: str
    ) -> dict[str, Any]:
        at = self._now()
        sent = f"reverse-{self._key()}" if kind == REVERSE else key
        hangs_up = self.luck.random() < HANG_UP
        status, raw = self._send("POST", till, path, sent, body, hangs_up=hangs_up)
        answer = json.loads(raw) if raw else {}
        code = answer.get("code", "")
        outcome = REFUSED
        if status in (0, 429) or status >= 500 or code in _NOT_YET:
            outcome = UNKNOWN
        elif status < 300:
            outcome = OK
        self._note(kind, key, at, outcome, status, answer, raw=raw, names=names)
        return answer

    def _send(
        self,
        method: str,
        till: int,
        path: str,
        key: str,
        body: dict[str, Any] | None,
        *,
        hangs_up: bool = False,
    ) -> tuple[int, bytes]:
        """Status and bytes; 0 where there was no answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.desk.port, timeout=30)
        headers = {
            "Authorization": f"Bearer {self.desk.city.tills[till].token}",
            "Content-Type": "application/json",
        }
        if key:
            headers["Idempotency-Key"] = key
        content = None if body is None else json.dumps(body).encode()
        try:
            line.request(method, f"/api/v1/{path}", content, headers)
            if hangs_up:
                time.sleep(self.luck.random() * 0.03)
                return 0, b""
            answer = line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            line.close()

    def _note(
        self,
        kind: str,
        key: str,
        at: float,
        outcome: str,
        status: int,
        answer: dict[str, Any],
        *,
        raw: bytes = b"",
        names: str = "",
    ) -> None:
        row = Operation(
            client=self.number,
            kind=kind,
            key=key,
            at=at,
            until=self._now(),
            outcome=outcome,
            status=status,
            code=answer.get("code", ""),
            number=str(answer.get(names, "")) if names else "",
            lacked=_lacked(answer),
            body_sha256=hashlib.sha256(raw).hexdigest() if raw else "",
        )
        with self.desk.lock:
            self.desk.history.append(row)

    def _one_of(self, rows: list[Any]) -> Any:
        with self.desk.lock:
            return self.luck.choice(rows) if rows else None

    def _key(self) -> str:
        self.sent += 1
        return f"s{self.seed}-c{self.number}-{self.sent}"

    def _now(self) -> float:
        return round(time.monotonic() - self.desk.began, 4)


def _lacked(answer: dict[str, Any]) -> bool:
    """Whether accounts pay less now than when the bill was quoted."""
    if answer.get("code") != "settlement.quote_changed":
        return False
    old, new = answer["old"], answer["new"]
    return _fen(new["acct_pay"]) < _fen(old["acct_pay"])


def _fen(text: str) -> int:
    return int(text.replace(".", ""))
