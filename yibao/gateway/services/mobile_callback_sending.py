"""Telling institutions what is owed to them, until they say that they took it."""

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction

from yibao.kernel import clock
from yibao.kernel.money import from_fen
from yibao.webhooks.services import outward

from .. import wire
from ..models import MobileCallback
from ..sm import EnvelopeRefused, Suite, canonical
from . import (
    mobile_apps,
    mobile_callbacks,
    mobile_confirm_pay,
    mobile_envelopes,
    mobile_reversals,
    orders,
)

#: A worker that died gives its message back after this.
LEASE = timedelta(seconds=60)
#: After 5 s, 30 s, 2 min, 10 min, 1 h, then every 6 h; after the last one nobody is told any more.
WAITS = (5, 30, 120, 600, 3600, 21600, 21600, 21600, 21600)
BATCH, SECONDS = 20, 30
_READ = 2048
_CALL_TYPE, _ALL = "02", "ALL"
_NOT_BOOKED = "机构说没有入账"
#: Why nothing is told any more: the word was taken back or asked anew, the bill given back.
OVER = "确认收回了，或者账已经退了"
_FAULTS = {
    "address": "地址不能用", "tls": "证书有问题", "timeout": "没有应答", "connection": "连不上",
}  # fmt: skip


def send_due(*, by: Any) -> int:
    """Send what is due, at most a batch; how many were sent. No lock is held meanwhile.

    An application that does not answer is left alone until the next turn: it delays itself, not
    the others (F24).
    """
    until, sent, silent = time.monotonic() + SECONDS, 0, set()
    while sent < BATCH and time.monotonic() < until and (row := _leased(silent)):
        fault = _send(by, row)
        _record(row, fault)
        if fault and fault != OVER:
            silent.add(row.app_id)
        sent += 1
    return sent


def _leased(silent: Iterable[Any] = ()) -> MobileCallback | None:
    moment = clock.now()
    with transaction.atomic():
        rows = MobileCallback.objects.select_for_update(skip_locked=True, of=("self",))
        due = rows.filter(due_at__lte=moment).exclude(app__in=silent).order_by("due_at", "pk")
        whose = ("app__client", "order__institution__tenant", "order__visit")
        row = due.select_related(*whose).first()
        if row is None:
            return None
        row.tries, row.due_at = row.tries + 1, moment + LEASE
        row.save(update_fields=["tries", "due_at"])
    return row


def _send(by: Any, row: MobileCallback) -> str:
    """Why the institution did not take it; empty where it did."""
    key = mobile_apps.keys_of(by=by, app=row.app).first()
    is_on = row.app.is_enabled and row.app.client.is_enabled
    if key is None or not is_on or not row.app.callback_url:
        return "应用已停用或者没有密钥、地址"
    data = _data(by, row)
    if not data:
        return OVER
    suite = mobile_envelopes.suite_of(by=by, app=row.app, key=key)
    message = suite.seal(_head(row), data, as_text=row.app.signs_text)
    answer = outward.post(
        by=by,
        url=row.app.callback_url,
        headers={"Content-Type": "application/json; charset=utf-8"},
        body=wire.dump(message),
        keep=_READ,
    )
    if answer.failure:
        return _FAULTS[answer.failure]
    if answer.status != 200:
        return f"应答状态 {answer.status}"
    return "" if _is_taken(suite, answer.text) else _NOT_BOOKED


def _head(row: MobileCallback) -> dict[str, Any]:
    return {
        "appId": row.app.app_id,
        "version": "2.0.1",
        "transType": row.infno,
        "encType": "SM4",
        "signType": "SM2",
        "timestamp": f"{clock.local(clock.now()):%Y%m%d%H%M%S}",
    }


def _data(by: Any, row: MobileCallback) -> dict[str, Any]:
    """The fields of 6204 or 6302, amounts in yuan; empty where there is nothing to tell."""
    is_word = row.infno == mobile_callbacks.AGREED
    order = row.order
    found = (
        mobile_confirm_pay.agreed(by=by, order=order, mark=row.mark)
        if is_word
        else _paid(by, order)
    )
    if not found:
        return {}
    head = {"payOrdId": order.pay_ord_id, "medOrgOrd": order.med_org_ord}
    return {**head, **found}


def _paid(by: Any, order: Any) -> dict[str, Any]:
    bill = orders.bill_of(order)
    if orders.state(order, bill) == orders.GIVEN_BACK:
        return {}
    paid = clock.local(bill.setl_time)
    return {
        "callType": _CALL_TYPE,
        "traceTime": f"{paid:%Y%m%d%H%M%S}",
        "feeSumamt": from_fen(bill.medfee_sumamt_fen),
        "ownpayAmt": from_fen(bill.psn_cash_pay_fen),
        "psnAcctPay": from_fen(bill.acct_pay_fen),
        "fundPay": from_fen(bill.fund_pay_sumamt_fen),
        "othFeeAmt": from_fen(bill.hosp_part_amt_fen),
        "hiChrgTime": f"{paid:%H%M%S}",
        "hiDocSn": bill.setl_id,
        "hiRgstSn": order.visit.mdtrt_id,
        "orgName": order.institution.name,
        "setlType": _ALL,
        "revsToken": mobile_reversals.token(by=by, order=order, bill=bill),
    }


def _is_taken(suite: Suite, text: str) -> bool:
    """``success`` of the answer, sealed or plain; what cannot be read is no yes."""
    try:
        said = canonical.loads(text)
        if isinstance(said, dict) and said.get("encData"):
            said = suite.open(said).data
    except (ValueError, EnvelopeRefused):
        return False
    return isinstance(said, dict) and said.get("success") in (True, "true")


def _record(row: MobileCallback, fault: str) -> None:
    """What became of this try; a later try of another worker is not overwritten."""
    is_last = row.tries > len(WAITS) or fault == OVER
    again = None if is_last else clock.now() + timedelta(seconds=WAITS[row.tries - 1])
    facts = (
        {"fault": fault[:60], "due_at": again}
        if fault
        else {"fault": "", "due_at": None, "told_at": clock.now()}
    )
    MobileCallback.objects.filter(pk=row.pk, tries=row.tries, due_at=row.due_at).update(**facts)
