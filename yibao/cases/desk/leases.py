"""Who works on a case now (features 31 and 32, T36).

A lease lasts a quarter of an hour after the last sign of life. Whoever writes brings its number:
an older one, an expired one or somebody else's is refused, and nothing is written.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from yibao.kernel import clock, moments

from .. import four_eyes, moves
from ..errors import CaseMoveRefused, LeaseLost
from ..models import Case, Lease
from ..moves import LIFE
from ..states import CaseState

__all__ = ["LIFE", "beat", "must_be_held", "must_hold", "of", "release_dead", "release_expired"]

EXPIRED = "cases.case.lease_expired"
_WHY_EXPIRED = "领取已经到期"
_WHY_TAKEN = "现在由别人处理"
_WHY_FREE = "已经回到队列"
_WHY_NEWER = "您在别的窗口重新领取过"


def of(case: Case) -> Lease | None:
    """The lease of a case with its holder; None where nobody holds it or its time is over."""
    lease = Lease.objects.select_related("holder", "case__tenant").filter(case_id=case.pk).first()
    return lease if lease is not None and not is_over(lease) else None


def is_over(lease: Lease) -> bool:
    """Whether a quarter of an hour has passed without a sign of life."""
    return lease.expires_at <= clock.now(lease.case.tenant)


def beat(*, by: Any, ref: str, fence: int) -> Lease:
    """A sign of life: the lease lasts another quarter of an hour. Raises ``LeaseLost``."""
    with transaction.atomic():
        lease = (
            Lease.objects.select_for_update(of=("self",), no_key=True)
            .select_related("case__tenant")
            .filter(case__ref=ref, holder=by, fence=fence)
            .first()
        )
        if lease is None or is_over(lease):
            raise LeaseLost(why=_why(Case.objects.filter(ref=ref).first(), by, fence))
        lease.beat_at = clock.now(lease.case.tenant)
        lease.expires_at = lease.beat_at + LIFE
        lease.save(update_fields=["beat_at", "expires_at"])
    return lease


def must_hold(*, by: Any, case: Case, fence: int | None = None) -> None:
    """Raise unless ``by`` holds this locked case under this number now (T36).

    Reviews of papers are never written to without a number. ``cases.case.move_refused`` where the
    case has ended or ``by`` never held it; else ``LeaseLost``.
    """
    is_ended = case.state not in (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.RETURNED)
    holds = case.state == CaseState.IN_REVIEW and case.reviewer_id == by.pk
    if is_ended or (not holds and fence is None):
        raise CaseMoveRefused
    needs_number = four_eyes.is_strict(case.case_type)
    if not holds or (fence != case.fence if fence is not None else needs_number):
        raise LeaseLost(why=_why(case, by, fence))
    lease = Lease.objects.select_related("case__tenant").filter(case=case).first()
    if lease is None or is_over(lease):
        raise LeaseLost(why=_WHY_EXPIRED)


def must_be_held(*, by: Any, case: Case, fence: int | None = None) -> None:
    """Raise ``cases.case.move_refused`` unless ``by`` has the case in hand.

    ``fence`` is the number that the officer's page showed: of an older page nothing is carried out
    (``LeaseLost``, T36).
    """
    if fence is not None:
        must_hold(by=by, case=case, fence=fence)
    elif case.reviewer_id != by.pk or case.state != CaseState.IN_REVIEW:
        raise CaseMoveRefused


def _why(case: Case | None, by: Any, fence: int | None) -> str:
    if case is None or case.state != CaseState.IN_REVIEW:
        return _WHY_FREE
    if case.reviewer_id != by.pk:
        return _WHY_TAKEN
    return _WHY_EXPIRED if fence == case.fence else _WHY_NEWER


def release_dead(*, by: Any, case: Case) -> bool:
    """Put a locked case back whose lease is over; whether it was."""
    if case.state != CaseState.IN_REVIEW:
        return False
    lease = Lease.objects.select_related("case__tenant").filter(case=case).first()
    if lease is not None and not is_over(lease):
        return False
    moves.move(by=by, case=case, to=CaseState.OPEN, verb=EXPIRED)
    return True


def expired() -> QuerySet[Lease]:
    """Leases whose time is over, by the clock of their tenant."""
    return Lease.objects.filter(moments.reached("expires_at", tenant="case__tenant"))


def release_expired(*, by: Any, most: int = 200) -> int:
    """Put back every case whose officer is gone; says how many. Safe to run at once and again."""
    refs = list(expired().order_by("expires_at").values_list("case__ref", flat=True)[:most])
    return sum(_release(by, ref) for ref in refs)


def _release(by: Any, ref: str) -> bool:
    with transaction.atomic():
        case = (
            Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .select_related("tenant")
            .filter(ref=ref)
            .first()
        )
        return case is not None and release_dead(by=by, case=case)
