"""What cannot be done with a reason."""

from yibao.kernel.errors import DomainError


class ReasonNotPossible(DomainError):
    """The version is not in a state for this: somebody was quicker."""

    code = "cases.reason.not_possible"
    title = "现在不能这样处理"
    detail = "这个理由码的状态已经变了，请刷新后再看。"


class ReasonNeedsAnother(DomainError):
    """Who wrote the words does not bring them into use (P181)."""

    code = "cases.reason.needs_another"
    status = 403
    title = "要由另一人启用"
    detail = "这个版本是您起草的，请另一位组长看过后启用。"


class ReasonWords(DomainError):
    """The words do not fit: a placeholder that is not known, or the place is not named."""

    code = "cases.reason.words"
    status = 422
    title = "话要改一改"
    detail = "{why}"


class ReasonCodeTaken(DomainError):
    """A new reason has a code that another one has or had."""

    code = "cases.reason.code_taken"
    status = 422
    title = "理由码已经有了"
    detail = "这个理由码已经用过，请换一个，或给它写新版本。"
