"""The log of messages, without names and numbers of people (T89)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from yibao.kernel import clock, crypto, masking, rates
from yibao.kernel.errors import DomainError
from yibao.kernel.masked_bodies import BodyMask

from ..models import GatewayMessage
from .facts import Facts

_LONGEST = 20_000
# Values that tell who somebody is or let somebody act; the whole value goes.
_TELLING = (
    "psn_name|certno|mdtrt_cert_no|card_sn|psn_no|brdy|tel|addr|coner_name|userName|idNo|ecToken|"
    "ecQrCode|authNo|birthday|email|ecIndexNo|agnter_name|agnter_certno|agnter_tel|agnter_addr|"
    "live_addr|live_tel|patn_name|main_cond_dscr|dise_name|dise_codg|diag_name|diag_code|"
    "adm_diag_dscr|sign_no|cainfo|dev_safe_info|in|exp_content|expContent|"
    "payToken|payAuthNo|revsToken|ecAuthCode|psnNo|mainCondDscr|diseCodg|diseName|diagCode|diagName"
)
#: Lines kept of one address that proves nothing.
STRANGERS_A_MINUTE = 30
_MASK = BodyMask(_TELLING.split("|"))


@dataclass(frozen=True, slots=True)
class Spoken:
    """One call as it went: raw texts, HTTP status, who, how long in milliseconds."""

    path: str
    request: str
    answer: str
    status: int
    ms: int
    access: Any = None
    infno: str = ""
    msgid: str = ""
    infcode: int | None = None
    refusal: DomainError | None = None
    facts: Facts = field(default_factory=Facts)


def keep(*, by: Any, spoken: Spoken, source: str = "") -> GatewayMessage | None:
    """Write one line of the log.

    Of those who did not show who they are, so many a minute and ``source`` (network address) are
    kept: nobody fills the disk from outside. None where the line was left out.
    """
    access = spoken.access
    if access is None and _is_flood(source):
        return None
    return GatewayMessage.objects.create(
        institution=access.client.institution if access else None,
        access=access,
        infno=spoken.infno[:10],
        msgid=spoken.msgid[:30],
        path=masked(spoken.path)[:200],
        request=masked(spoken.request),
        answer=masked(spoken.answer),
        status=spoken.status,
        infcode=spoken.infcode,
        refusal=spoken.refusal.code if spoken.refusal else "",
        explanation=masking.mask_text(spoken.refusal.said)[:400] if spoken.refusal else "",
        mdtrt_id=spoken.facts.mdtrt_id,
        setl_id=spoken.facts.setl_id,
        fingerprint=spoken.facts.fingerprint,
        facts=spoken.facts.told,
        ms=spoken.ms,
        at=clock.now(),
    )


def _is_flood(source: str) -> bool:
    key = f"gateway-stranger:{crypto.blind_index(source, 'source')}"
    return rates.hit(key, seconds=60) > STRANGERS_A_MINUTE


def forget_old(*, by: Any) -> int:
    """Remove lines that are older than the setting says."""
    limit = clock.now() - timedelta(days=settings.GATEWAY_LOG_DAYS)
    removed, _ = GatewayMessage.objects.filter(at__lt=limit).delete()
    return removed


def masked(text: str) -> str:
    """The text without what tells who somebody is; NUL cannot be stored."""
    return _MASK.hide(text, longest=_LONGEST)


def of_tenant(*, by: Any, tenant: Any, since: datetime, until: datetime, most: int) -> list[Any]:
    """The calls of a tenant's institutions in a time, oldest first, at most ``most`` newest."""
    rows = GatewayMessage.objects.filter(
        institution__tenant=tenant, at__gte=since, at__lte=until
    ).defer("request", "answer")
    return list(rows.order_by("-at", "-id")[:most])[::-1]
