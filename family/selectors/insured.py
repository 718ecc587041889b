"""Whether somebody may be bound at all."""

from typing import TYPE_CHECKING

from accounts.selectors import enrolments
from vouchers import selectors as vouchers

if TYPE_CHECKING:
    from accounts.models import Person


def is_insured(member: "Person") -> bool:
    """Whether a living person has basic insurance that has not ended (P46)."""
    if member.deceased_on is not None:
        return False
    return vouchers.refusal_of_insurance(member, enrolments.current(member)) is None
