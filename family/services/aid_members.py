"""Naming a relative who is not bound: by name and number, under a limit a day (P94, T26)."""

from typing import TYPE_CHECKING, Any

from accounts.selectors import people
from yibao.kernel import rates

from ..errors import GrantToSelf, MemberMismatch, MemberNotCovered, TooManyLookups
from ..selectors.insured import is_insured

if TYPE_CHECKING:
    from accounts.models import Person

LOOKUPS_A_DAY = 20
DAY = 24 * 3600


def find(*, by: Any, name: str, certno: str) -> "Person":
    """The insured relative with this parsed number and this name.

    Raises ``GrantToSelf``, ``TooManyLookups``, ``MemberMismatch`` where number and name do not
    belong together or nobody has the number, ``MemberNotCovered``.
    """
    payer = by.person
    if certno == payer.certno:
        raise GrantToSelf
    if rates.hit(f"family-aid-member:{payer.pk}", seconds=DAY) > LOOKUPS_A_DAY:
        raise TooManyLookups
    member = people.by_certno(payer.tenant, certno)
    if member is None or not member.carries_name(name):
        raise MemberMismatch
    if not is_insured(member):
        raise MemberNotCovered
    return member
