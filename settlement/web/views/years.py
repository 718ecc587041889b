"""A whole year: what care cost and who paid, and which benefits are used and left."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.selectors import enrolments, regions
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.kernel.money import format_yuan

from ...data.plan import FUND_WORDS
from ...selectors import benefits, bills, spending
from ..shapes import PART_KINDS, PAYER_WORDS, Part, payers_of
from .common import Pill, with_person
from .subjects import Subject, for_subject

TIERS = {"1": "一级", "2": "二级", "3": "三级"}
CARE_WORDS = {
    benefits.OUTPATIENT: "门诊",
    benefits.CHRONIC: "门诊慢特病",
    benefits.INPATIENT: "住院",
}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: bills, the whole, and every kind of payer, zeros included."""

    label: str
    bills: int
    total_fen: int
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """How much is paid at one level of hospitals, in words."""

    label: str
    text: str


@require_safe
@for_subject
def spending_of_year(request: HttpRequest, subject: Subject, year: str) -> HttpResponse:
    """Totals by month and by who paid; the lines always add up. A relative's where bills are open
    to the reader."""
    chosen = _year(year)
    months = spending.of_year(subject.person, chosen)
    rows = [_row(month) for month in months]
    used = [kind for kind in PAYER_WORDS if any(month.paid.get(kind) for month in months)]
    context = {
        "year": chosen,
        "subject": subject,
        "bills_url": subject.url("bills"),
        "years": _pills(subject, bills.years_of(subject.person), chosen),
        "months": rows,
        "most_fen": max((row.total_fen for row in rows), default=0),
        "total_fen": sum(row.total_fen for row in rows),
        "bills": sum(row.bills for row in rows),
        "parts": [_sum(kind, months) for kind in used],
    }
    return render(request, "settlement/year.html", context)


def _year(text: str) -> int:
    is_year = len(text) == 4 and text.isascii() and text.isdigit()
    if not is_year or not 1990 <= int(text) <= 2200:
        raise NotFound
    return int(text)


def _pills(subject: Subject, years: list[int], chosen: int) -> list[Pill]:
    return [Pill(f"{year} 年", subject.url("year", str(year)), year == chosen) for year in years]


def _row(month: spending.MonthSpending) -> MonthRow:
    return MonthRow(f"{month.month} 月", month.bills, month.total_fen, payers_of(month.paid))


def _sum(kind: str, months: list[spending.MonthSpending]) -> Part:
    total = sum(month.paid.get(kind, 0) for month in months)
    return Part(PAYER_WORDS[kind], total, PART_KINDS[kind])


@require_safe
@with_person
def benefits_left(request: HttpRequest) -> HttpResponse:
    """Deductible, caps and stays of this year; what is not known is a dash and a telephone."""
    person = request.user.person
    enrolment = enrolments.current(person)
    context: dict[str, Any] = {"enrolment": enrolment, "found": None}
    if enrolment is not None:
        found = benefits.of(person, enrolment, clock.today(person.tenant))
        context |= {
            "found": found,
            "place": regions.name_of(enrolment.insuplc_admdvs),
            "hotline": regions.hotline_of(enrolment.district_admdvs or enrolment.insuplc_admdvs),
            "insurance": enrolment.get_insutype_display(),
            "psn_type": enrolment.get_psn_type_display(),
            "is_paused": enrolment.psn_insu_stas != "1",
            "outpatient_shares": _shares(found.outpatient),
            "chronic_shares": _shares(found.chronic),
            "inpatient_shares": _shares(found.inpatient),
            "later": [_later(one) for one in found.later],
        }
    return render(request, "settlement/benefits.html", context)


def _shares(care: benefits.Care | None) -> list[ShareRow]:
    """What each level of hospitals asks of a stay, and what is paid there."""
    if care is None:
        return []
    by_tier = {
        tier: [f"下次起付线 {format_yuan(start)} 元"] for tier, start in care.admission_starts
    }
    for share in care.shares:
        upto = "" if share.upto_fen is None else f"{share.upto_fen // 100} 元以内 "
        by_tier.setdefault(share.tier, []).append(f"{upto}报 {share.percent}%")
    rows = [ShareRow(f"{TIERS[tier]}医院", "，".join(words)) for tier, words in by_tier.items()]
    if len(rows) == len(TIERS) and len({row.text for row in rows}) == 1:
        return [ShareRow("各级医院", rows[0].text)]
    return rows


def _later(one: benefits.Later) -> tuple[str, benefits.Later, str]:
    """A later fund with the kinds of care it pays for, in words."""
    return FUND_WORDS[one.fund][1], one, "、".join(CARE_WORDS[kind] for kind in one.kinds)
