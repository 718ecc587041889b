"""ecTokens: opaque texts that stand for one scan (T02, T03)."""

import secrets
from datetime import datetime, time, timedelta
from typing import Any

from accounts.selectors import enrolments
from settlement.errors import VisitNotFound
from settlement.selectors import bills
from vouchers import selectors as vouchers
from yibao.audit import services as audit
from yibao.kernel import clock, crypto

from ..errors import TokenOfAnotherPerson, TokenUnknown
from ..models import GatewayToken

_HEX = 30


def give(*, by: Any, institution: Any, scan: Any) -> str:
    """A new token for a scan that was made just now: region, ``ec`` and 30 hex digits."""
    enrolment = enrolments.current(scan.person)
    region = enrolment.insuplc_admdvs if enrolment else institution.admdvs
    token = f"{region}ec{secrets.token_hex(_HEX // 2)}"
    now = clock.now(institution.tenant)
    row = GatewayToken.objects.create(
        token_hash=crypto.code_hash(token),
        institution=institution,
        scan_id=scan.scan_id,
        given_at=now,
        opens_until=scan.expires_at,
        ends_at=max(scan.expires_at, _midnight_after(now)),
    )
    audit.record("gateway.token.given", by=by, subject=row, tenant_id=institution.tenant_id)
    return token


def scan_of(*, by: Any, institution: Any, token: str) -> Any:
    """The scan behind a token that may still open a visit. Raises ``gateway.token_unknown``."""
    row = _row(institution, token)
    if row.mdtrt_id or row.opens_until <= clock.now(institution.tenant):
        raise TokenUnknown
    return vouchers.scan_for_visit(by, row.scan_id)


def person_of(*, by: Any, institution: Any, token: str) -> Any:
    """Who showed the code; also after the token has opened its visit."""
    row = _row(institution, token)
    return vouchers.scan_of_institution(institution, row.scan_id).person


def bind(*, by: Any, institution: Any, token: str, mdtrt_id: str) -> None:
    """From now on the token serves this visit only. Runs in the caller's transaction."""
    row = _row(institution, token, lock=True)
    if row.mdtrt_id not in ("", mdtrt_id):
        raise TokenUnknown
    row.mdtrt_id = mdtrt_id
    row.save(update_fields=["mdtrt_id"])


def check(
    *, by: Any, institution: Any, token: str, mdtrt_id: str, psn_no: str, fresh: bool = False
) -> None:
    """The token is this person's and serves this visit; one that is free is bound to it.

    A stay over the year's end has a number a year and is one stay: its token serves each (P144).

    ``fresh`` asks for a code shown within the last half hour (discharge). Raises
    ``gateway.token_unknown``, ``gateway.certificate_mismatch``. Runs in the caller's transaction.
    """
    row = _row(institution, token, lock=True)
    now = clock.now(institution.tenant)
    if not _serves(institution, row.mdtrt_id, mdtrt_id):
        raise TokenUnknown
    if (fresh or not row.mdtrt_id) and row.opens_until <= now:
        raise TokenUnknown
    scan = vouchers.scan_of_institution(institution, row.scan_id)
    if scan.person is None or scan.person.psn_no != psn_no:
        raise TokenOfAnotherPerson
    if not row.mdtrt_id:
        row.mdtrt_id = mdtrt_id
        row.save(update_fields=["mdtrt_id"])


def forget_old(*, by: Any) -> int:
    """Remove tokens that are over."""
    removed, _ = GatewayToken.objects.filter(ends_at__lt=clock.now() - timedelta(days=1)).delete()
    return removed


def _row(institution: Any, token: str, *, lock: bool = False) -> GatewayToken:
    rows = GatewayToken.objects.select_for_update() if lock else GatewayToken.objects
    row = rows.filter(token_hash=crypto.code_hash(token), institution=institution).first()
    if row is None or row.ends_at <= clock.now(institution.tenant):
        raise TokenUnknown
    return row


def _serves(institution: Any, bound: str, asked: str) -> bool:
    if bound in ("", asked):
        return True
    try:
        first, other = (bills.visit_by_mdtrt(institution, number) for number in (bound, asked))
    except VisitNotFound:
        return False
    return first.stay_id is not None and first.stay_id == other.stay_id


def _midnight_after(moment: datetime) -> datetime:
    day = clock.local(moment).date() + timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI)
