"""What cannot be set as the rules of an area."""

from yibao.kernel.errors import DomainError


class FamilyPolicyDayTaken(DomainError):
    """A version begins today or later, and after the one before it."""

    code = "family.policy.day"
    status = 422
    title = "开始日期不对"
    detail = "新规则最早从今天开始，并且要晚于现有最新一版的开始日期（{newest}）。"


class ProofSetEmpty(DomainError):
    """A way to prove a relation asks for at least one thing."""

    code = "family.proofs.empty"
    status = 422
    title = "至少要有一样材料"
    detail = "每种证明方式至少要有一样必须交的材料。"
