"""What cannot be settled, and the words for clerk and patient."""

from typing import Any

from yibao.kernel.errors import DomainError


class VisitNotFound(DomainError):
    """No such visit of this institution."""

    code = "visit.not_found"
    status = 404
    title = "没有这次就诊"
    detail = "没有找到这次就诊，请核对就诊号。"


class VisitStateRefused(DomainError):
    """The visit is not in a state for this step."""

    code = "visit.state_refused"
    title = "现在不能这样做"
    detail = "这次就诊的状态是“{state}”，不能做这一步。"


class VisitHasNoFees(DomainError):
    """Nothing to quote."""

    code = "visit.no_fees"
    title = "还没有费用"
    detail = "请先上传费用明细，再试算。"


class MedTypeUnknown(DomainError):
    """A kind of care that the national list does not have."""

    code = "visit.med_type_unknown"
    status = 422
    title = "没有这个医疗类别"
    detail = "医疗类别 {med_type} 不在国家医疗类别目录里，请核对代码。"


class MedTypeNotForInstitution(DomainError):
    """The kind of care does not fit the kind of institution."""

    code = "visit.med_type_mismatch"
    status = 422
    title = "医疗类别不符"
    detail = "医疗类别 {med_type} 不适用于本机构。"


class ServiceDateOutOfRange(DomainError):
    """The visit begins in the future or too far back (T68)."""

    code = "visit.date_out_of_range"
    status = 422
    title = "就诊时间不对"
    detail = "就诊时间不能晚于现在，也不能早于 {earliest}。"


class FeeDuplicate(DomainError):
    """A fee number was used before in this visit."""

    code = "fee.duplicate"
    title = "费用流水号重复"
    detail = "流水号 {feedetl_sn} 已经上传过，请勿重复上传。"


class FeeAmountMismatch(DomainError):
    """The caller's amount is not count times price (T55)."""

    code = "fee.amount_mismatch"
    status = 422
    title = "费用金额不符"
    detail = "流水号 {feedetl_sn} 的金额应为 {expected} 元（数量乘单价），收到 {received} 元。"


class FeeInFuture(DomainError):
    """A fee with a time that has not come yet (T68)."""

    code = "fee.in_future"
    status = 422
    title = "费用时间不对"
    detail = "流水号 {feedetl_sn} 的费用发生时间晚于现在，请核对。"


class FeeNotFound(DomainError):
    """No such fee line."""

    code = "fee.not_found"
    status = 422
    title = "没有这条费用"
    detail = "流水号 {feedetl_sn} 不在这次就诊里。"


class FeeTooLarge(DomainError):
    """A line or a bill beyond what a bill can be."""

    code = "fee.too_large"
    status = 422
    title = "金额过大"
    detail = "单条费用或整张账单超出了上限，请核对数量和单价。"


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


class CardNotBound(DomainError):
    """The cash part cannot be charged to a card that does not exist."""

    code = "card.not_bound"
    title = "没有绑定银行卡"
    detail = "就诊人没有绑定可用的银行卡，请改收现金。"
    patient_text = "您还没有绑定银行卡，这次请用现金或其他方式付款。"


class AidRelationMissing(DomainError):
    """The payer never allowed this patient to use the account (P113, T09)."""

    code = "aid.relation_missing"
    title = "没有家庭共济授权"
    detail = "付款人没有授权该就诊人使用个人账户，不能代付。"
    patient_text = "付款人还没有办理家庭共济授权，这次不能代付。"


class AidSamePerson(DomainError):
    """Patient and payer are one person (T09)."""

    code = "aid.same_person"
    title = "付款人就是就诊人"
    detail = "第二次扫的是就诊人本人的码；付款人必须是另一个人。"


class AidWindowClosed(DomainError):
    """The second scan came too late (P113)."""

    code = "aid.window_closed"
    title = "超过 3 分钟"
    detail = "付款人的码要在就诊人的码之后 3 分钟内扫，请重新扫就诊人的码。"


class AccountUnusable(DomainError):
    """The payer's account is frozen or not activated."""

    code = "aid.account_unusable"
    title = "付款账户不能用"
    detail = "付款人的个人账户没有启用或已冻结。"


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


class ScanOfAnotherPerson(DomainError):
    """Benefits may be asked only with a live scan of that person."""

    code = "person.scan_missing"
    status = 403
    title = "需要本人在场"
    detail = "请先扫就诊人的码，再查询待遇。"


class BalanceTooSmall(DomainError):
    """An account would fall below zero (I3)."""

    code = "account.balance_too_small"
    title = "余额不足"
    detail = "个人账户余额不足。"


class PackRefused(DomainError):
    """A policy document is not acceptable; ``errors`` names the fields."""

    code = "pack.refused"
    status = 422
    title = "政策包不合格"
    detail = "政策包有 {count} 处不合格，没有导入。"

    def __init__(self, errors: list[dict[str, str]], **extra: Any) -> None:
        super().__init__(count=len(errors), **extra)
        self.errors = errors


class PackApprovalRefused(DomainError):
    """The pack cannot be approved by this person or in this state."""

    code = "pack.approval_refused"
    title = "不能审批"
    detail = "{reason}"
