"""What a vendor's test program may do to the demo city."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from family.selectors import bindings
from family.services import showing
from settlement.selectors import stays as open_stays
from settlement.services import ledger, refunds, stays, visits
from settlement.states import SettlementState, StayState, VisitState
from vouchers.data import IssuedCode
from vouchers.services import codes, suspension
from vouchers.states import VoucherState
from yibao.audit import services as audit
from yibao.kernel import clock, rehearsal
from yibao.kernel.errors import DomainError
from yibao.kernel.ids import new_id

from . import making, timers
from .demo.neighbours import PEOPLE
from .demo.people import DemoPerson
from .errors import ClockOutOfRange, MemberNotBound, PersonHasNoPhone, PersonUnknown
from .seeding import register
from .seeding.history import SEED_KEY
from .seeding.tables import table

MOST_AHEAD = timedelta(days=3660)
RESET_REASON = "演示数据恢复"
PERSONAL, CONTRIBUTIONS = "PERSONAL", "CONTRIBUTIONS"


def show_code(*, by: Any, tenant: Any, key: str, member_key: str | None = None) -> IssuedCode:
    """Exactly what this person's phone would show, through the same service.

    Raises ``sandbox.person_unknown``, ``.person_has_no_account``, ``.member_not_bound`` and the
    refusals of showing a code.
    """
    person = _row_here(tenant, key)
    user = table("User").objects.filter(person=person, is_active=True).first()
    if user is None:
        raise PersonHasNoPhone(key=key)
    if member_key is None:
        return codes.issue(by=user, person=person)
    member = _row_here(tenant, member_key)
    binding = bindings.showing_of(person.pk, member.pk)
    if binding is None:
        raise MemberNotBound(key=key, member_key=member_key)
    return showing.show(by=user, ref=binding.ref)


def _row_here(tenant: Any, key: str) -> Any:
    """A vendor's sandbox has some of the people only."""
    row = table("Person").objects.filter(tenant=tenant, psn_no=known(key, tenant).psn_no).first()
    if row is None:
        raise PersonUnknown(key=key)
    return row


def known(key: str, tenant: Any) -> DemoPerson:
    """The person of a story or of a wish with this key. Raises ``sandbox.person_unknown``."""
    for one in (*PEOPLE, *making.people_of(tenant)):
        if one.key == key:
            return one
    raise PersonUnknown(key=key)


def move_clock(*, by: Any, tenant: Any, seconds: int) -> Any:
    """Move the tenant's clock; it never falls behind the wall clock. ``timers.fire`` follows."""
    with transaction.atomic():
        owner = table("Tenant").objects.select_for_update().get(pk=tenant.pk)
        offset = owner.clock_offset_seconds + seconds
        if not 0 <= offset <= MOST_AHEAD.total_seconds():
            raise ClockOutOfRange(most_days=MOST_AHEAD.days)
        owner.clock_offset_seconds = offset
        owner.save(update_fields=["clock_offset_seconds"])
        data = {"seconds": seconds, "offset": offset}
        audit.record(timers.MOVED, by=by, tenant_id=owner.pk, data=data)
    return owner


def reset(*, by: Any, tenant: Any) -> dict[str, int]:
    """Bring the demo people back to where the seed left them; the books keep their history.

    Bills since the seed are refunded by the refund service, which takes yearly counters back with
    them; open visits are cancelled; locks, suspensions and the test clock end; what is still
    missing on an account, or too much, is posted.
    """
    with rehearsal.switched_off():
        done = {
            "visits_cancelled": _cancel_visits(by, tenant),
            "settlements_refunded": _refund_bills(by, tenant),
            "vouchers_restored": _restore_vouchers(by, tenant),
            "balances_corrected": _correct_balances(by, tenant),
        }
    with transaction.atomic():
        table("Tenant").objects.filter(pk=tenant.pk).update(clock_offset_seconds=0)
        audit.record("sandbox.demo.reset", by=by, tenant_id=tenant.pk, data=done)
    return done


def _free_beds(by: Any, tenant: Any) -> None:
    """A stay of one part can be taken back with its visit; one that the year split ends here."""
    rows = table("Stay").objects.filter(tenant=tenant, state__in=open_stays.OPEN)
    for stay in rows.select_related("institution"):
        last = open_stays.last_of(stay)
        at = {"by": by, "institution": stay.institution, "visit_id": last.visit_id}
        if stay.state == StayState.DISCHARGED and last.segment == 1:
            _tried(stays.undo_discharge, **at)
        elif stay.state == StayState.ADMITTED and last.segment > 1:
            left = stays.DischargeAsk(endtime=clock.now(tenant), dscg_way="9")
            _tried(stays.discharge, **at, ask=left)


