"""What cannot be done with a bank card (E-CARD, P168–P174)."""

from yibao.kernel.errors import DomainError


class CardNotBound(DomainError):
    """The cash part cannot be charged to a card that does not exist."""

    code = "card.not_bound"
    title = "没有绑定银行卡"
    detail = "就诊人没有绑定可用的银行卡，请改收现金。"
    patient_text = "您还没有绑定银行卡，这次请用现金或其他方式付款。"
