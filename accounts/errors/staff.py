"""What can go wrong with staff accounts and register files."""

from yibao.kernel.errors import DomainError


class StaffNameTaken(DomainError):
    """User names are unique."""

    code = "accounts.staff.name_taken"
    title = "用户名已经有了"
    detail = "用户名 {username} 已经存在，请换一个。"


class StaffGroupUnknown(DomainError):
    """Groups are made by the installation, never by a typing error."""

    code = "accounts.staff.group_unknown"
    status = 422
    title = "没有这个角色"
    detail = "没有角色“{name}”。现有：{known}。"


class StaffPasswordWeak(DomainError):
    """The password does not meet the rules."""

    code = "accounts.staff.password_weak"
    status = 422
    title = "密码太弱"
    detail = "{reason}"


class RegisterFileUnreadable(DomainError):
    """The file cannot be read as a register at all."""

    code = "accounts.register.unreadable"
    status = 422
    title = "参保库文件读不了"
    detail = "{reason}"


class StaffOwnAccount(DomainError):
    """Nobody changes the own rights, factor or switch (T41)."""

    code = "accounts.staff.own_account"
    status = 403
    title = "不能改自己的账号"
    detail = "自己的权限、口令器和停用要由另一位管理员来做。"
