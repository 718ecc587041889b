"""Bindings in any state, as plain rows: nothing here asks a service."""

from datetime import timedelta

from django.utils import timezone

from family.data import Relation
from family.models import Binding
from family.rules import turning_day
from family.states import LIVE_BINDINGS
from tests.factories import family
from vouchers.models import Voucher
from yibao.kernel import clock


def make_binding(holder, member, relation=Relation.CHILD, *, state="ACTIVE", voucher=True, **more):
    """``holder`` (a person) may show the code of ``member``; ``more`` overrides fields.

    The place is taken where the state holds one. ``voucher`` gives the member an active voucher
    without a password where there is none. A member of 16 and over has consented.
    """
    now = clock.now(holder.tenant)
    is_live = state in LIVE_BINDINGS
    is_grown = family.branch_of(member) != "CHILD"
    place = more.pop("place", None) or family.take_place(holder, member)
    if not is_live:
        place.released_at = now
        place.save()
    is_grown = family.branch_of(member) == "ADULT"
    facts = {
        "tenant": holder.tenant,
        "relation": str(relation),
        "state": str(state),
        "way": Binding.Way.REVIEW,
        "place": place,
        "began_at": now - timedelta(days=1),
        "consented_at": now - timedelta(days=1) if is_grown else None,
        "turns_16_on": None if is_grown else turning_day(member.birth_date, 16),
        "ended_at": None if is_live else now,
        "ending": "" if is_live else Binding.Ending.HOLDER,
        "suspension_reason": "CONSENT_16" if state == "SUSPENDED" else "",
    }
    if voucher and not Voucher.objects.filter(person=member).exists():
        give_voucher(member)
    return Binding.objects.create(holder=holder, member=member, **facts | more)


def give_voucher(member, state="ACTIVE", **more):
    """A voucher that a binding has activated: it has no password."""
    facts = {"state": state, "activated_at": timezone.now(), "activation_way": "BINDING"}
    return Voucher.objects.create(person=member, **facts | more)
