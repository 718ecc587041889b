"""What everybody may know of printed codes: public keys, and which slips are void (feature 16)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from yibao.kernel import clock

from ..models import CounterSlip, SigningKey
from ..states import VoucherState


def keys() -> Iterable[SigningKey]:
    """Every key, newest first; a compromised one stays named so that nobody trusts it."""
    return SigningKey.objects.defer("private_key").order_by("-created_at")


def void_slips() -> list[CounterSlip]:
    """Slips in their time that are refused: revoked, or their voucher is not in use any more.

    Each carries ``void_at``. Slips whose time is over need no list.
    """
    is_void = (
        Q(revoked_at__isnull=False)
        | ~Q(generation=F("voucher__generation"))
        | ~Q(voucher__state=VoucherState.ACTIVE)
    )
    rows = CounterSlip.objects.filter(is_void, used_at__isnull=True, expires_at__gt=clock.now())
    moment = Coalesce("revoked_at", "voucher__closed_at", "voucher__reissued_at", "issued_at")
    return list(rows.annotate(void_at=moment).order_by("void_at", "pk"))


def revocation_counter() -> int:
    """A number that grows with every slip that was ever taken back."""
    return CounterSlip.objects.filter(revoked_at__isnull=False).count()


def of_voucher(voucher: Any) -> list[CounterSlip]:
    """The last slips of a voucher, newest first."""
    return list(CounterSlip.objects.filter(voucher=voucher).order_by("-issued_at")[:20])
