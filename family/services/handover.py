"""Growing up: the display passes to the young person at 16, a guardian's ends at 18 (P83, P84).

The worker's own clock does not matter: days are judged in Shanghai by the tenant's clock. Every
step is safe to repeat and makes up for the time when nothing ran; the code page asks
``selectors.handover`` as well, so a late task lets nobody show longer.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from yibao.kernel import clock, moments
from yibao.kernel.batches import Walk
from yibao.kernel.errors import NotFound

from .. import rules, selectors
from ..data import Relation
from ..models import Binding, ConsentAsk
from ..rules import handover as growing
from ..states import LIVE_BINDINGS, BindingState, ConsentState
from . import binding_moves, bindings, consent_steps, consents, moves

_CONSENT_16 = selectors.consents.CONSENT_16
_Phase = growing.Phase
# Between turning 16 and 18 lie at least this many days; nearer ones are judged one by one.
_TWO_YEARS = timedelta(days=690)
# Guardians of the grown were bound later than this after 16; they are judged no more (P84).
_PAST_18 = timedelta(days=760)


def run(*, by: Any, walk: Walk | None = None) -> int:
    """Bring every binding to where the member's age puts it now; how many moved."""
    due = moments.due(_to_judge, tenant="tenant")
    rows = (walk or Walk()).rows(Binding.objects.filter(due).only("pk"))
    return sum(_settle_one(by, row.pk) for row in rows)


def _to_judge(now: datetime) -> Q:
    today = clock.local(now).date()
    turning = Q(
        state=BindingState.ACTIVE,
        consented_at__isnull=True,
        turns_16_on__lte=today + timedelta(days=1),
    )
    ending = Q(state=BindingState.CONSENT_PENDING_16, grace_until__lte=today)
    wards = Q(
        relation=Relation.WARD,
        state__in=LIVE_BINDINGS,
        turns_16_on__lte=today - _TWO_YEARS,
        began_at__lt=F("turns_16_on") + _PAST_18,
    )
    return turning | ending | wards


def _settle_one(by: Any, pk: Any) -> bool:
    binding = Binding.objects.select_related("holder").get(pk=pk)
    with transaction.atomic():
        return settle(by=by, binding=locked(by=by, binding=binding))


def locked(*, by: Any, binding: Binding) -> Binding:
    """The binding under its lock, after its holder, its open question and the member's voucher."""
    moves.lock_holder(by=by, holder=binding.holder)
    list(
        ConsentAsk.objects.select_for_update(of=("self",), no_key=True).filter(
            binding=binding, state=ConsentState.OPEN
        )
    )
    return binding_moves.locked_with_voucher(by=by, binding=binding)


def settle(*, by: Any, binding: Binding) -> bool:
    """Move one locked binding where its member's age wants it; False where it stands right."""
    standing = selectors.handover.standing(binding)
    if binding.state not in LIVE_BINDINGS:
        return False
    if standing.phase == _Phase.GUARDIANSHIP_OVER:
        _end_guardianship(by, binding)
        return True
    is_active = binding.state == BindingState.ACTIVE
    if standing.phase == _Phase.GRACE and is_active:
        _turn(by, binding, standing)
        return True
    if standing.phase == _Phase.OVER and binding.state != BindingState.SUSPENDED:
        _pause(by, binding)
        return True
    return False


def _turn(by: Any, binding: Binding, standing: growing.Standing) -> None:
    """00:00 of the 16th birthday: own consent is asked for, the bills close at once (P83)."""
    binding.turns_16_on = standing.turns_16_on
    binding.grace_until = standing.grace_ends_on
    binding.sees_bills = False
    binding_moves.move(
        by=by,
        binding=binding,
        to=BindingState.CONSENT_PENDING_16,
        save=("turns_16_on", "grace_until", "sees_bills"),
    )
    consents.ask(by=by, binding=binding)
    binding_moves.tell_holder(
        by=by,
        binding=binding,
        code="family_turned_16",
        until=growing.midnight(standing.grace_ends_on),
    )


def _pause(by: Any, binding: Binding) -> None:
    """The grace is over: nothing is shown until the member's own face and consent."""
    for ask in ConsentAsk.objects.filter(binding=binding, state=ConsentState.OPEN):
        consent_steps.move(by=by, ask=ask, to=ConsentState.EXPIRED)
    bindings.suspend(by=by, ref=binding.ref, reason=_CONSENT_16)


def _end_guardianship(by: Any, binding: Binding) -> None:
    consents.withdraw(by=by, binding=binding)
    _end(by, binding, BindingState.CLOSED, Binding.Ending.GUARDIANSHIP_OVER)
    for tell in (binding_moves.tell_holder, binding_moves.tell_member):
        tell(by=by, binding=binding, code="family_closed", ending=binding.ending)


def _end(by: Any, binding: Binding, to: str, ending: str) -> None:
    binding.ended_at, binding.ending = clock.now(binding.tenant), ending
    save = ("ended_at", "ending")
    binding_moves.move(by=by, binding=binding, to=to, save=save, note=str(ending))


def ask_again(*, by: Any, ref: str) -> ConsentAsk:
    """The member wants a display back that stopped at 16; only the member (P83)."""
    binding = selectors.consents.of_own_binding(by, ref)
    if binding is None:
        raise NotFound
    with transaction.atomic():
        row = locked(by=by, binding=binding)
        return consents.ask(by=by, binding=row)


def take_over(*, by: Any, binding: Binding, ask: ConsentAsk) -> None:
    """The member has agreed by own face: the display stands on the own word from here on."""
    binding.consented_at, binding.sees_bills = ask.answered_at, ask.sees_bills
    binding.grace_until = None
    save = ("consented_at", "sees_bills", "grace_until")
    if binding.state == BindingState.CONSENT_PENDING_16:
        binding_moves.move(by=by, binding=binding, to=BindingState.ACTIVE, save=save)
        binding_moves.tell_holder(by=by, binding=binding, code="family_taken_over")
        return
    binding.save(update_fields=save)
    if selectors.consents.may_ask_again(binding):
        bindings.resume(by=by, ref=binding.ref)


def refuse(*, by: Any, binding: Binding) -> None:
    """The member has said no: the display ends at once (P80); the holder hears 未同意 only."""
    _end(by, binding, BindingState.UNBOUND, Binding.Ending.MEMBER)
    binding_moves.tell_holder(by=by, binding=binding, code="family_handover_refused")


def fill_days(*, by: Any, walk: Walk | None = None) -> int:
    """Write the day of turning 16 where a binding that needs it has none; how many."""
    open_ones = Binding.objects.filter(
        Q(consented_at__isnull=True) | Q(relation=Relation.WARD),
        state__in=LIVE_BINDINGS,
        turns_16_on__isnull=True,
    ).select_related("holder__tenant", "member")
    filled = 0
    for binding in (walk or Walk()).rows(open_ones):
        policy = selectors.policies.of_person(binding.holder)
        day = rules.turning_day(
            binding.member.birth_date, policy.adult_age, policy.age_turn_offset_days
        )
        rows = Binding.objects.filter(pk=binding.pk, turns_16_on__isnull=True)
        filled += rows.update(turns_16_on=day)
    return filled
