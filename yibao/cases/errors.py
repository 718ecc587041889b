"""What cannot be done with a case."""

from yibao.kernel.errors import DomainError


class CaseMoveRefused(DomainError):
    """The case is not in a state from which this is possible."""

    code = "cases.case.move_refused"
    title = "现在不能这样处理"
    detail = "这件事项的状态已经变了，请刷新后再看。"


class DeciderIsInvolved(DomainError):
    """Nobody decides a matter that concerns the own person (I19, T32)."""

    code = "cases.case.decider_involved"
    status = 403
    title = "不能处理与自己有关的事项"
    detail = "这件事项与您本人有关，请由其他人员处理。"


class SecondPersonNeeded(DomainError):
    """What two people must agree to is not agreed to twice by one of them (P181, I19)."""

    code = "cases.case.second_person"
    status = 403
    title = "要由另一人复核"
    detail = "您已经通过了这件事项，请另一位同事用自己的账号复核。"
