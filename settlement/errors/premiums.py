"""What hinders paying a premium of resident insurance (P120, P172)."""

from yibao.kernel.errors import DomainError


class PremiumPersonUnknown(DomainError):
    """Name and number do not belong together, or nobody has the number; which one is not told."""

    code = "premium.person_unknown"
    title = "没有查到这个人"
    detail = "姓名和身份证号对不上，或者还没有办参保登记。"
    next_step = "请对照身份证再填一次；还没登记的，先到参保地的医保窗口或社区办参保登记。"


class PremiumTooManyLookups(DomainError):
    """Too many names were tried today (T26)."""

    code = "premium.too_many_lookups"
    status = 429
    title = "今天查得太多了"
    detail = "今天填姓名和身份证号的次数已经用完。"
    next_step = "请明天再填，或到医保窗口、社区办。"


class PremiumNotEnrolled(DomainError):
    """The person is in no resident insurance now."""

    code = "premium.not_enrolled"
    title = "没有参加居民医保"
    detail = "{name}现在没有居民医保的参保登记，不能在这里缴费。"
    next_step = "请先到参保地的医保窗口或社区办参保登记。"


class PremiumEmployee(DomainError):
    """Employee insurance is paid by the employer, never here (P172)."""

    code = "premium.employee"
    title = "参加的是职工医保"
    detail = "{name}在{place}参加职工医保，由单位缴费，不能再缴居民医保费。"
    next_step = "已经离职、要改成居民医保的，请先到医保窗口办参保登记。"


class PremiumElsewhere(DomainError):
    """The insured place asks for no premium through this system."""

    code = "premium.elsewhere"
    title = "参保地不在这里"
    detail = "{name}的参保地是{place}，这里现在不能替那里缴费。"
    next_step = "请在{place}的缴费渠道缴，或拨那里的 12393 问。"


class PremiumWindowClosed(DomainError):
    """Outside the days on which people pay."""

    code = "premium.window_closed"
    title = "现在不是缴费的时候"
    detail = "{place} {year} 年居民医保的缴费时间是 {opens} 到 {closes}。"
    next_step = "错过了的，请拨 12393 问能不能补缴。"


class PremiumPaidAlready(DomainError):
    """The year is paid: nobody pays twice for one person."""

    code = "premium.paid_already"
    status = 409
    title = "这一年已经缴过了"
    detail = "{name} {year} 年的居民医保费已经缴过，不用再缴。"


class PremiumUnderWay(DomainError):
    """Somebody is paying for the same person and year this moment."""

    code = "premium.under_way"
    status = 409
    title = "正在缴，请不要重复缴"
    detail = "{name} {year} 年的居民医保费正在办理，还没有结果。"
    next_step = "有了结果会发消息。没有缴成的话，钱会退回，可以再缴。"


class PremiumChanged(DomainError):
    """The amount or its sources are not what the page showed."""

    code = "premium.changed"
    status = 409
    title = "金额变了"
    detail = "要付的钱和刚才看到的不一样，还没有扣钱。"
    next_step = "请再看一遍，没问题再付。"


class PremiumCardNeeded(DomainError):
    """What the accounts do not pay has to come from a card, and there is none that can pay."""

    code = "premium.card_needed"
    title = "钱不够付"
    detail = "个人账户付完还差 {amount} 元，要用银行卡付。{reason}"
    next_step = "请到“银行卡”页面办好再来。没有银行卡的，可以到医保窗口、社区用现金缴。"


class PremiumPlanDayTaken(DomainError):
    """The day is over, or not after the first day of the newest version."""

    code = "premium.plan_day"
    status = 409
    title = "这一天不能开始"
    detail = "新标准要从今天或以后、并且在最新一版（{newest}）之后的一天开始。"


class PremiumProofMissing(DomainError):
    """Money moves after face, passkey or password only (P100)."""

    code = "premium.proof_missing"
    title = "要先确认是您本人"
    detail = "缴费要先刷脸或输密码确认。"
