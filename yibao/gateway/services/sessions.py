"""Sign-in (9001) and sign-out (9002) of a till."""

import secrets
from datetime import datetime
from typing import Any

from yibao.kernel import clock

from ..errors import SignInMissing
from ..models import GatewaySession


def sign_in(*, by: Any, institution: Any, opter_no: str, mac: str, ip: str) -> GatewaySession:
    """Open a session for today."""
    now = clock.now(institution.tenant)
    return GatewaySession.objects.create(
        sign_no=f"{clock.local(now):%Y%m%d}{secrets.randbelow(10**12):012}",
        institution=institution,
        opter_no=opter_no,
        mac=mac,
        ip=ip,
        signed_in_at=now,
    )


def sign_out(*, by: Any, institution: Any, sign_no: str) -> datetime:
    """End a session of today; a second time answers the first moment.

    Raises ``gateway.sign_in_missing`` on another day, or for a number that is not the caller's.
    """
    rows = GatewaySession.objects.select_for_update()
    session = rows.filter(institution=institution, sign_no=sign_no).first()
    if session is None or not _is_of_today(session):
        raise SignInMissing
    if session.signed_out_at is None:
        session.signed_out_at = clock.now(institution.tenant)
        session.save(update_fields=["signed_out_at"])
    return session.signed_out_at


def require(*, by: Any, institution: Any, sign_no: str) -> None:
    """Somebody is signed in under this number today. Raises ``gateway.sign_in_missing``."""
    rows = GatewaySession.objects.select_related("institution__tenant")
    session = rows.filter(
        institution=institution, sign_no=sign_no, signed_out_at__isnull=True
    ).first()
    if session is None or not _is_of_today(session):
        raise SignInMissing


def _is_of_today(session: GatewaySession) -> bool:
    tenant = session.institution.tenant
    return clock.local(session.signed_in_at).date() == clock.today(tenant)
