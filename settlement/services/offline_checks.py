"""The check of bills taken without a network: settled as if it had been there (feature 21).

Locks: the bill, the person's day, then those of any settlement. Nothing is given above the day's
cap; what does not fit goes to an officer, what was forged to nobody.
"""

import json
from typing import Any

from django.db import transaction

from accounts.selectors import enrolments
from vouchers import selectors as vouchers
from vouchers.data import ScanAsk
from vouchers.errors import NotInsured, PassOver, PassRevoked
from vouchers.services import offline_passes
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.cases.states import CaseState
from yibao.kernel import clock, outbox
from yibao.kernel.errors import DomainError, ServiceBusy
from yibao.kernel.money import fen_text, parse_count, parse_price, parse_yuan, to_fen

from ..errors import QuoteChanged, QuoteExpired
from ..errors.offline import OfflineCapExceeded, OfflineCollision, OfflineNotChecked, OfflineTooLate
from ..models import OfflineBill, OfflineDay, Quote, Settlement, Visit
from ..rules import offline as rules
from ..states import OFFLINE_MOVES, OfflineState, VisitState
from . import attempts, fees, quotes, settlements, visits

CASE_TYPE = "settlement.offline"
CHECKED_TOPIC = "offline_bill.checked"
MOST_TRIES = 20
OWN_ACCOUNT, NO_ACCOUNT = "1", "0"
#: Another bill of the person was settled in between: the next try sees it.
AGAIN = (QuoteChanged, QuoteExpired, ServiceBusy)
#: An officer may know more than the system: who was there, and why it was late.
MISFITS = (
    PassRevoked, PassOver, NotInsured, OfflineCapExceeded, OfflineCollision, OfflineTooLate,
)  # fmt: skip


def check_next(*, by: Any) -> bool:
    """Check the bill that waits longest; False where none waits.

    Of one upload the earliest purchase comes first: what is left of a day's cap goes to it.
    The try is counted before it is made, so that one bill that breaks its worker stops no other.
    """
    with transaction.atomic():
        rows = OfflineBill.objects.select_for_update(skip_locked=True)
        waiting = rows.filter(state=OfflineState.RECEIVED)
        row = waiting.order_by("tries", "received_at", "taken_at", "pk").first()
        if row is None:
            return False
        row.tries += 1
        row.save(update_fields=["tries"])
    check(by=by, ref=row.ref)
    return True


def check(*, by: Any, ref: str) -> OfflineBill:
    """Bring one bill to its end: settled, to an officer, or refused. Safe to repeat."""
    with transaction.atomic():
        row = _rows(skip_locked=True).filter(ref=ref).first()
        if row is None or row.state != OfflineState.RECEIVED:
            return OfflineBill.objects.get(ref=ref)  # another worker has it, or it is over
        try:
            if row.tries > MOST_TRIES:
                raise OfflineNotChecked
            with transaction.atomic():
                _settle(by, row)
        except AGAIN:
            return row
        except DomainError as refusal:
            _refuse(by, row, refusal)
    return row


def _rows(*, skip_locked: bool = False) -> Any:
    rows = OfflineBill.objects.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
    return rows.select_related("institution__tenant", "client__tenant", "person__tenant")


def _settle(by: Any, row: OfflineBill) -> None:
    found = offline_passes.known(by=row.client, text=row.pass_text)
    row.offline_pass, row.person = found, found.voucher.person
    day = _day(row)  # first: another worker may be settling the same purchase (I9)
    if not row.is_allowed:
        _refuse_misfit(row)
    _take_from(day, row)
    bill = _bill(row, account_left=None if row.is_allowed else day.limit_fen - day.account_fen)
    if not row.is_allowed:
        day.account_fen += bill.acct_pay_fen
    day.save(update_fields=["used_fen", "allowed_fen", "account_fen"])
    row.settlement = bill
    row.difference_fen = bill.psn_cash_pay_fen - row.cash_taken_fen
    row.reason = ""
    _end(by, row, OfflineState.ADJUSTED if row.difference_fen else OfflineState.SETTLED)


def _refuse_misfit(row: OfflineBill) -> None:
    if rules.is_late(row.taken_at, row.received_at):
        raise OfflineTooLate(hours=rules.UPLOAD_HOURS)
    refusal = offline_passes.refusal_at(by=row.client, row=row.offline_pass, at=row.taken_at)
    if refusal is not None:
        raise refusal
    # The same bill with a network too, or the code of the minute at another place meanwhile.
    twice = Visit.objects.filter(
        institution=row.institution,
        person=row.person,
        ipt_otp_no=row.ipt_otp_no,
        service_date=row.day,
    ).exclude(state=VisitState.CANCELLED)
    elsewhere = vouchers.offline_passes.was_elsewhere(
        row.person, row.institution, around=row.taken_at, within=rules.ELSEWHERE
    )
    if twice.exists() or elsewhere:
        raise OfflineCollision


def _day(row: OfflineBill) -> OfflineDay:
    """The person's day under its lock; the first pass of the day sets the cap."""
    fresh = OfflineDay(person=row.person, day=row.day, limit_fen=row.offline_pass.limit_fen)
    OfflineDay.objects.bulk_create([fresh], ignore_conflicts=True)
    return OfflineDay.objects.select_for_update().get(person=row.person, day=row.day)


