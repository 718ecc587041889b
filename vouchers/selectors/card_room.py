"""How much room a card has for one more person (P15)."""

from dataclasses import dataclass
from typing import Any

from yibao.kernel import clock

from .. import rules
from ..data.channels import SELF
from ..models import ChannelSlot
from . import policies


@dataclass(frozen=True, slots=True)
class CardRoom:
    """``binders`` are the different people that joined this month; ``has_slot`` whether our own
    pages would still fit for this holder."""

    binders: int
    binder_limit: int
    slots: int
    slot_limit: int
    is_known_binder: bool
    has_slot: bool

    @property
    def is_full(self) -> bool:
        """Whether this holder cannot join now."""
        return not self.has_slot or (self.binders >= self.binder_limit and not self.is_known_binder)


def card_room(person: Any, holder: Any) -> CardRoom:
    """Room on the card of a person for the login ``holder``; a person without a voucher has all.

    A look only: ``channels.join`` counts again behind the voucher's lock.
    """
    policy = policies.of_person(person)
    of_card = ChannelSlot.objects.filter(voucher__person=person)
    live = list(of_card.filter(ended_at__isnull=True).values_list("holder_id", "channel_id"))
    month = f"{clock.today(person.tenant):%Y%m}"
    binders = set(
        of_card.filter(joined_month=month, is_own=False).values_list("holder_id", flat=True)
    )
    return CardRoom(
        binders=len(binders),
        binder_limit=policy.max_new_binds_a_month,
        slots=len(live),
        slot_limit=policy.max_channels,
        is_known_binder=holder.pk in binders,
        has_slot=(holder.pk, SELF) in live
        or rules.has_room(live, joins=SELF, unit=policy.slot_unit, limit=policy.max_channels),
    )
