"""Until when another look may be asked for; how long a yes outlives a refusal (P75, P184). Pure.

The rule book names no terms. An appeal may be asked for in 30 days: half of the 60 days in which
an administrative reconsideration can be asked for, so that the answer comes while that is still
open. A member who said yes to a request that was then refused takes the matter for over; after 30
days the member is asked again.
"""

from datetime import date, datetime, timedelta

APPEAL_DAYS = 30
CONSENT_HOLDS = timedelta(days=30)


def last_day(decided: date) -> date:
    """The last day on which an appeal may be asked for."""
    return decided + timedelta(days=APPEAL_DAYS)


def still_holds(given: datetime, now: datetime, *, has_ended: bool) -> bool:
    """Whether a yes counts: as long as its request runs, and for a while after it was refused."""
    return not has_ended or given > now - CONSENT_HOLDS
