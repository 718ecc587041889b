"""What can go wrong with copies of the own data, consents and closing."""

from yibao.kernel.errors import DomainError


class ExportInWork(DomainError):
    """One copy is being made already."""

    code = "accounts.export.in_work"
    title = "已经在准备了"
    detail = "您申请的那一份还在准备，备好会发消息告诉您。"


class ExportTooOften(DomainError):
    """Three copies a day."""

    code = "accounts.export.too_often"
    status = 429
    title = "今天申请得太多了"
    detail = "一天最多申请 3 份，请明天再来。"
    retry = True


class ExportGone(DomainError):
    """Seven days are over, or the file is no longer there."""

    code = "accounts.export.gone"
    status = 410
    title = "这一份已经过期"
    detail = "备好的信息只保留 7 天，过期就删掉了。"
    next_step = "请重新申请一份。"


class ConsentUnknown(DomainError):
    """Nothing of this kind is in force."""

    code = "accounts.consent.not_in_force"
    title = "没有这项授权"
    detail = "这项授权没有给过，或者已经撤回了。"


class ClosingHindered(DomainError):
    """Something is still open; ``_matters`` lists it for the page."""

    code = "accounts.closing.hindered"
    title = "还有事没办完"
    detail = "还有 {count} 件事没办完，办完才能注销账号。"
    next_step = "请先看看列出的事，也可以拨 12393 问一问。"


class AccountClosed(DomainError):
    """The account was closed before."""

    code = "accounts.closing.already_closed"
    title = "账号已经注销"
    detail = "这个账号已经注销了。"
