"""One message that a developer sends from a page: the same way as from an address, and logged."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from yibao.kernel import clock

from . import addresses, reading, wire
from .models import GatewayAccess
from .services import messages
from .views import Talk

_PATH = "fsi/api/rsfComIfsService/callService"
_STAMP, _MOMENT = "%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Tried:
    """What was sent and what came back, as texts; ``answer`` is empty where it is a file."""

    message: str
    answer: str
    status: int
    ms: int
    is_good: bool


class _Typed(Talk):
    """The caller is known already, and nothing is sealed or signed."""

    def __init__(self, access: GatewayAccess, message: str) -> None:
        super().__init__(HttpRequest(), _PATH)
        self.access, self.raw = access, message

    def _answer(self) -> Any:
        self.message = reading.document(self.raw.encode())
        self.infno = reading.peek(self.message, "infno")
        self.msgid = reading.peek(self.message, "msgid")
        return self._performed(self.message, addresses.of(self.path))


def accesses_of(tenant: Any) -> list[GatewayAccess]:
    """Systems of a sandbox that may speak; none outside of sandboxes."""
    rows = GatewayAccess.objects.filter(
        client__tenant=tenant, is_enabled=True, client__is_enabled=True,
        client__institution__isnull=False,
    )  # fmt: skip
    rows = rows.select_related("client__institution__tenant", "client__tenant")
    return list(rows.order_by("client__institution__name", "pk")) if tenant.is_sandbox else []


def send(*, by: Any, access: GatewayAccess, infno: str, given: str, sign_no: str = "") -> Tried:
    """Send ``given`` (JSON text of ``input``) under a number; every refusal is an answer.

    Raises ``gateway.message_unreadable`` for a text that is no JSON object.
    """
    reading.document(given.encode())
    # The text itself goes on: its numbers keep their places.
    head = wire.dump(_head(access, infno, sign_no)).decode()
    message = f'{head[:-1]},"input":{given.strip()}}}'
    began = time.monotonic()
    talk = _Typed(access, message)
    response = talk.answer()
    ms = round((time.monotonic() - began) * 1000)
    spoken = talk.spoken(response, ms)
    messages.keep(by=by, spoken=spoken)
    said = talk.plain or ("" if spoken.answer == "（文件）" else spoken.answer)
    shown = wire.pretty(said) if said else ""
    is_good = spoken.infcode == 0 or not said
    return Tried(wire.pretty(message), shown, response.status_code, ms, is_good)


def _head(access: GatewayAccess, infno: str, sign_no: str) -> dict[str, Any]:
    place, now = access.client.institution, clock.local(clock.now(access.client.tenant))
    serial = f"{secrets.randbelow(10_000):04}"
    return {
        "infno": infno,
        "msgid": f"{place.fixmedins_code[:12]:0<12}{now.strftime(_STAMP)}{serial}",
        "mdtrtarea_admvs": place.admdvs,
        "insuplc_admdvs": place.admdvs,
        "recer_sys_code": "99",
        "dev_no": "", "dev_safe_info": "", "cainfo": "", "signtype": "",
        "infver": "1.0.0",
        "opter_type": "1", "opter": "0001", "opter_name": "开发者",
        "inf_time": now.strftime(_MOMENT),
        "fixmedins_code": place.fixmedins_code, "fixmedins_name": place.name,
        "sign_no": sign_no,
    }  # fmt: skip
