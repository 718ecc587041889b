"""What cannot be done with a request under review."""

from yibao.kernel.errors import DomainError


class AppealNotPossible(DomainError):
    """One reconsideration, after a refusal or an end by rule (P184)."""

    code = "family.appeal.not_possible"
    title = "不能再申请复核"
    detail = "没有通过的申请可以复核一次；这件现在不能。"
    next_step = "不同意结果，请拨当地医保电话，或带材料到窗口。"


class AppealTooLate(DomainError):
    """The term for a reconsideration is over (P184)."""

    code = "family.appeal.too_late"
    title = "申请复核的时间过了"
    detail = "结果出来后 {days} 天内可以申请复核，现在过了。"
    next_step = "可以重新申请；不同意结果，请拨当地医保电话，或带材料到窗口。"


class ReasonUnknown(DomainError):
    """A return names a place and a reason of the list; a refusal a reason (feature 35)."""

    code = "family.review.reason_unknown"
    status = 422
    title = "请选择理由"
    detail = "请从列表里选材料和理由。"
