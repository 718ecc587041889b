"""The steps of the seed, in order."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from yibao.audit import services as audit

from ..demo.neighbours import PEOPLE
from . import (
    cards,
    channels,
    contributions,
    faces,
    history,
    places,
    policy,
    register,
    staff,
    vouchers,
)
from .tables import table

SEEDED = "sandbox.demo.seeded"

Say = Callable[[str], None]


class NotASandbox(RuntimeError):
    """The demo city never goes into a live tenant."""


def is_complete() -> bool:
    """Whether a seed ran to its end in this database."""
    return table("AuditEvent").objects.filter(verb=SEEDED).exists()


def seed(*, say: Say) -> Any:
    """Load everything that is missing; returns the tenant. Raises ``NotASandbox``."""
    owner = places.tenant()
    if not owner.is_sandbox:
        raise NotASandbox(owner.code)
    for title, step in _steps(owner):
        with transaction.atomic():
            done = step()
        say(f"  {title} {done}")
    say(f"  银行卡 {cards.bound(owner)}")
    _note_the_end(owner)
    return owner


def _steps(owner: Any) -> list[tuple[str, Callable[[], Any]]]:
    return [
        ("地区", places.regions),
        ("定点机构", lambda: places.institutions(owner)),
        ("接入应用", lambda: places.clients(owner)),
        ("渠道", lambda: channels.channels(owner)),
        ("工作人员", lambda: staff.staff(owner)),
        ("目录项目", policy.items),
        ("政策包", policy.pack),
        ("参保库人员", lambda: register.people(owner)),
        ("人脸比对特征", lambda: faces.references(owner)),
        ("缴费记录", lambda: contributions.records(owner)),
        ("个人账户", lambda: register.balances(owner)),
        ("医保码", lambda: vouchers.activated(owner)),
        ("家庭共济", lambda: vouchers.grants(owner)),
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
