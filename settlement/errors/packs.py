"""What is wrong with a policy version."""

from typing import Any

from yibao.kernel.errors import DomainError


class PackRefused(DomainError):
    """A policy document is not acceptable; ``errors`` names the fields."""

    code = "pack.refused"
    status = 422
    title = "政策包不合格"
    detail = "政策包有 {count} 处不合格，没有导入。"

    def __init__(self, errors: list[dict[str, str]], **extra: Any) -> None:
        super().__init__(count=len(errors), **extra)
        self.errors = errors


class PackApprovalRefused(DomainError):
    """The pack cannot be approved by this person or in this state."""

    code = "pack.approval_refused"
    title = "不能审批"
    detail = "{reason}"