def _take_from(day: OfflineDay, row: OfflineBill) -> None:
    asked = row.trusted_fen
    if row.is_allowed:
        day.allowed_fen += asked
        return
    if not rules.fits_cap(limit_fen=day.limit_fen, used_fen=day.used_fen, asked_fen=asked):
        left = fen_text(day.limit_fen - day.used_fen)
        raise OfflineCapExceeded(limit=fen_text(day.limit_fen), left=left)
    day.used_fen += asked


def _bill(row: OfflineBill, *, account_left: int | None) -> Settlement:
    """Scan, visit, lines, quote and settlement by the services that every till uses."""
    client, institution = row.client, row.institution
    scan = offline_passes.note_scan(
        by=client, institution=institution, row=row.offline_pass, ask=_scan_ask(row)
    )
    ask = visits.VisitAsk(
        scan_id=scan.scan_id,
        med_type=row.med_type,
        ipt_otp_no=row.ipt_otp_no,
        begntime=row.taken_at,
    )
    visit = visits.register(by=client, institution=institution, ask=ask)
    named = {"by": client, "institution": institution, "visit_id": visit.visit_id}
    fees.add(**named, asks=[_fee(item, row) for item in json.loads(row.items)])
    quote = quotes.make(**named, acct_used_flag=OWN_ACCOUNT)
    if account_left is not None and _account_fen(quote) > account_left:
        quote = quotes.make(**named, acct_used_flag=NO_ACCOUNT)
    key = f"offline:{row.ref}"
    attempts.begin(by=client, key=key)
    info = quote.breakdown["setlinfo"]
    return settlements.settle(
        **named,
        key=key,
        ask=settlements.SettleAsk(
            quote_id=quote.quote_id,
            psn_part_amt=info["psn_part_amt"],
            psn_cash_pay=info["psn_cash_pay"],
        ),
    )


def _scan_ask(row: OfflineBill) -> ScanAsk:
    return ScanAsk(
        medium="offline_code",
        business_type=row.business_type,
        terminal=row.terminal_code,
        operator_code=row.operator_code,
        operator_name=row.operator_name,
    )


def _fee(item: dict[str, str], row: OfflineBill) -> fees.FeeAsk:
    return fees.FeeAsk(
        feedetl_sn=item["feedetl_sn"],
        cnt=parse_count(item["cnt"]),
        pric=parse_price(item["pric"]),
        fee_ocur_time=row.taken_at,
        medins_list_name=item["medins_list_name"],
        med_list_codg=item.get("med_list_codg", ""),
        medins_list_codg=item.get("medins_list_codg", ""),
    )


def _account_fen(quote: Quote) -> int:
    return to_fen(parse_yuan(quote.breakdown["setlinfo"]["acct_pay"]))


def _refuse(by: Any, row: OfflineBill, refusal: DomainError) -> None:
    row.settlement, row.difference_fen = None, None
    row.reason = refusal.code
    is_unclear = isinstance(refusal, MISFITS) and not row.is_allowed
    if isinstance(refusal, OfflineNotChecked) or is_unclear:
        row.case_ref = _open_case(by, row, refusal).ref
        _end(by, row, OfflineState.CASE)
    else:
        _end(by, row, OfflineState.REFUSED)


def _open_case(by: Any, row: OfflineBill, refusal: DomainError) -> Case:
    moment = clock.local(row.taken_at)
    place = row.institution.name
    return cases.open_case(
        by=by,
        tenant_id=row.tenant_id,
        case_type=CASE_TYPE,
        subject=row.ref,
        summary=f"断网单 {row.ref}：{refusal.title}；{place} {moment:%m-%d %H:%M}"[:200],
        region_code=_office(row),
    )


def _office(row: OfflineBill) -> str:
    enrolment = enrolments.current(row.person) if row.person is not None else None
    if enrolment is None:
        return row.institution.admdvs
    return enrolment.district_admdvs or enrolment.insuplc_admdvs


def _end(by: Any, row: OfflineBill, to: str) -> None:
    verb = OFFLINE_MOVES.verb(row.state, to)
    row.state, row.checked_at = to, clock.now(row.institution.tenant)
    row.save(
        update_fields=[
            "state", "reason", "offline_pass", "person", "settlement", "difference_fen",
            "case_ref", "is_allowed", "checked_at",
        ]
    )  # fmt: skip
    audit.record(verb, by=by, subject=row, data={"reason": row.reason} if row.reason else {})
    if to == OfflineState.RECEIVED:
        return  # nothing is known yet
    outbox.emit(
        CHECKED_TOPIC,
        key=f"{CHECKED_TOPIC}:{row.pk}:{to}:{row.is_allowed}",
        payload={"offline_bill": str(row.pk), "state": to},
    )


def decide(*, by: Any, case: Case) -> None:
    """An officer's word: settled after all, beyond the cap where need be, or refused."""
    row = _rows().get(ref=case.subject)
    if row.state != OfflineState.CASE:
        return
    if case.state != CaseState.APPROVED:
        _end(by, row, OfflineState.REFUSED)
        return
    row.is_allowed, row.tries = True, 0
    row.save(update_fields=["tries"])
    _end(by, row, OfflineState.RECEIVED)
