"""What cannot be done with family rights."""

from yibao.kernel.errors import DomainError


class GrantToSelf(DomainError):
    """Nobody grants to the own person."""

    code = "family.grant.to_self"
    title = "不能授权给自己"
    detail = "家庭共济只能授权给另一位家人。"


class GrantExists(DomainError):
    """A live grant of the pair covers these days (I17)."""

    code = "family.grant.exists"
    title = "已经授权过"
    detail = "您已经授权给这位家人，请在原授权上修改。"
