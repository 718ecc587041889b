"""What a counter cannot do, in words for the clerk (P186–P189)."""

from yibao.kernel.errors import DomainError


class CounterPapersMissing(DomainError):
    """A paper that the act needs was not seen."""

    code = "voucher.counter.papers_missing"
    status = 422
    title = "证件还不齐"
    detail = "{reason}"
    next_step = "请一次告诉群众缺什么，补齐后再办。"


class CounterSameClerk(DomainError):
    """The second clerk is somebody else (P189, I19)."""

    code = "voucher.counter.same_clerk"
    status = 403
    title = "要由另一人复核"
    detail = "受理人不能复核自己的办件，请另一位同事用自己的账号复核。"


class CounterOwnMatter(DomainError):
    """Nobody works on the own matter (T32)."""

    code = "voucher.counter.own_matter"
    status = 403
    title = "不能办自己的事"
    detail = "这是您本人、亲属或您代办的事，请由其他同事办理。"


class CounterActOver(DomainError):
    """Confirmed, refused or too old."""

    code = "voucher.counter.over"
    title = "这件已经办结或过期"
    detail = "这件已经办结、未同意或超过 2 小时，不能再复核。"
    next_step = "还要办，请重新受理。"


class CounterNotPossible(DomainError):
    """The act does not fit the state of the voucher or the account."""

    code = "voucher.counter.not_possible"
    title = "现在办不了这件事"
    detail = "{reason}"
