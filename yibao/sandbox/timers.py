"""Everything that fires by itself when the clock of a tenant passes a moment.

The beat schedule runs these again and again for all tenants, each by its own clock
(``kernel.moments``). When the clock of a sandbox is moved they run at once, for that tenant alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from family.services import (
    consents,
    document_upkeep,
    drafts,
    grants,
    handover,
    handover_notices,
    requests,
    showing,
)
from settlement.services import attempts, doubt_papers, filings, payer_words, wallets
from vouchers.services import counter, suspension
from yibao.audit import services as audit
from yibao.cases.desk import leases, leaving, taking
from yibao.cases.looks import steps as looks
from yibao.kernel import moments, outbox
from yibao.kernel.ids import new_id

from .seeding.tables import table

MOVED, FIRED = "sandbox.clock.moved", "sandbox.clock.fired"


@dataclass(frozen=True, slots=True)
class Timer:
    """One thing that time does: ``beat`` is its entry in the schedule, ``run`` says how many."""

    key: str
    beat: str
    words: str
    run: Callable[..., int]


TIMERS = (
    Timer("attempts", "settlement-close-attempts", "没有结果的结算请求关闭", attempts.close_stale),
    Timer("payer_words", "settlement-payer-words", "付款人确认过时", payer_words.expire_old),
    Timer("wallets", "settlement-wallets", "没领的共济转账退回", wallets.return_overdue),
    Timer("filings", "settlement-filings", "异地备案快到期的提醒", filings.remind),
    Timer("sanctions", "vouchers-end-sanctions", "医保码停用期满", suspension.end_sanctions),
    Timer("counter_acts", "vouchers-counter-acts", "没有复核的柜台业务", counter.expire_old),
    Timer("leases", "cases-leases", "审核员放下的申请退回队列", leases.release_expired),
    Timer("holds", "cases-leases", "挂起和预留到期", taking.end_due),
    Timer("absences", "cases-leases", "审核员请假开始", leaving.let_go_of_away),
    Timer("looks", "cases-looks", "没人做的复看取消", looks.drop_old),
    Timer("consents", "family-consents", "同意书过期", consents.expire_old),
    Timer("grants", "family-grants", "共济授权到期", grants.expire_old),
    Timer("birthdays", "family-hand-over", "年满 16 岁、18 岁和宽限期", handover.run),
    Timer("ahead", "family-hand-over-notices", "年满 16 岁前的提醒", handover_notices.tell_ahead),
    Timer("drafts", "family-requests", "没有交的草稿过期", drafts.expire_drafts),
    Timer("returned", "family-requests", "没有补来的申请过期", requests.expire_old),
    Timer("reminders", "family-reminders", "补材料的提醒", requests.remind),
    Timer("showings", "family-showings", "昨天出示的汇总", showing.send_digests),
    Timer("documents", "family-documents", "到期的材料图片删除", document_upkeep.erase_overdue),
    Timer("photos", "settlement-photos", "到期的疑问照片删除", doubt_papers.erase_overdue),
)

#: Entries of the schedule that no test clock moves, each with the reason.
REAL_TIME = {
    "outbox-relay": "sends what is owed at once; its retries wait for real machines",
    "audit-seal": "proves when something was really written",
    "settlement-cards": "banks and the register of premiums live by the real clock",
    "settlement-compare-details": "works off a queue, nothing in it waits for a moment",
    "settlement-proof": "proves the books of all tenants in a real night",
    "settlement-books": "works off a queue",
    "settlement-what-ifs": "works off a queue",
    "settlement-offline": "works off a queue; the bills are judged by the tenant's clock",
    "accounts-exports": "files on our disk are kept for real days",
    "accounts-face-links": "only clears up what can no longer be opened",
    "accounts-odd-access": "staff are watched by the real clock",
    "webhooks": "receivers are real machines",
    "webhooks-log": "a log is kept for real days",
    "gateway": "only clears up; tokens are judged by the tenant's clock when used",
    "gateway-callbacks": "systems of institutions are real machines",
    "sandbox-fill": "works off a queue",
    "portal-log": "a log is kept for real days",
    "portal-wipe": "whether a sandbox is used is told by the real clock",
    "housekeeping": "only clears up",
}


def fire(*, by: Any, tenant: Any) -> dict[str, int]:
    """Run every timer of a tenant whose clock was moved; how many rows each one ended.

    Safe to repeat: what has fired does not fire again. Timers with nothing to do are left out.
    """
    owner = table("Tenant").objects.get(pk=tenant.pk)
    with moments.driving(owner):
        counted = {one.key: one.run(by=None) for one in TIMERS}
    fired = {key: count for key, count in counted.items() if count}
    with transaction.atomic():
        audit.record(FIRED, by=by, tenant_id=owner.pk, data={"fired": fired})
    return fired


def owe(*, by: Any, tenant: Any) -> None:
    """Have the timers run behind the answer; the log says when they have."""
    with transaction.atomic():
        outbox.emit(MOVED, key=f"{MOVED}:{new_id()}", payload={"tenant": tenant.pk})


def log_of(tenant: Any, most: int = 20) -> list[Any]:
    """What became of the clock lately, the newest first: audit events of moves and runs."""
    rows = table("AuditEvent").objects.filter(tenant_id=tenant.pk, verb__in=[MOVED, FIRED])
    return list(rows.order_by("-at", "-pk")[:most])


def is_moving(tenant: Any) -> bool:
    """Whether the timers of the newest move have not run yet."""
    newest = log_of(tenant, 1)
    return bool(newest) and newest[0].verb == MOVED


def words_of(fired: dict[str, int]) -> list[tuple[str, int]]:
    """What fired, in words."""
    return [(one.words, fired[one.key]) for one in TIMERS if one.key in fired]
