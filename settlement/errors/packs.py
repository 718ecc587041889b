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


class PackCaseRefused(DomainError):
    """Golden cases are not acceptable; ``errors`` names the fields."""

    code = "pack.case_refused"
    status = 422
    title = "算例不合格"
    detail = "算例有 {count} 处不合格，没有放入。"

    def __init__(self, errors: list[dict[str, str]], **extra: Any) -> None:
        super().__init__(count=len(errors), **extra)
        self.errors = errors


class PackIsFixed(DomainError):
    """Only a draft takes other cases."""

    code = "pack.fixed"
    title = "不能再改算例"
    detail = "这个版本已经启用或停用，算例不能再改。"


class WhatIfUnderWay(DomainError):
    """The same month is already being worked out under this version."""

    code = "pack.what_if_under_way"
    title = "正在试算"
    detail = "这个月正在按这个版本试算，请等它算完。"
