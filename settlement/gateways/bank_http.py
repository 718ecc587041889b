"""Production adapter: JSON over HTTPS to the card processor that the bureau has contracted."""

from datetime import date, datetime
from typing import Any

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from urllib3.exceptions import NewConnectionError

from yibao.kernel.money import NotMoney, from_fen, parse_yuan, to_fen, yuan_text

from ..data import bank
from ..data.bank import BankAnswer, BoundCard, Holder
from .bank_port import BankAway, BankRefused, BankSilent

CONNECT_SECONDS, ANSWER_SECONDS = 3, 10
_STATES = {bank.DONE, bank.REFUSED, bank.WORKING, bank.NOT_FOUND, bank.LATE}
_REFUSALS = {
    "mismatch", "not_yours", "unsupported", "expired", "code_wrong", "code_late", "too_often",
}  # fmt: skip


class HttpBankGateway:
    """Posts to ``{BANK_HTTP_URL}/<call>`` with a bearer token; amounts are yuan with two places.

    200 with the fields read below, 422 with ``{code}`` for a refusal; everything else counts as no
    answer. Whether an answer is about the order that was named is judged by ``checked``.
    """

    def __init__(self) -> None:
        if not settings.BANK_HTTP_URL or not settings.BANK_HTTP_TOKEN:
            raise ImproperlyConfigured("BANK_HTTP_URL 和 BANK_HTTP_TOKEN 没有配置，不能用银行卡。")

    def begin(self, *, reference: str, number: str, holder: Holder) -> str:
        """Four elements with the number."""
        return self._session("cards/verify", reference, {"card_no": number}, holder)

    def recheck(self, *, reference: str, token: str, holder: Holder) -> str:
        """Four elements with the token."""
        return self._session("cards/recheck", reference, {"token": token}, holder)

    def _session(self, call: str, reference: str, subject: dict[str, str], holder: Holder) -> str:
        elements = {"name": holder.name, "certno": holder.certno, "phone": holder.phone}
        said = self._post(call, {"reference": reference, **subject, **elements})
        if said.get("reference") != reference or not isinstance(said.get("session"), str):
            raise BankSilent("answer to something else")
        return said["session"]

    def resend(self, *, session: str) -> None:
        """Another code."""
        self._post("cards/resend", {"session": session})

    def confirm(self, *, session: str, code: str) -> BoundCard:
        """The token, where the bank names this session in its answer."""
        said = self._post("cards/confirm", {"session": session, "code": code})
        token = said.get("token")
        if said.get("session") != session or not isinstance(token, str) or not token:
            raise BankSilent("answer to something else")
        return BoundCard(token, _day(said.get("valid_until")))

    def unbind(self, *, token: str) -> None:
        """Void the token."""
        self._post("cards/unbind", {"token": token})

    def charge(
        self, *, reference: str, token: str, amount_fen: int, valid_until: datetime
    ) -> BankAnswer:
        """One payment order."""
        body = {
            "reference": reference,
            "token": token,
            "amount": _yuan(amount_fen),
            "valid_until": valid_until.isoformat(timespec="seconds"),
        }
        return self._answer(self._post("payments", body))

    def refund(self, *, reference: str, charge: str, amount_fen: int) -> BankAnswer:
        """One refund order."""
        body = {"reference": reference, "payment": charge, "amount": _yuan(amount_fen)}
        return self._answer(self._post("refunds", body))

    def query(self, *, reference: str) -> BankAnswer:
        """Ask for an order by its reference."""
        return self._answer(self._post("orders/query", {"reference": reference}))

    def news(self) -> list[BankAnswer]:
        """Pending messages of the bank; those that cannot be read are left out."""
        said = self._post("orders/news", {})
        rows = said.get("orders")
        return [found for row in rows if (found := _read(row))] if isinstance(rows, list) else []

    def _post(self, call: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = requests.post(
                f"{settings.BANK_HTTP_URL.rstrip('/')}/{call}",
                json=body,
                headers={"Authorization": f"Bearer {settings.BANK_HTTP_TOKEN}"},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            raise _failure(failure) from failure
        try:
            said = answer.json()
        except ValueError as broken:
            raise BankSilent("unreadable answer") from broken
        if not isinstance(said, dict):
            raise BankSilent("unreadable answer")
        if answer.status_code == 422:
            code = said.get("code")
            raise BankRefused(code if code in _REFUSALS else "other")
        if answer.status_code != 200:
            raise BankSilent(str(answer.status_code))
        return said

    def _answer(self, said: dict[str, Any]) -> BankAnswer:
        found = _read(said)
        if found is None:
            raise BankSilent("unreadable answer")
        return found


def _failure(failure: requests.RequestException) -> BankAway | BankSilent:
    """Only where no connection came about is it certain that the bank heard nothing."""
    reason = getattr(failure.args[0], "reason", None) if failure.args else None
    if isinstance(failure, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return BankAway(type(failure).__name__)
    return BankSilent(type(failure).__name__)


def _read(said: Any) -> BankAnswer | None:
    """An answer about an order, where it is whole."""
    if not isinstance(said, dict) or said.get("state") not in _STATES:
        return None
    if not isinstance(said.get("reference"), str):
        return None
    amount = said.get("amount", "0.00" if said["state"] == bank.NOT_FOUND else None)
    try:
        fen = to_fen(parse_yuan(amount))
    except (NotMoney, TypeError, AttributeError):
        return None
    return BankAnswer(
        said["state"],
        said["reference"],
        fen,
        code=str(said.get("code", ""))[:40],
        number=str(said.get("number", ""))[:64],
    )


def _yuan(amount_fen: int) -> str:
    return yuan_text(from_fen(amount_fen))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
