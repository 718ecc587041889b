"""Vouchers and rights of the demo people, through the services that they would use."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.services import deaths
from family.data.aid import GrantWish
from family.services import grants as family
from vouchers.data import AGREEMENT
from vouchers.services import activation, suspension
from vouchers.states import VOUCHER_MOVES, VoucherState
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.money import parse_yuan, to_fen

from ..demo.neighbours import PEOPLE, PIN_OF_ALL, person
from ..demo.people import NORMAL, DemoPerson
from ..demo.stories import GRANTS, DemoGrant
from . import register
from .tables import table


def activated(owner: Any, *, who: Sequence[DemoPerson] = PEOPLE) -> int:
    """Everybody whose story has a voucher activates it with the demo password."""
    users = table("User").objects.filter(tenant=owner, person__isnull=False)
    known = {user.person.psn_no: user for user in users.select_related("person", "tenant")}
    done = [one for one in who if one.voucher]
    for one in done:
        user = known[one.psn_no]
        if not table("Voucher").objects.filter(person=user.person).exists():
            activation.activate(
                by=user, pin=PIN_OF_ALL, pin_again=PIN_OF_ALL, consent_version=AGREEMENT.version
            )
    return len(done)


def grants(owner: Any, *, who: Sequence[DemoPerson] = PEOPLE) -> int:
    """Who lets whom use the personal account."""
    here = {one.key for one in who}
    wanted = [one for one in GRANTS if {one.payer, one.member} <= here]
    for one in wanted:
        payer = register.row_of(owner, person(one.payer))
        member = register.row_of(owner, person(one.member))
        if not table("Grant").objects.filter(payer=payer, member=member).exists():
            family.authorise(
                by=None,
                payer=payer,
                member=member,
                relation=one.relation,
                limits=_limits(one, clock.today(owner)),
            )
    return len(wanted)


def _limits(one: DemoGrant, today: date) -> GrantWish:
    """Ceilings in 分, until the end of the year after this."""
    return GrantWish(
        annual_cap_fen=to_fen(parse_yuan(one.annual_yuan)),
        per_payment_cap_fen=to_fen(parse_yuan(one.each_yuan)) if one.each_yuan else None,
        uses=one.uses,
        until=date(today.year + 2, 1, 1),
    )


def endings(owner: Any, *, who: Sequence[DemoPerson] = PEOPLE) -> str:
    """What went wrong later: suspended insurance, a lost phone, a death."""
    for one in who:
        row = register.row_of(owner, one)
        if one.status != NORMAL:
            row.enrolments.filter(is_current=True).update(psn_insu_stas=one.status)
        if one.is_frozen:
            _freeze(row)
        if one.is_deceased and row.deceased_on is None:
            _bury(owner, row)
    return " ".join(one.name for one in who if _has_trouble(one))


def _has_trouble(one: DemoPerson) -> bool:
    return one.status != NORMAL or one.is_frozen or one.is_deceased


def _freeze(row: Any) -> None:
    """The holder suspends the voucher once; whoever restored it keeps it."""
    verb = VOUCHER_MOVES.verb(VoucherState.ACTIVE, VoucherState.SUSPENDED)
    subject = audit.subject_of(row.voucher)
    if not table("AuditEvent").objects.filter(verb=verb, subject=subject).exists():
        suspension.suspend(by=row.user, voucher=row.voucher)


def _bury(owner: Any, row: Any) -> None:
    """The register reports a death; everything that lives from the person closes (P39)."""
    deaths.record_death(by=None, person=row, on=clock.today(owner).replace(day=1))
