"""What officers see of a filing for care elsewhere, and what their word does (P161)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse

from accounts.selectors import enrolments
from settlement.data.filings import KINDS, REFERRAL
from settlement.models import RemoteFiling
from yibao.cases import dossiers, regions
from yibao.cases.dossiers import Dossier, Fact, Line, Section, Tool
from yibao.cases.models import Case

_REFERRED = (
    Line("referral", "转诊单号和开单医院对得上，转的就是这个人"),
    Line("place", "转去的地方和备案的地方一致"),
)
_LIVING = (
    Line("lives", "问过本人，或看过居住证、户口或派驻证明，确实长期在那边"),
    Line("start", "开始日期和实际情况相符"),
)
_EFFECTS = {
    "APPROVE": "备案马上有效，本人会收到消息。没有出院结算的住院，也按已备案算。",
    "REJECT": "不备案，两个人都这样说才生效。您写的话原样告诉当事人，可以改了再办。",
}


def filing(reader: Any, case: Case, full: bool) -> Dossier:
    """Person, place, period and reason; numbers only on the person's own page."""
    row = (
        RemoteFiling.objects.select_related("person", "region", "filed_by")
        .filter(ref=case.subject)
        .first()
    )
    sections = (_person(row), _wish(row)) if row is not None else ()
    lines = _REFERRED if row is not None and row.kind == REFERRAL else _LIVING
    plain = dossiers.plain(case, *sections, tools=_tools(row))
    return replace(plain, checklist=lines, effects=_EFFECTS)


def _person(row: RemoteFiling) -> Section:
    enrolment = enrolments.current(row.person)
    is_own = row.filed_by is not None and row.filed_by.person_id == row.person_id
    return Section(
        "谁去看病",
        (
            Fact("姓名", row.person.masked_name),
            Fact("谁来办的", "本人" if is_own else "监护人"),
            Fact("参保地", regions.name_of(enrolment.insuplc_admdvs) if enrolment else "没有参保"),
            Fact("参保状态", enrolment.get_psn_insu_stas_display() if enrolment else "—"),
        ),
    )


def _wish(row: RemoteFiling) -> Section:
    until = row.period.upper
    last = (until - timedelta(days=1)).isoformat() if until else "长期"
    return Section(
        "备案",
        (
            Fact("去哪里", row.region.name),
            Fact("为什么", KINDS[row.kind]),
            Fact("从哪天起", row.period.lower.isoformat()),
            Fact("到哪天", last),
            Fact("转诊单号", row.referral_no or "—"),
        ),
    )


def _tools(row: RemoteFiling | None) -> tuple[Tool, ...]:
    if row is None:
        return ()
    page = reverse("admin:settlement_remotefiling_change", args=[quote(row.pk)])
    return (Tool("备案记录", page),)
