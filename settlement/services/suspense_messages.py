"""Notices about money that waits for somebody (待领款)."""

from typing import Any

from django.urls import reverse

from accounts.selectors import people
from yibao.notices import services as notices

from ..models import LedgerAccount, SuspensePayout


def held(*, by: Any, account: LedgerAccount, amount_fen: int) -> None:
    """The account is closed because the insurance moved; where its money is now."""
    _tell(by, account.person, "suspense_held", {"amount_fen": amount_fen})


def paid(*, by: Any, payout: SuspensePayout) -> None:
    """Finance paid; not to the login of somebody who has died."""
    if payout.account.person.deceased_on is None:
        context = {"amount_fen": payout.amount_fen, "way": payout.get_way_display()}
        _tell(by, payout.account.person, "suspense_paid", context)


def _tell(by: Any, person: Any, code: str, context: dict[str, Any]) -> None:
    user = people.user_of(person)
    if user is None:
        return
    link = notices.Link(reverse("settlement:balance"), "看个人账户")
    notices.post(code, by=by, user=user, context=context, link=link)
