"""Passes for times without a network: which one a device holds, which are void (feature 20, 21)."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least

from yibao.kernel import clock, crypto

from ..models import OfflinePass, Scan

_IS_VOID = (
    Q(revoked_at__isnull=False)
    | Q(sign_in__isnull=True)
    | Q(sign_in__ended_at__isnull=False)
    | ~Q(generation=F("voucher__generation"))
)


def live_of(voucher: Any, sign_in: Any) -> OfflinePass | None:
    """The pass of this device that can still be used."""
    rows = OfflinePass.objects.select_related("key", "voucher__person__tenant")
    rows = rows.filter(voucher=voucher, sign_in=sign_in, expires_at__gt=_now(voucher))
    return rows.exclude(_IS_VOID).order_by("-issued_at").first()


def live_of_voucher(voucher: Any) -> list[OfflinePass]:
    """Every pass of a person that can still be used, newest first."""
    rows = OfflinePass.objects.filter(voucher=voucher, expires_at__gt=_now(voucher))
    return list(rows.exclude(_IS_VOID).order_by("-issued_at"))


def of_text(text: str, *, tenant_id: Any) -> OfflinePass | None:
    """The row of a pass of this world, whatever became of it."""
    rows = OfflinePass.objects.select_related("key", "sign_in", "voucher__person__tenant")
    return rows.filter(code_hash=crypto.code_hash(text), voucher__person__tenant=tenant_id).first()


def was_void(row: OfflinePass, at: datetime) -> bool:
    """Whether it had been taken back at that moment; one without its device counts as such."""
    if row.key.state == row.key.State.COMPROMISED or row.sign_in is None:
        return True
    ends = (row.revoked_at, row.sign_in.ended_at)
    return any(end is not None and end <= at for end in ends)


def void() -> list[OfflinePass]:
    """Passes in their time that are refused; each carries ``void_at``."""
    rows = OfflinePass.objects.filter(_IS_VOID, expires_at__gt=clock.now())
    moment = Least(
        Coalesce("revoked_at", "sign_in__ended_at", "voucher__reissued_at", "issued_at"),
        Coalesce("sign_in__ended_at", "revoked_at", "voucher__reissued_at", "issued_at"),
    )
    return list(rows.annotate(void_at=moment).order_by("void_at", "pk"))


def count_void() -> int:
    """A number that grows with every pass that was ever taken back."""
    return OfflinePass.objects.filter(_IS_VOID).count()


def _now(voucher: Any) -> datetime:
    return clock.now(voucher.person.tenant)


def was_elsewhere(person: Any, institution: Any, *, around: datetime, within: timedelta) -> bool:
    """Whether the person's code of the minute was taken at another place about that moment."""
    rows = Scan.objects.filter(
        person=person,
        medium=Scan.Medium.CODE,
        purpose=Scan.Purpose.PATIENT,
        outcome=Scan.OK,
        created_at__gt=around - within,
        created_at__lt=around + within,
    )
    return rows.exclude(institution=institution).exclude(presented_as__gt="").exists()
