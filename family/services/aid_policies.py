"""Setting the rules of an area for mutual aid: versions that follow each other (P195)."""

from datetime import date
from typing import Any

from accounts.services import area_versions

from ..data.aid import AidRules
from ..errors import AidPolicyDayTaken
from ..models import AidPolicy


def set_policy(*, by: Any, region_code: str, valid_from: date, rules: AidRules) -> AidPolicy:
    """Begin a new version on a day; the version before it ends there, so none overlap.

    Grants in force are judged by the rules of the day of use (P96); those given keep their limits.
    Raises ``family.aid_policy.day`` for a day that is over, or that is not after the first day of
    the newest version.
    """
    return area_versions.begin(
        by=by,
        model=AidPolicy,
        region_code=region_code,
        valid_from=valid_from,
        rules=rules,
        verb="family.aid_policy.set",
        taken=AidPolicyDayTaken,
    )
