"""What vouchers does when something happens to an account."""

from typing import Any

from django.dispatch import receiver

from accounts.events import account_recovered

from . import selectors
from .services import codes


@receiver(account_recovered, dispatch_uid="vouchers.account_recovered")
def kill_codes(sender: Any, user: Any, by: Any, **_: Any) -> None:
    """Every code that the lost device still shows is dead (T16, P38)."""
    voucher = selectors.voucher_of(user.person)
    if voucher is not None:
        codes.reissue(by=by, voucher=voucher)
