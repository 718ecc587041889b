"""Why an institution's filing for a person is not taken (待遇申报)."""

from yibao.kernel.errors import DomainError


class BenefitFiledAlready(DomainError):
    """The same matter is on file for an overlapping time."""

    code = "benefit.filed_already"
    status = 409
    title = "已经备案"
    detail = "这个人在这段时间里已有相同的备案，不用再办。"
    next_step = "要修改请先撤销原来的备案。"


class BenefitUnknown(DomainError):
    """No such filing of this person by this institution."""

    code = "benefit.unknown"
    status = 404
    title = "没有这个备案"
    detail = "没有找到这个待遇申报明细流水号，或者不是本机构办理的。"


class BenefitRefused(DomainError):
    """What is filed cannot be; ``reason`` says why."""

    code = "benefit.refused"
    status = 422
    title = "不能这样备案"
    detail = "不能备案：{reason}。"
