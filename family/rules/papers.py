"""Which papers two clerks must see where a face is replaced (P57, P189). Pure."""

from calendar import monthrange
from datetime import date

from .ages import turning_day

ID_CARD, HOUSEHOLD_REGISTER, GUARDIAN = "id_card", "household_register", "guardian"
#: Citizens have three months after turning 16 to get their identity card.
CARD_GRACE_MONTHS = 3
_AGE = 16


def are_enough_without_face(papers: frozenset[str], birth: date, day: date) -> bool:
    """The identity card; in the first three months after 16 the guardian with the register."""
    if ID_CARD in papers:
        return True
    has_guardian = {HOUSEHOLD_REGISTER, GUARDIAN} <= papers
    return has_guardian and day < _months_after(turning_day(birth, _AGE), CARD_GRACE_MONTHS)


def _months_after(day: date, months: int) -> date:
    """The same day some months later; where there is none, the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
