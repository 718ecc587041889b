"""What can go wrong with names, ID numbers and insurance relations."""

from yibao.kernel.errors import DomainError


class NameMismatch(DomainError):
    """Name and number do not belong together (P3, P41)."""

    code = "accounts.real_name.mismatch"
    alias = "E-VCH-03"
    status = 422
    title = "姓名和身份证号对不上"
    detail = "请按证件上的写法填写；刚改过名字的，请先去窗口更新。还能再试 {tries_left} 次。"


class NotInRegister(DomainError):
    """The register does not hold this number, perhaps not yet (P1, P7)."""

    code = "accounts.real_name.not_in_register"
    alias = "E-VCH-02"
    status = 422
    title = "没查到您的参保信息"
    detail = "刚参保或刚转来的，信息可能还没到，最长要等 3 个月。还能再试 {tries_left} 次。"
    next_step = "请过几天再试，或拨医保局电话问一问。"


class IdentityTaken(DomainError):
    """Another account carries this identity (T22)."""

    code = "accounts.real_name.already_used"
    title = "身份证号已被使用"
    detail = "已经有一个账号用这个身份证号实名。如果是您以前的手机号，请用那个号码登录。"
    next_step = "号码不用了，请带身份证去窗口更换；不是您办的，请马上拨 12393。"


class RealNamePaused(DomainError):
    """Three wrong tries in 24 hours."""

    code = "accounts.real_name.too_many"
    status = 429
    title = "今天试的次数用完了"
    detail = "为了安全，{wait_hours} 小时以后可以再试。"
    next_step = "着急可以带身份证去窗口办。"
    retry = True


class TooYoung(DomainError):
    """Under 16 there is no own account and no own voucher: at the counter (P54)."""

    code = "accounts.real_name.too_young"
    title = "未满 16 岁请家长办"
    detail = "未满 16 周岁的孩子不用刷脸，也不能自己激活医保码。"
    next_step = "请家长带户口簿去窗口办。"


class CounterOnly(DomainError):
    """The register says something that only a clerk may look at (P39)."""

    code = "accounts.real_name.counter_only"
    title = "请到窗口核实身份"
    detail = "登记的信息需要当面核实，网上办不了。"
    next_step = "请带身份证去窗口，或拨医保局电话。"


class AlreadyRealNamed(DomainError):
    """One account, one person (T22)."""

    code = "accounts.real_name.already_done"
    title = "您已经实名了"
    detail = "这个账号已经实名，不能换成另一个人。"


class EnrolmentUnknown(DomainError):
    """The chosen insurance relation is not the person's."""

    code = "accounts.enrolment.unknown"
    status = 422
    title = "请选一个参保地"
    detail = "请从列出的参保信息里选一个。"


class DeathDateWrong(DomainError):
    """The day of death lies before birth or after today (P39)."""

    code = "accounts.death.date"
    status = 422
    title = "死亡日期不对"
    detail = "死亡日期不能早于出生日期，也不能晚于今天，请对照证明核对。"


class PersonMistaken(DomainError):
    """The number that was typed for confirmation is another person's (T41)."""

    code = "accounts.person.mistaken"
    status = 422
    title = "人员编号对不上"
    detail = "再输的人员编号和这个人不一样，没有登记。请核对是不是找错了人。"
