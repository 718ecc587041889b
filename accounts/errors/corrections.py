"""What can go wrong when somebody asks for a correction of the register."""

from yibao.kernel.errors import DomainError


class TooManyCorrections(DomainError):
    """Three requests may wait at a time."""

    code = "accounts.correction.too_many"
    status = 429
    title = "还有申请没办完"
    detail = "您已经有 3 件更正申请在办，请等有结果了再提。"
    next_step = "着急请拨打经办机构电话。"
