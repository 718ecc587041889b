"""Production adapter: JSON over HTTPS to the register of premiums of the tax bureau."""

from datetime import datetime
from typing import Any

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from urllib3.exceptions import NewConnectionError

from yibao.kernel.money import NotMoney, fen_text, parse_yuan, to_fen

from ..data import premiums as data
from ..data.premiums import PremiumAnswer, PremiumNotice
from .premium_port import RegisterAway, RegisterSilent

CONNECT_SECONDS, ANSWER_SECONDS = 3, 10
_STATES = {data.ACCEPTED, data.REFUSED, data.WORKING, data.NOT_FOUND}


class HttpPremiumRegister:
    """Posts to ``{PREMIUM_HTTP_URL}/premiums`` and ``/premiums/query`` with a bearer token.

    Answers are 200 with ``{state, reference, amount, code, number}``, amounts yuan with two places;
    everything else counts as no answer.
    """

    def __init__(self) -> None:
        if not settings.PREMIUM_HTTP_URL or not settings.PREMIUM_HTTP_TOKEN:
            raise ImproperlyConfigured(
                "PREMIUM_HTTP_URL 和 PREMIUM_HTTP_TOKEN 没有配置，不能缴居民医保费。"
            )

    def file(self, *, notice: PremiumNotice, valid_until: datetime) -> PremiumAnswer:
        """Enter one premium."""
        return self._post(
            "premiums",
            {
                "reference": notice.reference,
                "name": notice.name,
                "certno": notice.certno,
                "year": notice.year,
                "insuplc_admdvs": notice.insuplc_admdvs,
                "psn_type": notice.psn_type,
                "amount": fen_text(notice.amount_fen),
                "valid_until": valid_until.isoformat(timespec="seconds"),
            },
        )

    def query(self, *, reference: str) -> PremiumAnswer:
        """Ask for a premium by its reference."""
        return self._post("premiums/query", {"reference": reference})

    def _post(self, call: str, body: dict[str, Any]) -> PremiumAnswer:
        try:
            answer = requests.post(
                f"{settings.PREMIUM_HTTP_URL.rstrip('/')}/{call}",
                json=body,
                headers={"Authorization": f"Bearer {settings.PREMIUM_HTTP_TOKEN}"},
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            raise _failure(failure) from failure
        if answer.status_code != 200:
            raise RegisterSilent(str(answer.status_code))
        try:
            return _read(answer.json())
        except (ValueError, KeyError, TypeError, AttributeError, NotMoney) as broken:
            raise RegisterSilent("unreadable answer") from broken


def _failure(failure: requests.RequestException) -> RegisterAway | RegisterSilent:
    """Only where no connection came about is it certain that the register heard nothing."""
    reason = getattr(failure.args[0], "reason", None) if failure.args else None
    if isinstance(failure, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return RegisterAway(type(failure).__name__)
    return RegisterSilent(type(failure).__name__)


def _read(said: Any) -> PremiumAnswer:
    if said["state"] not in _STATES or not isinstance(said["reference"], str):
        raise ValueError("unreadable answer")
    is_unknown = said["state"] == data.NOT_FOUND
    number = str(said.get("number", ""))[:64]
    if said["state"] == data.ACCEPTED and not number:
        raise ValueError("a receipt without a number")
    return PremiumAnswer(
        said["state"],
        said["reference"],
        0 if is_unknown else to_fen(parse_yuan(said["amount"])),
        code=str(said.get("code", ""))[:30],
        number=number,
    )
