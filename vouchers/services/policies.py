"""Setting the rules of an area for its vouchers: versions that follow each other (P33)."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, locks

from .. import errors
from ..data import Policy
from ..models import VoucherPolicy


def set_policy(*, by: Any, region_code: str, valid_from: date, policy: Policy) -> VoucherPolicy:
    """Begin a new version on a day; the version before it ends there, so none overlap.

    Nothing is rewritten: a day that has begun keeps its rules. Raises ``voucher.policy.day`` for a
    day that is over, or that is not after the first day of the newest version.
    """
    with transaction.atomic():
        locks.advisory(f"vouchers.policy:{region_code}")
        newest = VoucherPolicy.objects.filter(region=region_code).order_by("-valid_from").first()
        if valid_from < clock.today() or (newest and valid_from <= newest.valid_from):
            raise errors.PolicyDayTaken(newest=f"{newest.valid_from}" if newest else "—")
        if newest is not None and (newest.valid_to is None or newest.valid_to > valid_from):
            newest.valid_to = valid_from
            newest.save(update_fields=["valid_to"])
        row = VoucherPolicy.objects.create(
            region_id=region_code, valid_from=valid_from, **asdict(policy)
        )
        audit.record(
            "vouchers.policy.set",
            by=by,
            subject=row,
            data={"region": region_code, "from": valid_from.isoformat()},
        )
    return row
