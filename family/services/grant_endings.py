"""Grants that end because their ground is gone (P118): death, closed account, insurance, place."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ..errors import PayerNotEmployee
from ..models import Grant
from ..models.grant import LIVE
from ..selectors import aid_policies, grants
from ..selectors.insured import is_insured
from . import aid_checks
from . import grants as giving

if TYPE_CHECKING:
    from accounts.models import Person

Ending = Grant.Ending


def payer_left(*, by: Any, person: "Person") -> int:
    """The payer's account is closed."""
    return giving.end_all_of(by=by, payer=person)


def died(*, by: Any, person: "Person") -> int:
    """Nobody spends the account of the dead, and the dead need no aid (P39)."""
    return giving.end_all_of(by=by, payer=person) + giving.end_all_for(by=by, member=person)


def insurance_changed(*, by: Any, persons: Iterable["Person"]) -> int:
    """End what the insurance of these people carries no more; returns how many grants.

    All given ones where there is no employee insurance any more (a rest of it changes nothing,
    P115); all received ones where there is no insurance (P97); single ones that reach too far
    (P98).
    """
    asked = list(persons)
    live = Grant.objects.filter(state__in=LIVE).filter(Q(payer__in=asked) | Q(member__in=asked))
    touched = {pk for pair in live.values_list("payer_id", "member_id") for pk in pair}
    return sum(_judge(by, person) for person in asked if person.pk in touched)


def _judge(by: Any, person: "Person") -> int:
    ended = 0
    if isinstance(grants.may_authorise(person), PayerNotEmployee):
        ended += giving.end_all_of(by=by, payer=person, ending=Ending.INSURANCE)
    if not is_insured(person):
        ended += giving.end_all_for(by=by, member=person, ending=Ending.INSURANCE)
    for grant in [*grants.given(person), *grants.received(person)]:
        aid = aid_policies.today(grant.payer)
        if not aid_checks.reaches(by=by, payer=grant.payer, member=grant.member, aid=aid):
            giving.end(by=None, ref=grant.ref, ending=Ending.INSURANCE)
            ended += 1
    return ended
