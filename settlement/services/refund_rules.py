"""Setting the rules of an area for taking bills back: versions that follow each other (P195)."""

from datetime import date
from typing import Any

from accounts.services import area_versions

from ..data.refund_rules import RefundRules
from ..errors import RefundRulesDayTaken
from ..models import SettlementRules


def set_rules(
    *, by: Any, region_code: str, valid_from: date, rules: RefundRules
) -> SettlementRules:
    """Begin a new version on a day; the version before it ends there, so none overlap.

    A bill is taken back under the rules of the day on which that happens. Raises
    ``refund.rules.day`` for a day that is over, or not after the first day of the newest version.
    """
    return area_versions.begin(
        by=by,
        model=SettlementRules,
        region_code=region_code,
        valid_from=valid_from,
        rules=rules,
        verb="settlement.refund_rules.set",
        taken=RefundRulesDayTaken,
    )
