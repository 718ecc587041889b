"""States of bank cards, of payments by card and of money on its way back (P171–P174)."""

from django.db import models

from yibao.kernel.transitions import Table


class CardState(models.TextChoices):
    """Whether a bound card can pay."""

    ACTIVE = "ACTIVE", "可用"
    NEEDS_CHECK = "NEEDS_CHECK", "要重新验证"
    REMOVED = "REMOVED", "已解绑"


CARD_MOVES = Table(
    case_type="settlement.card",
    moves={
        "ACTIVE": {
            "NEEDS_CHECK": "settlement.card.doubted",
            "REMOVED": "settlement.card.removed",
        },
        "NEEDS_CHECK": {
            "ACTIVE": "settlement.card.checked",
            "REMOVED": "settlement.card.removed",
        },
    },
    owners={"ACTIVE": "holder", "NEEDS_CHECK": "holder", "REMOVED": "nobody"},
    notices={
        "settlement.card.doubted": "card_doubted",
        "settlement.card.checked": None,
        "settlement.card.removed": "card_removed",
    },
)


class BindingState(models.TextChoices):
    """How far one try to bind a card got."""

    ASKED = "ASKED", "已问银行"
    SENT = "SENT", "已发验证码"
    BOUND = "BOUND", "已绑定"
    REFUSED = "REFUSED", "银行不同意"
    AWAY = "AWAY", "银行没有答复"
    SPENT = "SPENT", "验证码作废"


BINDING_MOVES = Table(
    case_type="settlement.binding",
    moves={
        "ASKED": {
            "SENT": "settlement.binding.code_sent",
            "REFUSED": "settlement.binding.refused",
            "AWAY": "settlement.binding.unanswered",
        },
        "SENT": {
            "BOUND": "settlement.binding.confirmed",
            "REFUSED": "settlement.binding.refused",
            "SPENT": "settlement.binding.spent",
        },
    },
    owners={
        "ASKED": "bank",
        "SENT": "holder",
        "BOUND": "nobody",
        "REFUSED": "nobody",
        "AWAY": "nobody",
        "SPENT": "nobody",
    },
    notices={
        "settlement.binding.code_sent": None,
        "settlement.binding.refused": None,
        "settlement.binding.unanswered": None,
        "settlement.binding.confirmed": "card_bound",
        "settlement.binding.spent": None,
    },
)


class ChargeState(models.TextChoices):
    """What became of one payment by card; money is gone from DONE on."""

    AWAITING = "AWAITING", "等本人确认"
    PENDING = "PENDING", "正在请银行扣款"
    IN_DOUBT = "IN_DOUBT", "银行还没给结果"
    DONE = "DONE", "银行已扣款"
    SETTLED = "SETTLED", "已入账单"
    RETURNED = "RETURNED", "没有用上，原路退回"
    REFUSED = "REFUSED", "银行没有扣款"
    CLOSED = "CLOSED", "没有扣款，已关闭"


CHARGE_MOVES = Table(
    case_type="settlement.charge",
    moves={
        "AWAITING": {
            "PENDING": "settlement.charge.authorised",
            "CLOSED": "settlement.charge.closed",
        },
        "PENDING": {
            "IN_DOUBT": "settlement.charge.doubted",
            "DONE": "settlement.charge.done",
            "REFUSED": "settlement.charge.refused",
            "CLOSED": "settlement.charge.closed",
        },
        "IN_DOUBT": {
            "DONE": "settlement.charge.done",
            "REFUSED": "settlement.charge.refused",
            "CLOSED": "settlement.charge.closed",
        },
        "DONE": {
            "SETTLED": "settlement.charge.settled",
            "RETURNED": "settlement.charge.returned",
        },
    },
    owners={
        "AWAITING": "holder",
        "PENDING": "bank",
        "IN_DOUBT": "bank",
        "DONE": "system",
        "SETTLED": "nobody",
        "RETURNED": "nobody",
        "REFUSED": "nobody",
        "CLOSED": "nobody",
    },
    notices={
        "settlement.charge.authorised": None,
        "settlement.charge.doubted": None,
        "settlement.charge.done": None,
        "settlement.charge.refused": None,
        "settlement.charge.closed": None,
        "settlement.charge.settled": "card_charged",
        "settlement.charge.returned": "card_returned",
    },
)


class CardRefundState(models.TextChoices):
    """How far money on its way back to a card is."""

    PENDING = "PENDING", "等银行退款"
    IN_DOUBT = "IN_DOUBT", "银行还没给结果"
    DONE = "DONE", "银行已退"
    MANUAL = "MANUAL", "等人工转账"
    PAID_OUT = "PAID_OUT", "已人工转账"


CARD_REFUND_MOVES = Table(
    case_type="settlement.card_refund",
    moves={
        "PENDING": {
            "IN_DOUBT": "settlement.card_refund.doubted",
            "DONE": "settlement.card_refund.done",
            "MANUAL": "settlement.card_refund.handed_over",
        },
        "IN_DOUBT": {
            "PENDING": "settlement.card_refund.retried",
            "DONE": "settlement.card_refund.done",
            "MANUAL": "settlement.card_refund.handed_over",
        },
        "MANUAL": {"PAID_OUT": "settlement.card_refund.paid_out"},
    },
    owners={
        "PENDING": "bank",
        "IN_DOUBT": "bank",
        "DONE": "nobody",
        "MANUAL": "finance",
        "PAID_OUT": "nobody",
    },
    notices={
        "settlement.card_refund.doubted": None,
        "settlement.card_refund.retried": None,
        "settlement.card_refund.done": "card_refunded",
        "settlement.card_refund.handed_over": "card_refund_by_hand",
        "settlement.card_refund.paid_out": "card_refunded",
    },
)
