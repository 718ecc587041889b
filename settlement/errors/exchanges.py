"""What cannot be exchanged without a new scan."""

from yibao.kernel.errors import DomainError


class ExchangeNotFound(DomainError):
    """No such exchange of this institution."""

    code = "exchange.not_found"
    status = 404
    title = "没有这次换货"
    detail = "没有找到这次换货，请核对换货号。"


class ExchangeDayOver(DomainError):
    """The scan of the visit serves its own day only."""

    code = "exchange.day_over"
    title = "只能当天换"
    detail = "换货不用再扫码，只限结算当天。"
    next_step = "请先退费，再请本人重新扫码结算。"
    patient_text = "不是当天的，要先退费，再扫一次码重新结算。"


class ExchangeOfStay(DomainError):
    """In-patient bills are refunded and settled again."""

    code = "exchange.stay"
    title = "住院不能换"
    detail = "住院结算不能换货。"
    next_step = "请退费后重新结算。"


class ExchangeByCard(DomainError):
    """A bank would have to be asked while the exchange runs."""

    code = "exchange.card_paid"
    title = "付过银行卡"
    detail = "原单有银行卡付的钱，要先由银行退回，不能直接换。"
    next_step = "请先退费（退回原卡），再请本人扫码结算新的项目。"
    patient_text = "原来用银行卡付过，先退回原卡，再扫一次码结算。"


class ExchangePayerScanned(DomainError):
    """A relative's code was scanned for the first bill and is used up."""

    code = "exchange.payer_scanned"
    title = "要家人再扫码"
    detail = "原单扫过家人的付款码，新的项目要家人重新扫码。"
    next_step = "请先退费，再请本人和家人扫码结算。"
    patient_text = "原来扫过家人的码，换的东西要请家人再扫一次。"


class ExchangeConfirm(DomainError):
    """The till has not confirmed the difference in cash, or another one."""

    code = "exchange.confirm_needed"
    title = "请确认差额"
    detail = "换货后应补收 {collect} 元、退还 {hand_back} 元。"
    next_step = "请向参保人说明，把这两个金额填进请求，用新的键再发一次。"
