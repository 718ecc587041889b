"""Writing the log of calls; what is written names nobody and opens nothing."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from yibao.kernel import clock, masking
from yibao.kernel.masked_bodies import BodyMask

from ..models import RequestRecord

LONGEST = 4_000
_READ = 20_000
# Values that tell who somebody is or what they have, and what lets somebody act.
_TELLING = (
    "psn_name", "name", "certno", "card_no", "code", "phone", "tel", "email", "address", "addr",
    "birth_date", "brdy", "diag_code", "diag_name", "main_cond_dscr", "svg", "link", "url",
    "offline_code", "agent", "secret", "client_secret", "access_token", "refresh_token",
    "id_token", "password", "token", "signature",
)  # fmt: skip
_MASK = BodyMask(_TELLING)
# A refusal names no code of a person, and its own code is what the reader looks for.
_REFUSAL_MASK = BodyMask(name for name in _TELLING if name != "code")


@dataclass(frozen=True, slots=True)
class Called:
    """One call as it went; bodies are raw and are masked here."""

    client_id: Any
    request_id: str
    method: str
    path: str
    route: str
    status: int
    ms: int
    own_number: str = ""
    code: str = ""
    key_tail: str = ""
    is_replayed: bool = False
    request: str = ""
    answer: str = ""
    message: Any = None


def keep(*, by: Any, called: Called) -> RequestRecord:
    """Write one line: one INSERT."""
    return RequestRecord.objects.create(
        client_id=called.client_id,
        message=called.message,
        request_id=called.request_id[:64],
        own_number=_short(called.own_number, 255),
        method=called.method[:8],
        path=_short(called.path, 300),
        route=_short(called.route, 200),
        status=called.status,
        code=called.code[:80],
        ms=called.ms,
        key_tail=called.key_tail[-4:],
        is_replayed=called.is_replayed,
        request=masked(called.request),
        answer=masked(called.answer, is_refusal=bool(called.code)),
        at=clock.now(),
    )


def masked(text: str, *, is_refusal: bool = False) -> str:
    """At most 4,000 characters of a body, without names, numbers and secrets."""
    mask = _REFUSAL_MASK if is_refusal else _MASK
    return mask.hide(text, longest=_READ)[:LONGEST]


def _short(text: str, most: int) -> str:
    return masking.mask_text(text.replace("\x00", "?"))[:most]


def forget_old(*, by: Any) -> int:
    """Remove lines that are older than the setting says."""
    limit = clock.now() - timedelta(days=settings.REQUEST_LOG_DAYS)
    removed, _ = RequestRecord.objects.filter(at__lt=limit).delete()
    return removed
