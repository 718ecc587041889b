"""What cannot be paid out of money that waits for somebody (待领款)."""

from yibao.kernel.errors import DomainError


class PayoutTooMuch(DomainError):
    """More than waits there."""

    code = "suspense.too_much"
    status = 422
    title = "金额超过待领款"
    detail = "待领款只有 {left} 元。"
    next_step = "请改小金额。"


class PayoutOpen(DomainError):
    """One payout of an account at a time."""

    code = "suspense.open"
    title = "已有一笔在办"
    detail = "这个账户已有一笔付款申请还没办完。"
    next_step = "请先付款或撤回那一笔。"


class PayoutSamePerson(DomainError):
    """Who proposed does not pay (four eyes)."""

    code = "suspense.same_person"
    status = 403
    title = "要换一个人办"
    detail = "申请人不能自己付款。"
    next_step = "请让另一位财务人员登记付款。"


class PayoutStateRefused(DomainError):
    """It was paid or taken back meanwhile."""

    code = "suspense.state"
    title = "已经办过了"
    detail = "这笔付款现在是“{state}”，不能再办。"
