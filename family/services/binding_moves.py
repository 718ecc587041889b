"""Steps of a binding that the services beside share: the row under its lock, its move, its notices.

Locks: the order stands in ``moves``. Nobody waits for a voucher while holding a binding: what needs
both takes the voucher first (``locked_with_voucher``), and ending the showing never waits.
"""

from typing import Any

from accounts.selectors import people, regions
from vouchers.services import relatives
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.kernel.transitions import MoveNotAllowed
from yibao.notices import services as notices

from .. import selectors
from ..data import relation_word
from ..errors import BindingNotPossible
from ..models import Binding
from ..states import BINDING_MOVES, LIVE_BINDINGS, SHOWING_BINDINGS, BindingState

HIDDEN_AFTER_DAYS = 30
AT_FAMILY = notices.Link("/family/", "看亲情账户")
AT_BOUND_BY = notices.Link("/family/bound-by/", "看谁绑定了我")


def locked(*, by: Any, ref: str = "", binding_id: Any = None) -> Binding:
    """The binding under its row lock, by reference or row id; raises ``request.not_found``."""
    rows = Binding.objects.select_for_update(of=("self",), no_key=True).select_related(
        "tenant", "place", "holder__tenant", "holder__user", "member__tenant", "member__user"
    )
    row = rows.filter(pk=binding_id).first() if binding_id else rows.filter(ref=ref).first()
    if row is None:
        raise NotFound
    return row


def locked_with_voucher(*, by: Any, binding: Binding) -> Binding:
    """The same after the member's voucher, for steps that may open or close it."""
    relatives.hold(by=by, person=binding.member_id)
    return locked(by=by, binding_id=binding.pk)


def move(*, by: Any, binding: Binding, to: str, save: tuple[str, ...] = (), note: str = "") -> str:
    """Move a locked binding with its audit row; answers the verb.

    A binding that may show no more loses its codes and places at once (settled 6, T40); its place
    at the holder is released where it ends. ``save`` names further fields that the caller has set.
    Raises ``family.binding.not_possible``.
    """
    before = binding.state
    try:
        verb = BINDING_MOVES.verb(before, to)
    except MoveNotAllowed as refused:
        raise BindingNotPossible(state=BindingState(before).label) from refused
    binding.state = to
    binding.save(update_fields=["state", *save])
    if to not in SHOWING_BINDINGS:
        end_showing(by=by, binding=binding)
    if to not in LIVE_BINDINGS:
        binding.place.released_at = clock.now(binding.tenant)
        binding.place.save(update_fields=["released_at"])
    record(by=by, verb=verb, binding=binding, before=before, note=note)
    return verb


def record(*, by: Any, verb: str, binding: Binding, before: str, note: str) -> None:
    """The audit row of a binding."""
    audit.record(
        verb,
        by=by,
        subject=binding,
        tenant_id=binding.tenant_id,
        data={"ref": binding.ref, "from": before, "note": note},
    )


def end_showing(*, by: Any, binding: Binding) -> None:
    """Codes of the member on the holder's screens die, and places in channels are given up."""
    holder = login_of(by=by, person=binding.holder)
    if holder is not None:
        relatives.end_showing(by=by, person=binding.member, holder=holder)


def login_of(*, by: Any, person: Any) -> Any:
    """The login of a person, also one that is just being closed; None where there is none."""
    return getattr(person, "user", None)


def tell_holder(*, by: Any, binding: Binding, code: str, sms: bool = True, **more: Any) -> None:
    """A notice to the holder; the dead and people without a login get none."""
    member = binding.member
    _tell(
        by,
        binding.holder,
        code,
        AT_FAMILY,
        sms,
        {
            "name": member.masked_name,
            "relation": relation_word(binding.relation, member.gend),
            "is_holder": True,
            "at": clock.now(binding.tenant),
            "hotline": _hotline(binding.member),
            **more,
        },
    )


def tell_member(*, by: Any, binding: Binding, code: str, sms: bool = True, **more: Any) -> None:
    """A notice to the member; for a child without a login to the other guardians (P78, P80)."""
    context = {
        "name": binding.holder.masked_name,
        "relation": selectors.bindings.presenter_word(binding),
        "is_holder": False,
        "at": clock.now(binding.tenant),
        "hotline": _hotline(binding.member),
        **more,
    }
    if people.user_of(binding.member) is not None:
        _tell(by, binding.member, code, AT_BOUND_BY, sms, {**context, "whose": "您"})
        return
    for guardian in selectors.bindings.guardians_of(binding.member):
        if guardian.pk != binding.holder_id:
            whose = binding.member.masked_name
            _tell(by, guardian, code, AT_BOUND_BY, sms, {**context, "whose": whose})


def tell_member_only(*, by: Any, binding: Binding, code: str, **more: Any) -> None:
    """An inbox notice to a member with a login; nobody else is told."""
    context = {
        "name": binding.holder.masked_name,
        "relation": selectors.bindings.presenter_word(binding),
        "at": clock.now(binding.tenant),
        "hotline": _hotline(binding.member),
        **more,
    }
    _tell(by, binding.member, code, AT_BOUND_BY, False, context)


def _tell(
    by: Any, person: Any, code: str, link: notices.Link, sms: bool, context: dict[str, Any]
) -> None:
    user = people.user_of(person)
    if user is None or person.deceased_on is not None:
        return
    notices.post(code, by=by, user=user, context=context, link=link, sms=sms)


def _hotline(person: Any) -> str:
    return regions.hotline_of(selectors.policies.region_of(person))


def refuse(*, by: Any, binding: Binding) -> None:
    """Raise ``family.binding.not_possible`` with the state in words."""
    raise BindingNotPossible(state=BindingState(binding.state).label)
