"""Sandboxes of vendors: a world of its own each, filled in the background, the same people in all.

Institutions get numbers that no other sandbox has, because the national interface knows its caller
by that number alone.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from oauth2_provider.models import AbstractApplication

from yibao.audit import services as audit
from yibao.kernel import clock, locks, outbox
from yibao.kernel.errors import DomainError, NotFound
from yibao.kernel.ids import new_id

from .demo import keys
from .demo.clients import login
from .demo.gateway import RIGHTS
from .demo.hours import HOURS
from .demo.institutions import INSTITUTIONS, DemoInstitution
from .demo.neighbours import person
from .seeding import family, kin, register, vouchers
from .seeding.tables import table

OPENED, READY = "sandbox.tenant.opened", "sandbox.tenant.ready"
RESET_ASKED, RESET_DONE = "sandbox.reset.asked", "sandbox.demo.reset"
OPENING_WORD, READY_WORD, RESETTING_WORD = "opening", "ready", "resetting"
_LOCK = "sandbox-tenant"
_DIGITS = 11
#: Twenty of the demo city, enough for every story that a vendor has to meet.
PEOPLE = tuple(
    person(key)
    for key in (
        "employee", "spouse", "child8", "teen15", "retired_father", "resident_mother", "suspended",
        "outsider", "uninsured", "deceased", "frozen", "aid_payer", "aid_member", "two_cards",
        "fresh", "barber", "diabetic", "long_retired", "poor", "big_bill",
    )
)  # fmt: skip


class SandboxClosed(NotFound):
    """This installation has no sandboxes."""

    code = "sandbox.closed"
    title = "这里没有沙箱"
    detail = "这里是正式环境，沙箱在演示环境申请。"


class ResetRunning(DomainError):
    """The data of this sandbox is being brought back already."""

    code = "sandbox.reset_running"
    title = "正在准备数据"
    detail = "沙箱正在准备或者恢复数据，办完以后再来。"


def open_tenant(*, by: Any, code: str, name: str) -> Any:
    """A new sandbox, filled in the background. Raises ``sandbox.closed`` where there are none."""
    if not settings.SANDBOX_ENABLED:
        raise SandboxClosed
    with transaction.atomic():
        row = table("Tenant").objects.create(code=code, name=name[:80], kind="SANDBOX")
        audit.record(OPENED, by=by, tenant_id=row.pk, subject=row)
    return row


def status(*, tenant: Any) -> str:
    """``opening`` until everything is in it, ``resetting`` while it is brought back, ``ready``."""
    events = table("AuditEvent").objects.filter(verb=READY, tenant_id=tenant.pk)
    if not events.exists():
        return OPENING_WORD
    return RESETTING_WORD if is_resetting(tenant=tenant) else READY_WORD


def ask_reset(*, by: Any, tenant: Any) -> None:
    """Owe a reset, done behind the answer. Raises ``sandbox.reset_running``."""
    with transaction.atomic():
        locks.advisory(f"{_LOCK}:{tenant.pk}")
        if status(tenant=tenant) != READY_WORD:
            raise ResetRunning
        audit.record(RESET_ASKED, by=by, tenant_id=tenant.pk)
        outbox.emit(RESET_ASKED, key=f"{RESET_ASKED}:{new_id()}", payload={"tenant": tenant.pk})


def of(*, pk: Any) -> Any:
    """The sandbox with this key; ``DoesNotExist`` for the live world."""
    return table("Tenant").objects.get(pk=pk, kind="SANDBOX")


def is_resetting(*, tenant: Any) -> bool:
    """Whether the newest wish to start over is still being worked on."""
    verbs = (RESET_ASKED, RESET_DONE)
    events = table("AuditEvent").objects.filter(tenant_id=tenant.pk, verb__in=verbs)
    newest = events.order_by("-at", "-pk").first()
    return newest is not None and newest.verb == RESET_ASKED


def fill_next(*, by: Any) -> bool:
    """Fill the oldest sandbox that is still empty; False where none waits.

    Each step is a transaction that can be repeated, so a process that dies leaves nothing half.
    """
    ready = table("AuditEvent").objects.filter(verb=READY).values("tenant_id")
    waiting = table("Tenant").objects.filter(
        pk__in=table("AuditEvent").objects.filter(verb=OPENED).values("tenant_id")
    )
    row = waiting.exclude(pk__in=ready).order_by("created_at").first()
    if row is None:
        return False
    for step in _steps(row):
        with transaction.atomic():
            locks.advisory(f"{_LOCK}:{row.pk}")
            step()
    with transaction.atomic():
        locks.advisory(f"{_LOCK}:{row.pk}")
        if status(tenant=row) == OPENING_WORD:
            audit.record(READY, by=by, tenant_id=row.pk, subject=row)
    return True


def _steps(owner: Any) -> list[Callable[[], Any]]:
    return [
        lambda: _institutions(owner),
        lambda: register.people(owner, who=PEOPLE),
        lambda: kin.records(owner, who=PEOPLE),
        lambda: register.balances(owner, who=PEOPLE),
        lambda: vouchers.activated(owner, who=PEOPLE),
        lambda: family.bound(owner, who=PEOPLE),
        lambda: vouchers.grants(owner, who=PEOPLE),
        lambda: vouchers.endings(owner, who=PEOPLE),
    ]


def code_of(tenant: Any, one: DemoInstitution) -> str:
    """The number of this institution in that sandbox: H or P and eleven digits."""
    number = keys.opaque_digits("fixmedins", f"{tenant.code}:{one.key}", _DIGITS)
    return f"{one.fixmedins_code[0]}{number}"


def _institutions(owner: Any) -> None:
    for one in INSTITUTIONS:
        code = code_of(owner, one)
        row, _ = table("Institution").objects.get_or_create(
            tenant=owner, fixmedins_code=code, defaults=_facts(one)
        )
        for till, name in one.tills:
            table("Terminal").objects.get_or_create(
                institution=row, code=till, defaults={"name": name}
            )
        for number, name in one.operators:
            table("Operator").objects.get_or_create(
                institution=row, code=number, defaults={"name": name}
            )
        _client(owner, row, one)


def _facts(one: DemoInstitution) -> dict[str, Any]:
    names = (
        "name", "fixmedins_type", "hosp_lv", "admdvs", "address", "phone", "accepts_voucher",
        "accepts_mobile_pay", "accepts_remote", "accepts_wallet",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names} | {"opening_hours": HOURS[one.key]}


def _client(owner: Any, institution: Any, one: DemoInstitution) -> None:
    """Its first secret is that of the simulated till; the vendor makes the keys that it uses."""
    model, opens = table("PartnerClient"), login(one.key, owner.code)
    client, _ = model.objects.get_or_create(
        client_id=opens.client_id,
        defaults={
            "tenant": owner,
            "name": f"{one.name} 系统",
            "kind": model.Kind.INSTITUTION,
            "institution": institution,
            "allowed_scopes": list(RIGHTS),
            "client_secret": opens.secret,
            "client_type": AbstractApplication.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": AbstractApplication.GRANT_CLIENT_CREDENTIALS,
        },
    )
    table("GatewayAccess").objects.get_or_create(
        client=client,
        defaults={"variant": "NONE", "region": institution.admdvs, "created_at": clock.now()},
    )
