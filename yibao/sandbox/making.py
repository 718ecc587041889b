"""New test people on request: made through the services that a counter or a phone would use."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import crypto, locks
from yibao.kernel.errors import DomainError

from . import tenants
from .demo import made, tails
from .demo.made import Household, MadePerson, Wish
from .demo.neighbours import PEOPLE
from .errors import NotInSandbox
from .seeding import family, register, vouchers
from .seeding.tables import table

MADE = "sandbox.person.made"
MOST = 20
ENDED = "4"
_PHONES = tuple(f"138000000{number:02d}" for number in range(100))


class PeopleFull(DomainError):
    """The sandbox has all the made people that it may have."""

    code = "sandbox.people_full"
    title = "不能再生成人了"
    detail = "每个沙箱最多生成 {most} 次；共用的演示城市号码用完了，也不能再生成。"
    next_step = "请用已有的测试人员，恢复数据以后他们和刚生成时一样。"


def make(*, by: Any, tenant: Any, wish: Wish) -> Household:
    """A new person in this sandbox, enrolled and activated, with the relative that was wished for.

    Raises ``sandbox.person_refused``, ``.people_full`` and, outside of sandboxes,
    ``.not_available``.
    """
    if not (settings.SANDBOX_ENABLED and tenant.is_sandbox):
        raise NotInSandbox
    with transaction.atomic():
        locks.advisory(f"sandbox-people:{tenant.pk}")
        place = _events(tenant).count() + 1
        phones = _free_phones(tenant)
        if place > MOST or len(phones) < 2:
            raise PeopleFull(most=MOST)
        found = made.household(wish, world=tenant.code, place=place, phones=phones)
        _write(tenant, found)
        row = register.row_of(tenant, found.wished)
        data = {"wish": asdict(wish), "place": place}
        audit.record(MADE, by=by, tenant_id=tenant.pk, subject=row, data=data)
    return found


def people_of(tenant: Any) -> Iterator[MadePerson]:
    """Everybody who was made in this sandbox, in the order of the wishes."""
    for data in _events(tenant).order_by("at", "pk").values_list("data", flat=True):
        wish = Wish(**data["wish"])
        found = made.household(wish, world=tenant.code, place=data["place"], phones=("", ""))
        yield from found.everybody


def _events(tenant: Any) -> Any:
    return table("AuditEvent").objects.filter(tenant_id=tenant.pk, verb=MADE)


def _free_phones(tenant: Any) -> tuple[str, ...]:
    """Demo numbers that nobody in this sandbox has or will have: it may still be filled, and people
    log in later, too."""
    kept = {one.phone for one in tenants.PEOPLE}
    known = {one.psn_no: one.phone for one in PEOPLE}
    here = table("Person").objects.filter(tenant=tenant, psn_no__in=known)
    kept |= {known[number] for number in here.values_list("psn_no", flat=True)}
    indexes = {crypto.blind_index(phone, "phone"): phone for phone in _PHONES}
    users = table("User").objects.filter(tenant=tenant, phone_index__in=indexes)
    kept |= {indexes[index] for index in users.values_list("phone_index", flat=True)}
    return tuple(phone for phone in _PHONES if phone not in kept)[:2]


def _write(tenant: Any, found: Household) -> None:
    who = found.everybody
    register.people(tenant, who=who)
    register.balances(tenant, who=who)
    vouchers.activated(tenant, who=who)
    if found.holder is not None:
        holder = register.row_of(tenant, found.holder)
        other = found.relative if found.holder is found.wished else found.wished
        family.bind(tenant, found.relation, holder, register.row_of(tenant, other))
    vouchers.endings(tenant, who=who)
    if {one.tail: one for one in tails.PEOPLE}[found.wished.tail].is_ended:
        row = register.row_of(tenant, found.wished)
        row.enrolments.filter(is_current=True).update(psn_insu_stas=ENDED)
