"""What hinders a relative's account from paying at the till (P113, T09)."""

from yibao.kernel.errors import DomainError


class AidRelationMissing(DomainError):
    """The payer never allowed this patient to use the account, and is not known as kin (T09)."""

    code = "aid.relation_missing"
    title = "没有家庭共济授权"
    detail = "付款人没有授权该就诊人使用个人账户，也没有绑定亲情账户，不能代付。"
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


class AidConfirmationPending(DomainError):
    """The payer has to say yes to the amount on the phone; the same call with the same key asks
    again. ``asked_fen`` is the sum that is waited for, in 分."""

    code = "aid.confirmation_pending"
    title = "等付款人同意"
    detail = "付款人要在手机上同意付 {asked} 元，{until} 前有效。请用同一个键再问，不要另收现金。"
    patient_text = "请付款人打开手机，同意付 {asked} 元，{until} 前有效。"
    retry = True


class AidConfirmationExpired(DomainError):
    """The payer said nothing within 180 seconds; nothing was settled."""

    code = "aid.confirmation_expired"
    title = "付款人没有答复"
    detail = "付款人 3 分钟内没有答复，没有扣钱。再问一次请换一个键结算；不等了请不用共济重新试算。"
    patient_text = "付款人没有答复，没有扣钱。可以再问一次，也可以用现金。"


class AidWordOver(DomainError):
    """The question was answered, is too old, or the amount has changed."""

    code = "aid.word_over"
    title = "这笔请求已经过期"
    detail = "这笔请求已经结束，没有扣钱。"
    next_step = "还要付的话，请收费窗口再发一次。"
