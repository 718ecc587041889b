"""What cannot go back."""

from yibao.kernel.errors import DomainError


class RefundExceedsSource(DomainError):
    """More would go back than was settled (T63)."""

    code = "refund.exceeds_source"
    title = "退费超过已结算"
    detail = "流水号 {feedetl_sn} 最多还能退 {left}。"


class RefundLineUnknown(DomainError):
    """A line that is not in the settlement."""

    code = "refund.line_unknown"
    status = 422
    title = "没有这条明细"
    detail = "流水号 {feedetl_sn} 不在这笔结算里。"


class RefundNothingLeft(DomainError):
    """All of it went back before, or it was reversed."""

    code = "refund.nothing_left"
    title = "已经全部退完"
    detail = "这笔结算已经全部退费或冲正，没有可退的金额。"


class ReversalAfterRefund(DomainError):
    """A refunded settlement is refunded further, not reversed."""

    code = "reversal.already_refunded"
    title = "已有退费，不能冲正"
    detail = "这笔结算已经退过费，请继续退费，不要冲正。"
