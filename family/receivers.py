"""What family does when somebody leaves, and what it holds about a person."""

from typing import Any

from django.dispatch import receiver

from accounts.events import account_closing, export_wanted
from yibao.kernel.portable import Section

from . import selectors
from .services import grants


@receiver(account_closing, dispatch_uid="family.account_closing")
def end_grants(sender: Any, user: Any, person: Any, by: Any, **_: Any) -> None:
    """Relatives no longer spend the account of somebody who has left; what was given to that
    person is the other payer's to end."""
    if person is not None:
        grants.end_all_of(by=by, payer=person)


@receiver(export_wanted, dispatch_uid="family.export")
def give_own_data(sender: Any, user: Any, person: Any, **_: Any) -> list[Section]:
    """Grants in both directions."""
    return selectors.own_data(person) if person is not None else []
