"""What cannot be done with a bank card (P168–P174)."""

from yibao.kernel.errors import DomainError


class CardNotBound(DomainError):
    """The cash part cannot be charged to a card that does not exist."""

    code = "card.not_bound"
    title = "没有绑定银行卡"
    detail = "就诊人没有绑定可用的银行卡，请改收现金。"
    patient_text = "您还没有绑定银行卡，这次请用现金或其他方式付款。"


class CardPaymentOff(DomainError):
    """The holder has not agreed that the card pays, or has taken it back (P166)."""

    code = "card.payment_off"
    title = "没有同意用卡付"
    detail = "就诊人没有开通“自己付的部分从卡里扣”，请改收现金。"
    patient_text = "您没有开通用银行卡付，这次请用现金，也可以在“银行卡”页面开通。"


class CardHeld(DomainError):
    """For 24 hours after a change of number no card pays (T16)."""

    code = "card.held"
    title = "银行卡暂时不能付"
    detail = "就诊人刚换过手机号，24 小时内不能用绑定的银行卡付款，请改收现金。"
    patient_text = "您刚换过手机号，为了安全，银行卡要等 24 小时后才能付。这次请用现金。"


class CardNeedsCheck(DomainError):
    """The default card must be checked with the bank again first."""

    code = "card.needs_check"
    title = "银行卡要重新验证"
    detail = "就诊人的默认银行卡要重新验证后才能付款，请改收现金。"
    patient_text = "您的银行卡要重新验证，请打开“银行卡”页面办。这次请用现金。"


class CardLimitExceeded(DomainError):
    """More than the region lets a card pay (P171); the holder cannot raise it."""

    code = "card.limit_exceeded"
    title = "超过银行卡限额"
    detail = "银行卡现在最多还能付 {left} 元，超过的部分请收现金。"
    patient_text = "这笔钱超过了银行卡的限额，请用现金付。"


class CardConfirmationPending(DomainError):
    """Nobody knows yet: the holder has to accept, or the bank has not said what it did.

    ``waiting_for`` is ``person`` or ``bank``; the same call with the same key asks again.
    """

    code = "card.confirmation_pending"
    title = "等银行卡付款结果"
    detail = "{clerk}最迟 {until} 有结果，请用同一个键再问，不要重复收款。"
    patient_text = "{patient}"
    retry = True


class CardChargeRefused(DomainError):
    """The bank took nothing."""

    code = "card.charge_refused"
    title = "银行卡没有扣成"
    detail = "银行没有扣款：{reason}。请换一个键，改收现金后重新结算。"
    patient_text = "银行卡没有扣成，没有扣钱：{reason}。请用现金付。"


class CardChargeClosed(DomainError):
    """The payment came to nothing; whatever the bank took goes back by itself."""

    code = "card.charge_closed"
    title = "银行卡付款没有办成"
    detail = "这次用银行卡付没有办成。要收现金，请换一个键重新结算。"
    patient_text = "这次没有用银行卡付成。银行要是扣了钱，会自动退回原卡，不用您办。"


class CardNumberRefused(DomainError):
    """The number is no number of a card that can be bound (P169)."""

    code = "card.number_refused"
    status = 422
    title = "这个卡号不能绑"
    detail = "{reason}"


class CardNotYours(DomainError):
    """The bank knows the card under another name or number (P168)."""

    code = "card.not_yours"
    alias = "E-CARD-02"
    title = "这张卡不是您本人的"
    detail = "只能绑您本人名下的银行卡，银行说这张卡的户名和您的实名不一致。"
    next_step = "请换一张自己的卡；名字刚改过的，请先到银行更新。"


class CardMismatch(DomainError):
    """The four elements do not fit together (P167)."""

    code = "card.mismatch"
    title = "和银行留的信息对不上"
    detail = "卡号、姓名、身份证号和银行预留手机号要都对得上。"
    next_step = "多半是预留手机号变了，请问一下银行，再试一次。"


class CardBankRefused(DomainError):
    """The bank will not bind this card."""

    code = "card.bank_refused"
    title = "银行没有同意"
    detail = "银行没有同意绑定：{reason}。"
    next_step = "请换一张卡，或问一下银行。"


class CardBankAway(DomainError):
    """The bank does not answer; nothing was bound and nothing was charged (T100)."""

    code = "card.bank_away"
    status = 503
    title = "银行暂时没有答复"
    detail = "卡没有绑上，也没有扣钱，您填的不用担心。"
    next_step = "请过几分钟再试；着急付款可以用现金。"
    retry = True


class CardTaken(DomainError):
    """The card is bound already, here or in another account."""

    code = "card.taken"
    title = "这张卡已经绑定"
    detail = "一张卡只能绑一次。"
    next_step = "不是您绑的，请马上拨 12393，也请告诉银行。"


class TooManyCards(DomainError):
    """P171."""

    code = "card.too_many"
    title = "银行卡已经够多"
    detail = "最多绑 {most} 张银行卡，请先解绑不用的。"


class CardTriesSpent(DomainError):
    """Five tries a day (T29)."""

    code = "card.tries_spent"
    status = 429
    title = "今天试得太多了"
    detail = "为了安全，一天最多试 {most} 次，{until} 以后可以再绑。"
    next_step = "急着绑卡，可以带银行卡和身份证去窗口问。"


class CardCodeWrong(DomainError):
    """The bank's code is another one."""

    code = "card.code_wrong"
    status = 422
    title = "验证码不对"
    detail = "请看看银行短信里最新的 6 位数字。还可以再试 {tries_left} 次。"


class CardCodeExpired(DomainError):
    """Too late, too many tries, or no code at all."""

    code = "card.code_expired"
    title = "这个验证码不能用了"
    detail = "验证码 5 分钟内有效，最多试 5 次。"
    next_step = "请回到上一步，重新填卡号获取。"


class CardSendTooSoon(DomainError):
    """One code a minute, three a try."""

    code = "card.send_too_soon"
    status = 429
    title = "刚刚发过"
    detail = "一分钟可以发一次，一张卡最多发 {most} 次，请先看看短信。"


class CardBusy(DomainError):
    """A payment or refund of this card is open (P174)."""

    code = "card.busy"
    title = "这张卡还有钱在办"
    detail = "有一笔付款或退款还没有办完，办完以后才能解绑。"
    next_step = "一般几分钟就好；退款最长 5 个工作日。"


class CardLimitsRefused(DomainError):
    """Limits out of order, or above the region's."""

    code = "card.limits_refused"
    status = 422
    title = "限额不对"
    detail = "单笔最多 {most} 元，每天最多 {most_a_day} 元，单笔不能大于每天。"
