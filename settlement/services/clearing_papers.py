"""The statement of a clearing in words and figures."""

from typing import Any

from yibao.kernel.clock import local
from yibao.kernel.money import format_yuan

from ..data.clearing import CLR_TYPES, StatementPaper
from ..data.plan import FUND_WORDS
from ..gateways import statement_pdf
from ..models import Clearing
from ..models.amounts import FUND_FIELDS
from ..selectors import statements

_INSUTYPES = {"": "全部", "310": "职工医保", "390": "居民医保"}
_ROWS = (
    ("medfee_sumamt", "医疗费总额"),
    ("hosp_part_amt", "医院负担"),
    ("fund_pay_sumamt", "基金支付"),
    ("acct_pay", "个人账户支付（含家庭共济）"),
    ("acct_mulaid_pay", "其中家庭共济"),
    ("psn_cash_pay", "个人现金支付"),
    ("card_pay", "其中银行卡支付（由中心收取）"),
    ("own_cash", "其中机构已收现金"),
    ("payable", "应拨付（基金、个人账户、银行卡）"),
)


def pdf_of(*, by: Any, row: Clearing) -> bytes:
    """The agreed statement as PDF; changes nothing."""
    return statement_pdf.pdf_of(paper_of(by=by, row=row))


def paper_of(*, by: Any, row: Clearing) -> StatementPaper:
    """What the statement says; changes nothing."""
    first, last = statements.days_of(row)
    facts = (
        ("清算号", row.ref),
        ("机构", f"{row.institution.name}（{row.institution.fixmedins_code}）"),
        ("期间", f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"),
        ("险种", _INSUTYPES[row.insutype]),
        ("清算类别", CLR_TYPES[row.clr_type] if row.clr_type else "全部"),
        ("笔数", f"{row.sums['count']} 笔（结算和退费各算一笔）"),
        ("状态", row.get_state_display()),
        ("取数时间", f"{local(row.as_of):%Y-%m-%d %H:%M:%S}"),
        *_paid(row),
    )
    amounts = [(label, format_yuan(row.sums[name])) for name, label in _ROWS]
    funds = [
        (f"基金：{FUND_WORDS[name][1]}", format_yuan(row.sums[name]))
        for name in FUND_FIELDS
        if row.sums[name]
    ]
    notes = (
        "退费和冲正按负数计入发生的月份。",
        f"明细摘要（SHA-256）：{row.sha256}",
        "明细见同一清算号的 CSV；摘要按每行“结算号,退费标志,五个金额（分）”计算。",
    )
    return StatementPaper("医保费用清算单", row.ref, facts, (*amounts, *funds), notes)


def _paid(row: Clearing) -> tuple[tuple[str, str], ...]:
    if row.paid_at is None:
        return ()
    return (("拨付", f"{local(row.paid_at):%Y-%m-%d}，流水号 {row.bank_number}"),)
