"""The steps of the seed, in order."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from family.services import proof_list
from yibao.audit import services as audit
from yibao.cases.reasons import seeds as reason_seeds

from ..demo.neighbours import PEOPLE
from . import (
    books,
    cards,
    channels,
    contributions,
    faces,
    family,
    gateway,
    history,
    kin,
    places,
    policy,
    premiums,
    register,
    remote,
    requests,
    reviews,
    staff,
    unopened,
    vouchers,
    wallets,
)
from .tables import table

SEEDED = "sandbox.demo.seeded"

Say = Callable[[str], None]


class NotASandbox(RuntimeError):
    """The demo city never goes into a live tenant."""


def is_complete() -> bool:
    """Whether a seed ran to its end in this database."""
    return table("AuditEvent").objects.filter(verb=SEEDED).exists()


def seed(*, say: Say, with_desk: bool = True) -> Any:
    """Load everything that is missing; returns the tenant. Raises ``NotASandbox``.

    Without ``with_desk`` nothing waits for staff: no requests, cases or matters of finance.
    """
    owner = places.tenant()
    if not owner.is_sandbox:
        raise NotASandbox(owner.code)
    for title, step in _steps(owner):
        with transaction.atomic():
            done = step()
        say(f"  {title} {done}")
    say(f"  银行卡 {cards.bound(owner)}")
    say(f"  居民医保缴费 {premiums.paid(owner)}")
    if with_desk:
        _desk(owner, say)
        _note_the_end(owner)
    return owner


def _desk(owner: Any, say: Say) -> None:
    say(f"  财务 {books.done(owner)}")
    say(f"  在办的申请 {requests.sent(owner)}")
    with transaction.atomic():
        say(f"  审核台的事项 {reviews.cases(owner)}")


def _steps(owner: Any) -> list[tuple[str, Callable[[], Any]]]:
    return [
        ("地区", places.regions),
        ("异地开通地区", remote.areas),
        ("定点机构", lambda: places.institutions(owner)),
        ("接入应用", lambda: places.clients(owner)),
        ("国家接口接入", lambda: gateway.systems(owner)),
        ("渠道", lambda: channels.channels(owner)),
        ("证明方式", lambda: f"{proof_list.import_ours(by=None)} 种"),
        ("理由码", lambda: f"{reason_seeds.plant(by=None, tenant=owner)} 个"),
        ("工作人员", lambda: staff.staff(owner)),
        ("目录项目", policy.items),
        ("政策包", policy.pack),
        ("地区规则", policy.areas),
        ("居民医保缴费标准", lambda: premiums.plan(owner)),
        ("参保库人员", lambda: register.people(owner)),
        ("亲属和出生登记", lambda: kin.records(owner)),
        ("人脸比对特征", lambda: faces.references(owner)),
        ("缴费记录", lambda: contributions.records(owner)),
        ("没有启用的个人账户", lambda: unopened.accounts(owner)),
        ("个人账户", lambda: register.balances(owner)),
        ("医保码", lambda: vouchers.activated(owner)),
        ("亲情账户", lambda: family.bound(owner)),
        ("家庭共济", lambda: vouchers.grants(owner)),
        ("医保钱包", lambda: wallets.filled(owner)),
        ("异地就医备案", lambda: remote.filed(owner)),
        ("已结账单", lambda: history.bills(owner)),
        ("停用和注销", lambda: vouchers.endings(owner)),
    ]


def _note_the_end(owner: Any) -> None:
    if is_complete():
        return
    with transaction.atomic():
        audit.record(
            SEEDED, by=None, tenant_id=owner.pk, subject="demo", data={"people": len(PEOPLE)}
        )
