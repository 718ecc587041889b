"""家庭共济: the three numbers, what was given, what was received (wireframe 6)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.selectors import enrolments
from family.selectors import grants
from yibao.kernel import clock

from ....selectors import accounts, payer_asks
from ... import aid_shown
from ..common import with_person

ENDED = 10


@dataclass(frozen=True, slots=True)
class Purse:
    """The payer's account: why it cannot help (``problem``) and the three numbers in 分.

    ``problem`` is "" | resident | uninsured | inactive | frozen; ``promised_fen`` None where a
    grant has no yearly limit.
    """

    problem: str
    balance_fen: int = 0
    promised_fen: int | None = 0


@require_safe
@never_cache
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """Balance, promises, relatives; people without an account read why not."""
    person: Any = request.user.person
    given = aid_shown.given_cards(person, grants.given(person))
    received = aid_shown.received_cards(person, grants.received(person))
    context = {
        "purse": purse_of(person, given),
        "given": given,
        "received": received,
        "ended": aid_shown.given_cards(person, _ended(person)),
        "refusal": grants.may_authorise(person),
        "asked": payer_asks.waiting_for(person),
        "month": clock.today(person.tenant),
    }
    return render(request, "settlement/aid/index.html", context)


def _ended(person: Any) -> list[Any]:
    """The newest grants of this payer that are over."""
    return [row for row in grants.before(person) if row.payer_id == person.pk][:ENDED]


def purse_of(person: Any, given: list[aid_shown.Card]) -> Purse:
    """What the page says about the own account (P95)."""
    account = accounts.personal(person)
    if account is None:
        is_insured = enrolments.current(person) is not None
        return Purse("resident" if is_insured else "uninsured")
    caps = [card.year.total_fen if card.year else None for card in given if card.is_live]
    promised = None if None in caps else sum(cap for cap in caps if cap is not None)
    problem = "" if account.is_activated else "inactive"
    return Purse("frozen" if account.is_frozen else problem, account.balance_fen, promised)
