"""Which way a request takes by the age of its member today (P54, P58)."""

from datetime import date
from typing import TYPE_CHECKING

from yibao.kernel import clock

from ..data import Branch
from ..rules import is_adult_path
from . import policies

if TYPE_CHECKING:
    from ..data import Policy
    from ..models import BindingRequest


def policy_of(request: "BindingRequest") -> "Policy":
    """The rules under which the request would be sent today."""
    return policies.of(request.region_code, clock.today(request.tenant))


def branch_by_age(birth: date, day: date, policy: "Policy") -> Branch:
    """Under 16 by papers, from the 16th birthday by the own face (P54, T38)."""
    is_adult = is_adult_path(
        birth, day, adult_age=policy.adult_age, offset_days=policy.age_turn_offset_days
    )
    return Branch.ADULT if is_adult else Branch.CHILD


def branch_of(request: "BindingRequest") -> str:
    """The branch of today: a member who turned 16 since the draft was begun changes it (P58)."""
    by_age = (Branch.CHILD, Branch.ADULT)
    if request.branch not in by_age or request.member_birth_date is None:
        return request.branch
    day = clock.today(request.tenant)
    return branch_by_age(request.member_birth_date, day, policy_of(request))


def is_grown(request: "BindingRequest") -> bool:
    """Whether the member's own consent is needed on this day (P54), in every branch."""
    if request.member_birth_date is None:
        return False
    day = clock.today(request.tenant)
    return branch_by_age(request.member_birth_date, day, policy_of(request)) == Branch.ADULT
