"""Why the quick way for a newborn cannot be taken (P67)."""

from yibao.kernel.errors import DomainError


class MotherUnknown(DomainError):
    """The mother is not in the register, so there is no face to compare hers with."""

    code = "family.newborn.mother_unknown"
    status = 422
    title = "没查到这位妈妈"
    detail = "没查到这位妈妈的参保记录，不能用刷脸的办法。"
    next_step = "请改用出生医学证明的照片办，或带证件到窗口办。"


class CertificateNumberWrong(DomainError):
    """Not the form of a number of a birth certificate."""

    code = "family.newborn.number"
    status = 422
    title = "编号不对"
    detail = "出生医学证明的编号是一个大写字母加 9 位数字。"
    next_step = "请照着证明右上角再填一遍。"
