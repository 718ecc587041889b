"""What a month came to under another version, as tables, words and one drawing."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from settlement.data import FUNDS
from settlement.data.trace_benefits import FUND_NAMES
from settlement.models import PackRun
from settlement.rules.what_if import Tally, bucket_words, group_words
from yibao.cases.figures import charts
from yibao.cases.figures.charts import Series
from yibao.kernel.money import format_yuan, from_fen

_PAYERS = (
    ("fund_pay_sumamt", "基金一共"),
    ("psn_part_amt", "个人负担"),
    ("self_acct_pay", "其中本人账户"),
    ("acct_mulaid_pay", "其中家人账户"),
    ("psn_cash_pay", "其中现金或银行卡"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as shown; the first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole answer."""

    words: str
    note: str
    drawing: SafeString | str
    tables: tuple[Table, ...]


def shown(run: PackRun) -> Shown:
    """The answer of a month that has been worked out."""
    tally = Tally.read(run.outcome)
    same = tally.bills - tally.more - tally.less
    words = (
        f"{tally.bills} 张账单里，{tally.less} 张个人会少付，{tally.more} 张会多付，{same} 张一样。"
        f"基金一共{_change(tally.after['fund_pay_sumamt'] - tally.before['fund_pay_sumamt'])}，"
        f"个人一共{_change(tally.after['psn_part_amt'] - tally.before['psn_part_amt'])}。"
    )
    note = f"另有 {tally.unreadable} 张没有算出来。" if tally.unreadable else ""
    return Shown(words, note, _drawing(tally, words), (_sums(tally), _bars(tally), _groups(tally)))


def _drawing(tally: Tally, words: str) -> SafeString | str:
    if not tally.bills:
        return ""
    labels = [short for short, _ in bucket_words()]
    return charts.bars("个人付的钱怎么变", words, labels, (Series("账单", tally.buckets),))


def _sums(tally: Tally) -> Table:
    funds = [(name, FUND_NAMES[name]) for name in FUNDS if tally.before[name] or tally.after[name]]
    rows = [
        (
            label,
            format_yuan(tally.before[name]),
            format_yuan(tally.after[name]),
            _signed(tally.after[name] - tally.before[name]),
        )
        for name, label in (*funds, *_PAYERS)
    ]
    return Table("谁付多少（元）", ("谁付", "按当时的规则", "按这个版本", "差"), rows)


def _bars(tally: Tally) -> Table:
    rows = [
        (long, str(count)) for (_, long), count in zip(bucket_words(), tally.buckets, strict=True)
    ]
    return Table("个人付的钱怎么变", ("一张账单", "张数"), rows)


def _groups(tally: Tally) -> Table:
    rows = [
        (
            group_words(key), str(bills), str(less), str(more), format_yuan(before),
            format_yuan(after), _signed(after - before),
        )
        for key, (bills, more, less, before, after) in sorted(tally.groups.items())
    ]  # fmt: skip
    columns = ("人和就医", "张数", "少付", "多付", "个人原来付", "个人会付", "差")
    return Table("哪些人（元）", columns, rows)


def _change(fen: int) -> str:
    if not fen:
        return "不变"
    return f"{'多' if fen > 0 else '少'}付 {format_yuan(abs(fen))} 元"


def _signed(fen: int) -> str:
    return f"{'+' if fen > 0 else '−' if fen < 0 else ''}{format_yuan(from_fen(abs(fen)))}"
