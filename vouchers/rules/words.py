"""The one word for a voucher out of three facts: its life, its insurance, its password (P36)."""

from datetime import date, datetime

from ..states import VoucherState, VoucherWord

MIN_AGE = 16  # years from which a person activates alone (P54)
_NORMAL, _PAUSED, _ENDED = "1", "2", "4"
_SHOWABLE = frozenset({VoucherWord.ACTIVE, VoucherWord.RESTRICTED})


def word_of(
    *,
    state: str | None,
    insurance_status: str | None,
    pin_locked_until: datetime | None,
    suspended_until: datetime | None,
    now: datetime,
    is_deceased: bool = False,
) -> VoucherWord:
    """The word that people, tills and partners see; the graver fact wins.

    ``state`` None means that there is no voucher; ``insurance_status`` is the national
    ``psn_insu_stas`` (1 normal, 2 paused, 4 ended) or None without enrolment. A sanction whose
    end has passed suspends no longer (P40).
    """
    if is_deceased or state == VoucherState.CLOSED:
        return VoucherWord.CLOSED
    if state is None:
        return VoucherWord.NONE
    if state == VoucherState.APPLIED:
        return VoucherWord.APPLIED
    if state == VoucherState.SUSPENDED and (suspended_until is None or now < suspended_until):
        return VoucherWord.SUSPENDED
    if pin_locked_until is not None and now < pin_locked_until:
        return VoucherWord.LOCKED
    if insurance_status != _NORMAL:
        return VoucherWord.RESTRICTED
    return VoucherWord.ACTIVE


def may_show(word: str) -> bool:
    """Whether a code may be shown; RESTRICTED may, for the own account (P6)."""
    return word in _SHOWABLE


def is_sanction(*, state: str | None, suspended_until: datetime | None, now: datetime) -> bool:
    """A suspension with an end is a sanction (P40): it covers cards too and only staff lift it."""
    return state == VoucherState.SUSPENDED and suspended_until is not None and now < suspended_until


def has_ended(
    *, insurance_status: str, valid_from: date, valid_to: date | None, today: date
) -> bool:
    """Whether an enrolment gives nothing today: ended, over or not begun; ``valid_to`` excluded."""
    if insurance_status == _ENDED or valid_from > today:
        return True
    return valid_to is not None and valid_to <= today
