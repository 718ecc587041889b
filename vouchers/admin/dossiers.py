"""What officers see of a scan that somebody disowned or a counter doubted (row 33, P88)."""

from dataclasses import replace
from typing import Any

from django.contrib.admin.utils import quote
from django.urls import reverse

from vouchers.models import Scan
from yibao.cases import dossiers
from yibao.cases.dossiers import Dossier, Fact, Line, Section, Tool
from yibao.cases.models import Case
from yibao.kernel.console import moment

_LINES = (
    Line("scan", "看过扫码的时间、地点和窗口"),
    Line("heard", "问过当事人和窗口"),
    Line("bills", "看过这次扫码有没有结算，要不要退"),
)


def dossier(reader: Any, case: Case, full: bool) -> Dossier:
    """Where, when and by whom it was scanned, and whose code it was; masked."""
    rows = Scan.objects.select_related("institution", "person")
    scan = rows.filter(scan_id=case.subject).first()
    return replace(
        dossiers.plain(case, *(_sections(scan) if scan is not None else ()), tools=_tools(scan)),
        checklist=_LINES,
        text_for=("APPROVE", "REJECT"),
    )


def _sections(scan: Scan) -> list[Section]:
    where = (
        Fact("时间", moment(scan.created_at)),
        Fact("机构", scan.institution.name),
        Fact("窗口", scan.terminal_code),
        Fact("经办人", scan.operator_name or scan.operator_code),
        Fact("科室", scan.dept_name or "—"),
        Fact("介质", scan.get_medium_display()),
        Fact("谁出示", "家人代出示" if scan.presented_as else "本人"),
        Fact("窗口确认", scan.get_presence_display() or "没有"),
    )
    found = [Section("扫码", where)]
    if scan.person is not None:
        who = (Fact("姓名", scan.person.masked_name), Fact("证件号", scan.person.masked_certno))
        found.append(Section("码是谁的", who))
    return found


def _tools(scan: Scan | None) -> tuple[Tool, ...]:
    if scan is None:
        return ()
    page = reverse("admin:vouchers_scan_change", args=[quote(scan.pk)])
    return (Tool("扫码记录", page),)
