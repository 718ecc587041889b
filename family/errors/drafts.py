"""What cannot be written into a draft."""

from yibao.kernel.errors import DomainError


class RelationTaken(DomainError):
    """There is one spouse (K5)."""

    code = "family.relation.taken"
    status = 422
    title = "这个关系已经有人了"
    detail = "您已经绑定或正在办理另一位{relation}。"
    next_step = "请先解除那一位，或看看关系选对没有。"


class RelationNotOffered(DomainError):
    """The area does not bind this relation (P47)."""

    code = "family.relation.not_offered"
    status = 422
    title = "这个关系网上办不了"
    detail = "当地不能在网上绑定这个关系。"
    next_step = "请带证明到窗口问一问。"


class TooManyLookups(DomainError):
    """Names and numbers cannot be tried out against the register."""

    code = "family.member.too_many_tries"
    status = 429
    title = "今天试得太多了"
    detail = "今天填家人信息的次数用完了。"
    next_step = "请明天再试，或带证件到窗口办。"
    retry = True


class NoticeNotAccepted(DomainError):
    """The notice comes first (P59)."""

    code = "family.notice.not_accepted"
    status = 422
    title = "请先看告知书"
    detail = "还没有同意《家庭成员添加告知书》。"
    next_step = "看完并同意以后再填。"


class ProofWayUnknown(DomainError):
    """Not one of the ways of this branch and area (P63)."""

    code = "family.proof.unknown"
    status = 422
    title = "请重新选证明方式"
    detail = "这种证明方式这里不能用。"
    next_step = "请从列出的方式里选一种。"


class SignatureTooSmall(DomainError):
    """A line or a dot is no signature (P62)."""

    code = "family.signature.too_small"
    status = 422
    title = "签名太小或没签"
    detail = "没看到完整的签名。"
    next_step = "请在框里写上您的姓名，也可以换一种签法。"
