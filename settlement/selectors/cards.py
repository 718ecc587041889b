"""Reading bank cards, payments by card and what is on its way back."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from accounts.selectors import consents, people
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from ..data.agreements import CARD_PAYMENT
from ..models import BankCard, CardBinding, CardCharge, CardRefund
from ..rules.cards import TRIES_A_DAY
from ..states import BindingState, CardRefundState, CardState, ChargeState

DAY = timedelta(days=1)
WARN_BEFORE = timedelta(days=60)
#: Money may be taken, or was taken and is not yet where it belongs.
OPEN_CHARGES = (
    ChargeState.AWAITING,
    ChargeState.PENDING,
    ChargeState.IN_DOUBT,
    ChargeState.DONE,
)
#: What counts against the limits of a day.
COUNTED_CHARGES = (*OPEN_CHARGES, ChargeState.SETTLED)
OPEN_REFUNDS = (CardRefundState.PENDING, CardRefundState.IN_DOUBT)


def of_person(person: Any) -> QuerySet[BankCard]:
    """Cards in use, the default one first."""
    return BankCard.objects.filter(person=person).exclude(state=CardState.REMOVED)


def own(person: Any, ref: str) -> BankCard:
    """One card of the person; anybody else's looks like none (T31)."""
    card = of_person(person).filter(ref=ref).first()
    if card is None:
        raise NotFound
    return card


def own_binding(person: Any, ref: str) -> CardBinding:
    """One try of the person to bind a card."""
    found = CardBinding.objects.select_related("card").filter(person=person, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def own_charge(person: Any, ref: str) -> CardCharge:
    """One payment of the person."""
    found = (
        CardCharge.objects.select_related(
            "card", "settlement", "visit__institution", "premium__member"
        )
        .filter(card__person=person, ref=ref)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def is_switched_on(person: Any) -> bool:
    """Whether the holder lets the default card pay: the consent itself is the switch."""
    user = people.user_of(person)
    return user is not None and consents.live(user, CARD_PAYMENT.kind) is not None


def is_expiring(card: BankCard) -> bool:
    """Whether the card ends within two months."""
    return card.valid_until is not None and card.valid_until <= clock.today() + WARN_BEFORE


def is_busy(card: BankCard) -> bool:
    """Whether a payment or refund of the card is open (P174)."""
    return (
        CardCharge.objects.filter(card=card, state__in=OPEN_CHARGES).exists()
        or CardRefund.objects.filter(charge__card=card, state__in=OPEN_REFUNDS).exists()
    )


def used_today(card: BankCard) -> int:
    """分 that the card paid, or may be paying, since midnight in Shanghai."""
    start = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = CardCharge.objects.filter(card=card, state__in=COUNTED_CHARGES, created_at__gte=start)
    return rows.aggregate(fen=Sum("amount_fen"))["fen"] or 0


def recent_uses(card: BankCard, limit: int = 20) -> list[CardCharge]:
    """What the card was used for, newest first."""
    rows = card.charges.select_related("settlement", "visit__institution", "premium")
    return list(rows.order_by("-created_at")[:limit])


def waiting_for(person: Any) -> list[CardCharge]:
    """Payments without a result yet, the oldest first."""
    return list(
        CardCharge.objects.select_related("card", "visit__institution")
        .filter(
            card__person=person,
            premium__isnull=True,
            given_up_at__isnull=True,
            state__in=(ChargeState.AWAITING, ChargeState.PENDING, ChargeState.IN_DOUBT),
        )
        .order_by("created_at")
    )


def tries_spent_until(person: Any) -> datetime | None:
    """When the person may try to bind again; None is now (T29). A bank that was away counts not."""
    rows = CardBinding.objects.filter(person=person, asked_at__gt=clock.now() - DAY).exclude(
        state=BindingState.AWAY
    )
    moments = list(rows.order_by("-asked_at").values_list("asked_at", flat=True)[:TRIES_A_DAY])
    return moments[-1] + DAY if len(moments) == TRIES_A_DAY else None


def due_charges(moment: datetime, limit: int) -> list[Any]:
    """Ids of payments that somebody must look after now."""
    wanted = (
        Q(state__in=(ChargeState.PENDING, ChargeState.IN_DOUBT), next_ask_at__lte=moment)
        | Q(state=ChargeState.DONE, next_ask_at__lte=moment)
        | Q(state__in=OPEN_CHARGES, given_up_at__isnull=True, deadline_at__lte=moment)
    )
    # What was taken for a premium waits for the register, not for the bank.
    rows = CardCharge.objects.filter(wanted).exclude(premium__isnull=False, state=ChargeState.DONE)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:limit])


def due_refunds(moment: datetime, limit: int) -> list[Any]:
    """Ids of refunds that the bank must be asked about now."""
    rows = CardRefund.objects.filter(state__in=OPEN_REFUNDS, next_ask_at__lte=moment)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:limit])


def returning(bills: list[Any]) -> dict[Any, int]:
    """What is on its way back to a card, by bill's key, in 分; at most one statement."""
    if not bills:
        return {}
    rows = CardRefund.objects.filter(
        state__in=(*OPEN_REFUNDS, CardRefundState.MANUAL),
        refund_part__part__settlement__in=bills,
    )
    sums = (
        rows.order_by()
        .values(bill=F("refund_part__part__settlement"))
        .annotate(fen=Sum("amount_fen"))
    )
    return {row["bill"]: row["fen"] for row in sums}
