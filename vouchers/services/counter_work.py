"""What each act of a counter does, and whether it is possible at all (CTR-1 of P10, P38, P39)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from accounts.errors import IdentityTaken
from accounts.selectors import people
from accounts.services import closing as accounts_closing
from accounts.services import phone_change, real_name
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.notices import services as notices

from .. import errors, events, selectors
from ..data import PrintedSlip
from ..models import CounterAct, Voucher
from ..states import VOUCHER_MOVES, VoucherState
from . import reissuing, slips, suspension

_Kind = CounterAct.Kind
LOST = "窗口挂失"
Check = Callable[[CounterAct], Any]
Work = Callable[[Any, CounterAct], Any]


def check(*, by: Any, act: CounterAct) -> None:
    """Raise before anything is written where the act cannot succeed now."""
    _CHECKS[act.kind](act)


def perform(*, by: Any, act: CounterAct) -> PrintedSlip | None:
    """Do it, in the caller's transaction; answers what is printed once, if anything."""
    check(by=by, act=act)
    return _WORK[act.kind](by, act)


def register(*, by: Any, kind: str, check: Check, work: Work) -> None:
    """What an upper app does at the counter (bindings); called once while the apps are loaded."""
    _CHECKS[kind], _WORK[kind] = check, work


def _impossible(reason: str) -> DomainError:
    return errors.CounterNotPossible(reason=reason)


# ---- may it be done ----


def _may_open(act: CounterAct) -> None:
    standing = selectors.standing(act.person)
    voucher = standing.voucher
    if act.person.deceased_on is not None:
        raise errors.VoucherNotActive
    if voucher is not None and voucher.state == VoucherState.SUSPENDED:
        raise _impossible("医保码已停用，请改办“恢复医保码”。")
    if voucher is not None and voucher.state != VoucherState.APPLIED:
        raise errors.AlreadyActive
    refusal = selectors.refusal_of_insurance(act.person, standing.enrolment)
    if refusal is not None:
        raise refusal
    if selectors.insurance_warnings(standing.enrolment):
        raise errors.VoucherRestricted


def _voucher_in(act: CounterAct, *states: str) -> Voucher:
    voucher = selectors.voucher_of(act.person)
    if voucher is None or voucher.state not in states:
        raise errors.VoucherNotActive
    return voucher


def _may_restore(act: CounterAct) -> None:
    if selectors.is_sanctioned(_voucher_in(act, VoucherState.SUSPENDED)):
        raise errors.SanctionNotYours


def _may_suspend(act: CounterAct) -> None:
    _voucher_in(act, VoucherState.ACTIVE)


def _may_print(act: CounterAct) -> None:
    refusal = selectors.standing(act.person).refusal
    if refusal is not None:
        raise refusal


def _may_change_phone(act: CounterAct) -> None:
    if not act.new_phone:
        raise _impossible("请填写新手机号。")
    if people.user_of(act.person) is None:
        raise _impossible("这个人还没有注册账号，不用换号。可以改办“找回账号”。")


def _may_recover(act: CounterAct) -> None:
    if not act.new_phone:
        raise _impossible("请填写本人刚注册的手机号。")
    if people.user_of(act.person) is not None:
        raise _impossible("这个人已有账号，请改办“换手机号”。")
    if people.account_by_phone(act.person.tenant, act.new_phone) is None:
        raise _impossible("这个手机号还没有注册。请本人先用它收验证码登录一次。")


def _may_close(act: CounterAct) -> None:
    if people.user_of(act.person) is None:
        raise _impossible("这个人没有账号，不用注销。")


# ---- doing it ----


def _open(by: Any, act: CounterAct) -> None:
    Voucher.objects.get_or_create(person=act.person)
    row = Voucher.objects.select_for_update(no_key=True).get(person=act.person)
    verb = VOUCHER_MOVES.verb(row.state, VoucherState.ACTIVE)
    row.state, row.activated_at = VoucherState.ACTIVE, clock.now()
    row.activation_way = Voucher.Way.COUNTER
    row.save(update_fields=["state", "activated_at", "activation_way"])
    audit.record(
        verb,
        by=by,
        subject=row,
        tenant_id=act.tenant_id,
        data={"way": "COUNTER", "act": act.ref},
    )
    holder = people.user_of(act.person)
    if holder is not None:
        notices.post(
            "voucher_activated",
            by=by,
            user=holder,
            context={"name": act.person.masked_name, "at": row.activated_at},
            link=notices.Link("/code/", "出示医保码"),
            sms=True,
        )
    transaction.on_commit(
        lambda: events.voucher_activated.send(sender=Voucher, voucher=row, by=by), robust=True
    )


def _restore(by: Any, act: CounterAct) -> None:
    suspension.restore(by=by, voucher=_voucher_in(act, VoucherState.SUSPENDED))


def _suspend(by: Any, act: CounterAct) -> None:
    voucher = _voucher_in(act, VoucherState.ACTIVE)
    suspension.suspend(by=by, voucher=voucher, reason=act.reason or LOST)


def _reissue(by: Any, act: CounterAct) -> None:
    reissuing.reissue(by=by, voucher=_voucher_in(act, VoucherState.ACTIVE), reason=act.reason)


def _print(by: Any, act: CounterAct) -> PrintedSlip:
    voucher = _voucher_in(act, VoucherState.ACTIVE)
    return slips.issue(by=act.clerk, voucher=voucher, second=by)


def _change_phone(by: Any, act: CounterAct) -> None:
    user = people.user_of(act.person)
    phone_change.change(by=by, user=user, new_phone=act.new_phone, way="COUNTER")


def _recover(by: Any, act: CounterAct) -> None:
    user = people.account_by_phone(act.person.tenant, act.new_phone)
    if user.person_id is not None:
        raise IdentityTaken
    real_name.attach_at_counter(by=by, user=user, person=act.person)


def _close(by: Any, act: CounterAct) -> None:
    accounts_closing.close_at_counter(by=by, user=people.user_of(act.person))


_CHECKS: dict[str, Check] = {
    _Kind.OPEN: _may_open,
    _Kind.RESTORE: _may_restore,
    _Kind.SUSPEND: _may_suspend,
    _Kind.REISSUE: _may_suspend,
    _Kind.SLIP: _may_print,
    _Kind.PHONE: _may_change_phone,
    _Kind.RECOVER: _may_recover,
    _Kind.CLOSE: _may_close,
}
_WORK: dict[str, Work] = {
    _Kind.OPEN: _open,
    _Kind.RESTORE: _restore,
    _Kind.SUSPEND: _suspend,
    _Kind.REISSUE: _reissue,
    _Kind.SLIP: _print,
    _Kind.PHONE: _change_phone,
    _Kind.RECOVER: _recover,
    _Kind.CLOSE: _close,
}
