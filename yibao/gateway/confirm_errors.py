"""What is refused while a patient confirms an order of mobile payment on the phone."""

from yibao.kernel.errors import DomainError


class MobileAuthUnknown(DomainError):
    """The payAuthNo is not the order's, or the word behind it counts no more (6202)."""

    code = "gateway.mobile_auth_unknown"
    status = 409
    title = "参保人没有确认"
    detail = (
        "payAuthNo 不是这个订单的，或者参保人没有确认、已经收回、确认已经过时。"
        "请让参保人在手机上确认，或者出示医保码。"
    )


class MobileAmountsChanged(DomainError):
    """The bill would be another than the one that the patient agreed to (6202)."""

    code = "gateway.mobile_amounts_changed"
    status = 409
    title = "金额变了，要再确认"
    detail = "参保人确认以后金额变了，没有扣款。已请参保人在手机上重新确认，确认后请再支付。"


class MobileOfferChanged(DomainError):
    """The page showed other amounts than those of now."""

    code = "gateway.mobile_offer_changed"
    status = 409
    title = "金额刚刚变了"
    detail = "金额刚刚变了，没有付款。请看清楚新的金额再确认，有疑问请问医院收费窗口。"


class MobileWordOver(DomainError):
    """The order was paid, taken back or answered, or its time is over."""

    code = "gateway.mobile_word_over"
    status = 409
    title = "现在不能再答复"
    detail = "这笔付款已经有了结果，或者时间过了，没有再改。还要付款请问医院收费窗口。"


class MobileReversalOver(DomainError):
    """The revsToken of an order serves a day after it was paid (6203)."""

    code = "gateway.mobile_reversal_over"
    status = 409
    title = "冲正授权已过时"
    detail = "revsToken 在付款后 24 小时内有效，没有退。请让参保人出示医保码，用 ecToken 再退。"
