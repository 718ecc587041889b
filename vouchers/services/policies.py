"""Setting the rules of an area for its vouchers: versions that follow each other (P33)."""

from datetime import date
from typing import Any

from accounts.services import area_versions

from .. import errors
from ..data import Policy
from ..models import VoucherPolicy


def set_policy(*, by: Any, region_code: str, valid_from: date, rules: Policy) -> VoucherPolicy:
    """Begin a new version on a day; the version before it ends there, so none overlap.

    Nothing is rewritten: a day that has begun keeps its rules. Raises ``voucher.policy.day`` for a
    day that is over, or that is not after the first day of the newest version.
    """
    return area_versions.begin(
        by=by,
        model=VoucherPolicy,
        region_code=region_code,
        valid_from=valid_from,
        rules=rules,
        verb="vouchers.policy.set",
        taken=errors.PolicyDayTaken,
    )
