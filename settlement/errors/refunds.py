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


class ReversalOfExchange(DomainError):
    """The key belongs to an exchange, whose refund cannot be undone."""

    code = "reversal.exchange"
    title = "换货不能冲正"
    detail = "这个键办的是换货，原单的项目已经退掉，不能冲正。"
    next_step = "请用原键查询结果；新单不要了，请对新结算办退费。"


class VoidOver(DomainError):
    """Asked to void what can only be refunded."""

    code = "refund.void_over"
    title = "不能撤销了"
    detail = "撤销只限当天 {until} 前、没有退过费、整单退的结算。"
    next_step = "请改办退费，钱同样原路退回。"
    patient_text = "这笔账单今天撤销不了，可以退费，钱原路退回。"


class RefundTooLate(DomainError):
    """The days of refunds at a till are over."""

    code = "refund.too_late"
    title = "过了退费期限"
    detail = "这笔结算最晚 {last_day} 可以在机构退费。"
    next_step = "请让参保人带账单和身份证到参保地医保窗口办理，或拨 12393。"
    patient_text = "过了医院退费的期限，请带账单和身份证到医保窗口办理，或拨 12393。"


class RefundAlreadyCleared(DomainError):
    """The month was paid to the institution, and the area refunds such bills at its window."""

    code = "refund.already_cleared"
    title = "已清算，不能退费"
    detail = "这笔结算所在的月份已经清算拨付，机构不能再退费。"
    next_step = "请联系医保经办机构调整清算，参保人可带账单到医保窗口办理。"
    patient_text = "这笔账单已经和医院结清，请带账单和身份证到医保窗口办理，或拨 12393。"


class RefundNumberTaken(DomainError):
    """The institution's own refund number names another refund."""

    code = "refund.number_taken"
    status = 422
    title = "退费号用过了"
    detail = "退费号 {refund_no} 已用于另一笔退费 {refund_setl_id}。"
    next_step = "同一笔退费请原样重发；新的退费请换一个退费号。"


class RefundRulesDayTaken(DomainError):
    """A version begins today or later, and after the one before it."""

    code = "refund.rules.day"
    status = 422
    title = "开始日期不对"
    detail = "新规则最早从今天开始，并且要晚于现有最新一版的开始日期（{newest}）。"
