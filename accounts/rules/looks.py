"""What counts as looking at somebody's data, in the words of the person's own page."""

#: Verb of the audit log → what was done, for people.
LOOKS: dict[str, str] = {
    "accounts.person.viewed": "打开了您的资料页",
    "accounts.person.unmasked": "看了您的完整号码",
    "accounts.person.found": "查人时查到了您",
    "accounts.person.exported": "导出了您的信息",
    "accounts.person.served": "在窗口为您办事",
    "settlement.member.balance_viewed": "看了您的余额和一年花费",
    "settlement.member.bills_viewed": "看了您的账单",
}

#: Role of staff → its word; a role with several gets the first that fits.
ROLE_WORDS: dict[str, str] = {
    "clerk": "窗口经办人员",
    "reviewer": "审核人员",
    "lead": "审核组长",
    "auditor": "审计人员",
    "finance": "财务人员",
    "admin": "系统管理员",
}
STAFF = "医保局工作人员"
RELATIVE = "绑定您的家人"
SYSTEM = "系统"


def role_word(groups: list[str]) -> str:
    """One word for the roles of a member of staff; never a name."""
    return next((word for role, word in ROLE_WORDS.items() if role in groups), STAFF)
