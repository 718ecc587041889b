"""Bills of the past, made by the services that any till reaches through the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from settlement.services import attempts, fees, quotes, refunds, settlements, stays, visits
from vouchers.data import ScanAsk
from vouchers.services import codes, scans
from yibao.kernel import clock, money

from ..demo.clients import client
from ..demo.institutions import PHARMACY, institution
from ..demo.neighbours import person
from ..demo.stories import BILLS, DemoBill
from . import register
from .tables import table

SEED_KEY = "demo-bill-"
DAY_SECONDS = 24 * 3600
OWN_AND_AID = "2"
INPATIENT = "21"
SIX_DAYS = timedelta(days=6)


class SeedScanRefused(RuntimeError):
    """A demo patient could not be scanned: the story and the rules do not fit."""


def bills(owner: Any) -> int:
    """Settle each bill once; the key of the settle call tells whether it was done."""
    for number, one in enumerate(BILLS):
        key = f"{SEED_KEY}{number}"
        if not _is_settled(one, key):
            _make(owner, one, key)
    return len(BILLS)


def _is_settled(one: DemoBill, key: str) -> bool:
    rows = table("Settlement").objects.filter(attempt__key=key)
    return rows.filter(client__client_id=client(one.institution).client_id).exists()


def _make(owner: Any, one: DemoBill, key: str) -> None:
    with _days_ago(owner, one.days_ago):
        by = (
            table("PartnerClient")
            .objects.select_related("institution__tenant")
            .get(client_id=client(one.institution).client_id)
        )
        place = by.institution
        visit = visits.register(by=by, institution=place, ask=_visit(owner, one, by))
        if one.med_type == INPATIENT:
            _stay(by, visit)
        fees.add(by=by, institution=place, visit_id=visit.visit_id, asks=_lines(one, visit))
        settled = _settle(by, visit, key)
        if one.refund:
            refunds.refund(
                by=by, institution=place, setl_id=settled.setl_id, lines=None, reason="患者要求退费"
            )


def _stay(by: Any, visit: Any) -> None:
    """Admitted when the visit began, discharged on the day of the bill."""
    at = {"by": by, "institution": by.institution, "visit_id": visit.visit_id}
    stays.admit(**at, ask=stays.AdmissionAsk(adm_bed="3 病区 12 床"))
    left = clock.now(by.institution.tenant)
    stays.discharge(**at, ask=stays.DischargeAsk(endtime=left, dscg_way="1"))


@contextmanager
def _days_ago(owner: Any, days: int) -> Iterator[None]:
    """Set the tenant's clock back; inside the step's transaction nobody else sees it."""
    rows = table("Tenant").objects.filter(pk=owner.pk)
    rows.update(clock_offset_seconds=owner.clock_offset_seconds - days * DAY_SECONDS)
    yield
    rows.update(clock_offset_seconds=owner.clock_offset_seconds)


def _visit(owner: Any, one: DemoBill, by: Any) -> visits.VisitAsk:
    code, name = one.diagnosis
    before = SIX_DAYS if one.med_type == INPATIENT else timedelta(minutes=20)
    return visits.VisitAsk(
        scan_id=_scan(owner, one, by),
        med_type=one.med_type,
        ipt_otp_no=f"D{one.days_ago:04d}",
        begntime=clock.now(by.institution.tenant) - before,
        dept={"id": "A01", "name": "普通内科"},
        doctor={"id": "D001", "name": "演示医师"},
        diagnoses=[{"diag_code": code, "diag_name": name, "main": True}],
    )


def _scan(owner: Any, one: DemoBill, by: Any) -> str:
    patient = register.row_of(owner, person(one.person))
    place = institution(one.institution)
    is_pharmacy = place.fixmedins_type == PHARMACY
    shown = codes.issue(by=patient.user, person=patient)
    (till, _), (operator, name) = place.tills[0], place.operators[0]
    outcome = scans.redeem(
        by=by,
        institution=by.institution,
        ask=ScanAsk(
            medium="code",
            business_type="02121" if is_pharmacy else "01301",
            terminal=till,
            operator_code=operator,
            operator_name=name,
            code=shown.code,
        ),
    )
    if outcome.refusal is not None:
        raise SeedScanRefused(f"{one.person}: {outcome.refusal.code}")
    # A receipt of a scan of long ago is no news.
    table("Notice").objects.filter(user=patient.user, code="voucher_scanned").delete()
    return outcome.scan.scan_id


def _lines(one: DemoBill, visit: Any) -> list[fees.FeeAsk]:
    names = [name for name, _ in one.items]
    found = {row.name: row for row in table("CatalogueItem").objects.filter(name__in=names)}
    return [
        fees.FeeAsk(
            feedetl_sn=str(number),
            cnt=money.parse_count(count),
            pric=found[name].reference_price,
            fee_ocur_time=visit.begntime,
            medins_list_name=name,
            med_list_codg=found[name].med_list_codg,
        )
        for number, (name, count) in enumerate(one.items, start=1)
    ]


def _settle(by: Any, visit: Any, key: str) -> Any:
    place = by.institution
    quote = quotes.make(
        by=by, institution=place, visit_id=visit.visit_id, acct_used_flag=OWN_AND_AID
    )
    info = quote.breakdown["setlinfo"]
    attempts.begin(by=by, key=key)
    ask = settlements.SettleAsk(
        quote_id=quote.quote_id,
        psn_part_amt=info["psn_part_amt"],
        psn_cash_pay=info["psn_cash_pay"],
    )
    return settlements.settle(by=by, institution=place, visit_id=visit.visit_id, key=key, ask=ask)
