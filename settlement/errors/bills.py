"""What cannot be quoted or settled."""

from yibao.kernel.errors import DomainError


class QuoteNotFound(DomainError):
    """No such quote of this visit."""

    code = "quote.not_found"
    status = 422
    title = "没有这次试算"
    detail = "没有找到这次试算，请重新试算。"


class QuoteExpired(DomainError):
    """The quote is too old or the fees changed since."""

    code = "quote.expired"
    title = "试算已失效"
    detail = "试算已过期或费用有变化，请重新试算后再结算。"


class QuoteChanged(DomainError):
    """Counters or balances moved between quote and settlement."""

    code = "settlement.quote_changed"
    title = "金额有变化"
    detail = "试算之后账户余额或年度累计有变化，请把新的金额告诉就诊人后重新确认。"
    patient_text = "金额有变化，请看新的金额再确认。"


class AmountMismatch(DomainError):
    """The confirmed amounts are not the quote's (T55)."""

    code = "settlement.amount_mismatch"
    status = 422
    title = "确认的金额不符"
    detail = "个人负担应为 {psn_part_amt} 元、现金应为 {psn_cash_pay} 元，请核对后重试。"


class SettlementKeyReversed(DomainError):
    """This key was reversed before or after it was used (T62)."""

    code = "settlement.key_reversed"
    title = "这笔已被冲正"
    detail = "这个键已经冲正，不能再结算，请换一个键重新试算、结算。"


class SettlementNotFound(DomainError):
    """No such settlement of this institution."""

    code = "settlement.not_found"
    status = 404
    title = "没有这笔结算"
    detail = "没有找到这笔结算，请核对结算号。"


class BalanceTooSmall(DomainError):
    """An account would fall below zero (I3)."""

    code = "account.balance_too_small"
    title = "余额不足"
    detail = "个人账户余额不足。"
