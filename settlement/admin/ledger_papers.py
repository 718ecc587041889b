"""An account's statement as CSV (safe for spreadsheets, T93) and as a paper."""

import csv
import re
from collections.abc import Iterator
from typing import Any

from settlement.data.clearing import StatementPaper
from settlement.selectors import account_statement
from settlement.selectors.account_statement import Line, Statement
from yibao.kernel.clock import local
from yibao.kernel.csvcells import safe_cell
from yibao.kernel.money import fen_text, format_yuan

from .words import posting_kind

#: Lines on paper and on the page; the CSV holds all of them.
MOST = 300
_HEADS = ("时间", "事项", "业务", "凭证", "进（元）", "出（元）", "余额（元）")
_MONTH = re.compile(r"allotment:[A-Z]+:([0-9]{4}-[0-9]{2}):")


def business_words(posting: Any) -> str:
    """The business object of a posting: the bill and its place, the month, or its number."""
    if posting.settlement is not None:
        return f"{posting.settlement.institution.name} {posting.settlement.setl_id}"
    month = _MONTH.match(posting.business)
    return f"{month[1]} 月份" if month else posting.business.partition(":")[2][:36]


def cells(line: Line) -> tuple[str, ...]:
    """One line as texts."""
    entry = line.entry
    return (
        local(entry.posting.created_at).strftime("%Y-%m-%d %H:%M:%S"),
        posting_kind(entry.posting),
        business_words(entry.posting),
        str(entry.posting.pk),
        fen_text(entry.credit_fen) if entry.credit_fen else "",
        fen_text(entry.debit_fen) if entry.debit_fen else "",
        fen_text(line.balance_fen),
    )


def sums(found: Statement) -> list[tuple[str, str]]:
    """The four amounts of a statement, in yuan for people."""
    return [
        ("期初余额", format_yuan(found.opening_fen)),
        ("期间进", format_yuan(found.income_fen)),
        ("期间出", format_yuan(found.spent_fen)),
        ("期末余额", format_yuan(found.closing_fen)),
    ]


class _Echo:
    """What the csv module writes to; hands each line back."""

    def write(self, text: str) -> str:
        return text


def csv_of(found: Statement) -> Iterator[str]:
    """Opening balance, every entry, closing balance."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(_HEADS)
    yield writer.writerow(
        [str(found.first), "期初余额", "", "", "", "", fen_text(found.opening_fen)]
    )
    for line in account_statement.lines(found):
        *words, income, spent, balance = cells(line)
        # Amounts are our own numbers: a minus sign before digits is no formula.
        yield writer.writerow([*(safe_cell(one) for one in words), income, spent, balance])
    yield writer.writerow(
        [str(found.last), "期末余额", "", "", "", "", fen_text(found.closing_fen)]
    )


def paper_of(found: Statement) -> StatementPaper:
    """The statement on A4; the holder is masked."""
    account = found.account
    holder = account.person.masked_name if account.person else (account.institution or "—")
    facts = (
        ("账户", f"{account.get_kind_display()} {account.code}"),
        ("户主", str(holder)),
        ("期间", f"{found.first} 至 {found.last}"),
        ("笔数", f"{found.count} 笔"),
    )
    moves = [
        (" ".join(cells(line)[:3]), format_yuan(line.entry.credit_fen - line.entry.debit_fen))
        for line in account_statement.lines(found, limit=MOST)
    ]
    opening, *ends = sums(found)
    notes = ("进为正，出为负。余额由全部分录重新加总。",)
    if found.count > MOST:
        notes += (f"只印前 {MOST} 笔，其余见同一期间的 CSV。",)
    return StatementPaper("账户对账单", account.code, facts, (opening, *moves, *ends), notes)