def _cancel_visits(by: Any, tenant: Any) -> int:
    _free_beds(by, tenant)
    states = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)
    rows = table("Visit").objects.filter(tenant=tenant, state__in=states)
    found = list(rows.select_related("institution"))
    return sum(
        _tried(visits.cancel, by=by, institution=one.institution, visit_id=one.visit_id)
        for one in found
    )


def _refund_bills(by: Any, tenant: Any) -> int:
    states = (SettlementState.SETTLED, SettlementState.PARTLY_REFUNDED)
    rows = table("Settlement").objects.filter(tenant=tenant, state__in=states)
    rows = rows.exclude(attempt__key__startswith=SEED_KEY).order_by("-setl_time", "-pk")
    return sum(
        _tried(
            refunds.refund,
            by=one.client,
            institution=one.institution,
            setl_id=one.setl_id,
            lines=None,
            reason=RESET_REASON,
        )
        for one in rows.select_related("institution", "client")
    )


def _tried(service: Any, **arguments: Any) -> int:
    """Do one thing in its own transaction; what others changed meanwhile is left alone."""
    try:
        with transaction.atomic():
            service(**arguments)
    except DomainError:
        return 0
    return 1


def _restore_vouchers(by: Any, tenant: Any) -> int:
    done = 0
    rows = table("Voucher").objects.filter(person__tenant=tenant).select_related("person")
    stories = {one.psn_no: one for one in (*PEOPLE, *making.people_of(tenant))}
    for voucher in rows:
        done += _restore(voucher, stories.get(voucher.person.psn_no))
    return done


def _restore(voucher: Any, story: DemoPerson | None) -> int:
    is_frozen = bool(story and story.is_frozen)
    changed = _unlock(voucher)
    if voucher.state == VoucherState.SUSPENDED and not is_frozen:
        suspension.restore(by=None, voucher=voucher)
        return 1
    if voucher.state == VoucherState.ACTIVE and is_frozen:
        suspension.suspend(by=voucher.person.user, voucher=voucher)
        return 1
    return changed


def _unlock(voucher: Any) -> int:
    if not voucher.pin_failures and voucher.pin_locked_until is None:
        return 0
    voucher.pin_failures, voucher.pin_locked_until = 0, None
    with transaction.atomic():
        voucher.save(update_fields=["pin_failures", "pin_locked_until"])
        audit.record("sandbox.voucher.unlocked", by=None, subject=voucher)
    return 1


def _correct_balances(by: Any, tenant: Any) -> int:
    """Post what an account has too little or too much against where the seed left it."""
    done = 0
    for account in table("LedgerAccount").objects.filter(tenant=tenant, kind=PERSONAL):
        with transaction.atomic():
            done += _correct(by, account)
    return done


def _correct(by: Any, account: Any) -> int:
    row = table("LedgerAccount").objects.select_for_update().get(pk=account.pk)
    missing = _seeded_fen(row) - row.balance_fen
    if missing == 0:
        return 0
    wanted = (CONTRIBUTIONS, "account_inflow")
    inflow = ledger.plain_accounts(by=by, tenant_id=row.tenant_id, wanted={wanted})[wanted]
    ledger.post(
        by=by,
        tenant_id=row.tenant_id,
        kind="sandbox_reset",
        business=f"demo:reset:{new_id()}",
        legs=[
            ledger.Leg(inflow.pk, debit_fen=max(missing, 0), credit_fen=max(-missing, 0)),
            ledger.Leg(row.pk, debit_fen=max(-missing, 0), credit_fen=max(missing, 0)),
        ],
    )
    return 1


def _seeded_fen(account: Any) -> int:
    """What the seed's own postings make: the deposit and the bills of the stories."""
    of_seed = Q(posting__business__startswith=register.DEPOSIT) | Q(
        posting__settlement__attempt__key__startswith=SEED_KEY
    )
    sums = (
        table("LedgerEntry")
        .objects.filter(of_seed, account=account)
        .aggregate(credit=Sum("credit_fen", default=0), debit=Sum("debit_fen", default=0))
    )
    return sums["credit"] - sums["debit"]
