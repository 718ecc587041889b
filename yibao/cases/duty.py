"""Who is at work, who is new, who leads (P181, feature 40)."""

from datetime import date, timedelta
from typing import Any

from .models import WorkProfile

LEAD_RIGHT = "cases.lead_cases"
DECIDE_RIGHT = "cases.decide_case"
#: So long the approvals of a new officer are seconded (P181).
NEW_FOR = timedelta(days=30)


def profile_of(staff: Any) -> WorkProfile:
    """The working arrangements of a member of staff; the usual ones where none are kept."""
    return WorkProfile.objects.filter(staff_id=staff.pk).first() or WorkProfile(staff=staff)


def is_away(profile: WorkProfile, day: date) -> bool:
    """Whether the member of staff is away on a day; an open end reaches on."""
    if profile.away_from is None or day < profile.away_from:
        return False
    return profile.away_until is None or day <= profile.away_until


def is_new(profile: WorkProfile, day: date) -> bool:
    """Whether the member of staff has reviewed for less than 30 days (P181)."""
    return profile.reviewing_since is not None and day < profile.reviewing_since + NEW_FOR


def is_lead(staff: Any) -> bool:
    """Whether somebody leads the officers; the system may do what a lead may."""
    return staff is None or staff.has_perm(LEAD_RIGHT)
