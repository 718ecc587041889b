"""Steps that the services of consent share: the locks, the answer, who is told.

Locks: the holder, the case, the request, the question, the voucher, the binding (see ``moves``).
"""

from datetime import timedelta
from typing import Any

from django.conf import settings

from accounts.selectors import people
from yibao.audit import services as audit
from yibao.cases.models import Case
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from .. import errors, selectors
from ..models import Binding, BindingRequest, ConsentAsk
from ..states import CONSENT_MOVES, BindingState, ConsentState
from . import binding_moves, moves


def locked(*, by: Any, ask: ConsentAsk) -> ConsentAsk:
    """The question under its lock, after everything that is locked before it.

    ``request`` or ``binding`` of the answered row are locked too and fresh.
    """
    moves.lock_holder(by=by, holder=selectors.consents.holder_of(ask))
    request = _locked_request(by, ask)
    row = ConsentAsk.objects.select_for_update(of=("self",), no_key=True).get(pk=ask.pk)
    row.member = ask.member
    if request is not None:
        row.request = request
    else:
        row.binding = binding_moves.locked_with_voucher(by=by, binding=ask.binding)
    return row


def _locked_request(by: Any, ask: ConsentAsk) -> BindingRequest | None:
    if ask.request_id is None:
        return None
    if ask.request.case_id is not None:
        Case.objects.select_for_update(no_key=True).filter(pk=ask.request.case_id).first()
    return moves.locked(by=by, request_id=ask.request_id)


def refuse_if_over(*, by: Any, ask: ConsentAsk) -> None:
    """Raise ``family.consent.over`` unless an answer still counts at this moment."""
    if selectors.consents.standing(ask) != ConsentState.OPEN:
        raise errors.ConsentOver(state=selectors.consents.state_word(ask))


def move(
    *, by: Any, ask: ConsentAsk, to: str, save: tuple[str, ...] = (), **data: Any
) -> ConsentAsk:
    """Move a locked question with its audit row; ``save`` names fields the caller has set."""
    verb = CONSENT_MOVES.verb(ask.state, to)
    ask.state = to
    ask.save(update_fields=["state", *save])
    audit.record(
        verb,
        by=by,
        subject=ask,
        tenant_id=ask.member.tenant_id,
        data={"about": about(by=by, ask=ask), **data},
    )
    return ask


def about(*, by: Any, ask: ConsentAsk) -> str:
    """The number of the request or the reference of the binding, for the log."""
    return ask.request.number if ask.request is not None else ask.binding.ref


def life_of(*, by: Any, thing: BindingRequest | Binding) -> timedelta:
    """How long a question is open: CONSENT_TTL_HOURS of the request's rules (P75)."""
    hours = selectors.policies.of_person(thing.holder).consent_ttl_hours
    if isinstance(thing, BindingRequest):
        hours = int(thing.policy.get("consent_ttl_hours", hours))
    return timedelta(hours=hours)


def refuse_unless_wanted(*, by: Any, thing: BindingRequest | Binding) -> None:
    """Raise where nobody is to be asked: below 16, or a binding that needs no consent."""
    if thing.member is None:
        raise errors.MemberNotInsured
    if isinstance(thing, Binding):
        waits = thing.state == BindingState.CONSENT_PENDING_16
        if not (waits or selectors.consents.may_ask_again(thing)):
            raise errors.BindingNotPossible(state=BindingState(thing.state).label)
        return
    refuse_the_young(by=by, thing=thing)


def refuse_the_young(*, by: Any, thing: BindingRequest | Binding) -> None:
    """Nobody below 16 is asked (P54, P65). Raises ``family.consent.too_young``.

    The age is the one of the member's own area; where the rules under which the request or the
    binding runs want a consent earlier, the member is asked by those.
    """
    if not selectors.consents.is_of_age(thing):
        age = selectors.policies.of_person(thing.member).adult_age
        raise errors.ConsentTooYoung(age=age)


def tell_member(*, by: Any, ask: ConsentAsk, code: str, key: str = "") -> bool:
    """A notice and a message to the member; False where there is no account to tell (P78)."""
    user = people.user_of(ask.member)
    if user is None or ask.member.deceased_on is not None:
        return False
    notices.post(
        code,
        by=by,
        user=user,
        context=words_of(by=by, ask=ask),
        link=notices.Link(f"/family/authorise/{ask.ref}/", "去看看"),
        sms=True,
        key=key or None,
    )
    return True


def words_of(*, by: Any, ask: ConsentAsk) -> dict[str, Any]:
    """What the notices may say: who asks, masked; no name in full, no link with a token."""
    holder = selectors.consents.holder_of(ask)
    return {
        "name": holder.masked_name,
        "caller": _caller(holder),
        "relation": selectors.consents.holder_word(ask),
        "until": ask.expires_at,
        "service": settings.SERVICE_NAME,
    }


def _caller(holder: Any) -> str:
    """王女士: as much as a text message may say of somebody (copy rule 7)."""
    return f"{holder.name[:1]}{'先生' if holder.gend == '1' else '女士'}"


def tell_holder_of_yes(*, by: Any, ask: ConsentAsk) -> None:
    """The one who asks hears that the member agreed (P78)."""
    holder = selectors.consents.holder_of(ask)
    user = people.user_of(holder)
    if user is None:
        return
    notices.post(
        "family_consent_given",
        by=by,
        user=user,
        context={
            "name": ask.member.masked_name,
            "relation": selectors.consents.member_word(ask),
        },
        link=notices.Link(f"/family/requests/{ask.request.ref}/", "看进度"),
    )


def found(*, by: Any, ref: str) -> ConsentAsk:
    """The question of this reference, unlocked; raises ``request.not_found``."""
    ask = selectors.consents.rows().filter(ref=ref).first()
    if ask is None:
        raise NotFound
    return ask
