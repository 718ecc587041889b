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


class StaffLastAdmin(DomainError):
    """Somebody must be left who can manage staff (T27)."""

    code = "accounts.staff.last_admin"
    title = "这是最后一位管理员"
    detail = "停用以后就没有人能管理工作人员了。"
    next_step = "请先给另一位同事系统管理员角色。"


class StaffInvitationOver(DomainError):
    """An invitation is good for three days and for one account."""

    code = "accounts.staff.invitation_over"
    title = "邀请码不能用"
    detail = "用户名或邀请码不对，或者邀请已过期、已用过。"
    next_step = "请核对后再试，或请系统管理员重新邀请。"


class StaffTokenWrong(DomainError):
    """The new authenticator proves once that it works."""

    code = "accounts.staff.token_wrong"
    status = 422
    title = "动态口令不对"
    detail = "请填验证器上现在显示的 6 位数字。"


class LookReasonMissing(DomainError):
    """Nobody is looked up out of curiosity: why, or a case in hand (T94)."""

    code = "accounts.look.reason_missing"
    status = 422
    title = "请写明为什么查"
    detail = "您手上没有和这个人有关的事项。请写明原因，2 至 60 个字，再查一次。"


class OddAccessNoted(DomainError):
    """One word is enough, and it stays."""

    code = "accounts.odd_access.noted"
    title = "已经核对过"
    detail = "这一条已经有人核对，意见不能再改。"


class OddAccessOwn(DomainError):
    """Nobody judges the own looks."""

    code = "accounts.odd_access.own"
    status = 403
    title = "不能核对自己"
    detail = "您自己的查看，要由另一位组长核对。"


class OddAccessNoteMissing(DomainError):
    """Not in order needs words."""

    code = "accounts.odd_access.note_missing"
    status = 422
    title = "没写意见"
    detail = "不符合规定的，请写明哪里不符合。"
