"""Reconciliation over the interface: totals (3201) and lines of a file (3202)."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from settlement.data.clearing import PeriodAsk, Totals
from settlement.selectors import bills, records
from settlement.services import reconciling
from yibao.kernel.money import NotMoney, fen_text, parse_fen_signed, to_fen

from ..data import Call
from ..errors import StatementFileWrong
from ..mapping import codes, settlements
from . import files

#: What both sides of the interface tell.
SHARED = ("medfee_sumamt", "fund_pay_sumamt", "acct_pay")
_COUNT = "fixmedins_setl_cnt"
_COLUMNS = 7
_MOST_TEXT = 20 * 1024 * 1024
_SETTLED, _GIVEN_BACK = "0", "1"
_NOTHING = "null"


@dataclass(frozen=True, slots=True)
class Row:
    """One bill or refund of either side; amounts in 分 in the order of ``SHARED``."""

    setl_id: str
    mdtrt_id: str
    psn_no: str
    flag: str
    amounts: tuple[int, ...]


def totals(*, by: Any, call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Compare totals; without a flag the comparison is kept for finance (feature 55)."""
    flag = row["refd_setl_flag"] or ""
    theirs = {name: to_fen(row[name]) for name in SHARED}
    scope = _scope(call, row)
    ours, count = _ours(scope, flag)
    if not flag:
        kept = records.totals(scope).sums
        asked = Totals({**kept, **theirs}, row[_COUNT])
        period = PeriodAsk(scope.date_from, scope.date_to, asked, scope.insutype, scope.clr_type)
        reconciling.ask(by=by, institution=call.institution, ask=period)
    is_same = ours == theirs and count == row[_COUNT]
    result = codes.statement_result(
        call.access, ours=ours[SHARED[0]], theirs=theirs[SHARED[0]], is_same=is_same
    )
    told = "、".join(f"{name} {fen_text(fen)}" for name, fen in ours.items())
    return {
        "setl_optins": row["setl_optins"],
        "stmt_rslt": result,
        "stmt_rslt_dscr": "" if is_same else f"本平台：{count} 笔，{told}",
    }


def lines(*, by: Any, call: Call, row: dict[str, Any]) -> Any:
    """Compare a file line by line; the kept file of differences.

    Raises ``gateway.file_unknown`` and ``gateway.statement_file_wrong``.
    """
    sent = files.find(by=by, institution=call.institution, file_qury_no=row["file_qury_no"])
    theirs = list(_rows(files.content_of(by=by, row=sent)))
    flag = row["refd_setl_flag"] or ""
    ours = {line.setl_id: line for line in _lines(_scope(call, row), flag)}
    text = "".join("\t".join(cells) + "\n" for cells in _differences(call, ours, theirs))
    name = f"{sent.file_qury_no}.txt"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return files.keep(
        by=by, institution=call.institution, filename=f"{name}.zip", content=packed.getvalue()
    )


def _scope(call: Call, row: dict[str, Any]) -> records.Scope:
    return records.Scope(
        call.institution.pk,
        row["stmt_begndate"],
        row["stmt_enddate"],
        row.get("insutype") or "",
        row.get("clr_type") or "",
    )


def _lines(scope: records.Scope, flag: str) -> Iterator[records.Line]:
    return (line for line in records.lines(scope) if flag in ("", line.refd_setl_flag))


def _ours(scope: records.Scope, flag: str) -> tuple[dict[str, int], int]:
    sums, count = dict.fromkeys(SHARED, 0), 0
    for line in _lines(scope, flag):
        count += 1
        for name in SHARED:
            sums[name] += getattr(line, name)
    return sums, count


def _differences(
    call: Call, ours: dict[str, records.Line], theirs: list[Row]
) -> Iterator[list[str]]:
    """The rows of the result file, in the order of its columns."""
    told = {one.setl_id for one in theirs}
    missing = [number for number in ours if number not in told]
    bill_of = bills.by_numbers(call.institution, [*missing, *(told & ours.keys())])
    for row in theirs:
        line = ours.get(row.setl_id)
        if line is None:
            yield _cells(call, row, _NOTHING, 0, "本平台没有这一笔")
            continue
        held = tuple(getattr(line, name) for name in SHARED)
        if held != row.amounts or line.refd_setl_flag != row.flag:
            number = settlements.msgid_of(bill_of[row.setl_id].attempt.key)
            told_here = "、".join(map(fen_text, held))
            yield _cells(call, row, number, held[0], f"金额不一致，本平台：{told_here}")
    for number in missing:
        line, bill = ours[number], bill_of[number]
        amounts = tuple(getattr(line, name) for name in SHARED)
        row = Row(_NOTHING, _NOTHING, bill.person.psn_no, line.refd_setl_flag, amounts)
        msgid = settlements.msgid_of(bill.attempt.key)
        yield _cells(call, row, msgid, amounts[0], "本平台有，机构没有", is_ours=True)


def _cells(
    call: Call, row: Row, msgid: str, ours: int, memo: str, *, is_ours: bool = False
) -> list[str]:
    theirs = 0 if is_ours else row.amounts[0]
    result = codes.statement_result(call.access, ours=ours, theirs=theirs, is_same=False)
    head = [row.psn_no, row.mdtrt_id, row.setl_id, msgid, result, row.flag, memo]
    return [*head, *map(fen_text, row.amounts)]


def _rows(content: bytes) -> Iterator[Row]:
    for number, line in enumerate(_text(content).splitlines(), start=1):
        if line.strip():
            yield _row(number, line.split("\t"))


def _row(number: int, cells: list[str]) -> Row:
    if len(cells) != _COLUMNS:
        raise StatementFileWrong(reason=f"第 {number} 行应有 {_COLUMNS} 列")
    try:
        amounts = tuple(parse_fen_signed(cell) for cell in cells[3:6])
    except NotMoney as strange:
        raise StatementFileWrong(reason=f"第 {number} 行的金额应写成 12.30") from strange
    flag = cells[6] if cells[6] in (_SETTLED, _GIVEN_BACK) else _SETTLED
    return Row(cells[0], cells[1], cells[2], flag, amounts)


def _text(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            first = archive.infolist()[0]
            if first.file_size > _MOST_TEXT:
                raise StatementFileWrong(reason="文件太大")
            with archive.open(first) as text:
                return text.read(_MOST_TEXT).decode().removeprefix("\ufeff")
    except (zipfile.BadZipFile, IndexError, UnicodeDecodeError, RuntimeError) as broken:
        raise StatementFileWrong(reason="文件打不开") from broken
