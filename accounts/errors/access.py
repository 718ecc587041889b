"""What can go wrong with devices, passkeys, changed numbers and recovered accounts."""

from yibao.kernel.errors import DomainError


class MoneyHeld(DomainError):
    """For 24 hours after a change of number nothing that moves money is done (T16)."""

    code = "accounts.money_held"
    status = 403
    title = "换号后暂停资金操作"
    detail = "您刚换过手机号，为了安全，{opens} 以后才能办绑卡、授权和付款。"
    next_step = "不是您本人换的，请马上拨 12393。"


class PasskeyNotValid(DomainError):
    """The answer of the device does not fit: other site, old question, unknown or changed key."""

    code = "accounts.passkey.not_valid"
    status = 422
    title = "通行密钥没通过"
    detail = "这部设备的通行密钥没有通过核对。"
    next_step = "请再试一次，或用短信验证码登录。"


class TooManyPasskeys(DomainError):
    """A handful is enough for anybody."""

    code = "accounts.passkey.too_many"
    title = "通行密钥已经够多"
    detail = "一个账号最多 {most} 个通行密钥，请先删掉不用的。"


class PhoneInUse(DomainError):
    """The holder of the new number, who has just proved it, has an account there (T17)."""

    code = "accounts.phone.in_use"
    title = "这个号码已有账号"
    detail = "这个号码已经用在另一个实名账号上，不能再绑到您这里。"
    next_step = "请换一个号码；要用这个号码，请带身份证去窗口办。"


class PhoneSame(DomainError):
    """Nothing to change."""

    code = "accounts.phone.same"
    status = 422
    title = "和现在的号码一样"
    detail = "这就是您现在用的手机号，请填新的号码。"


class PhoneNotProved(DomainError):
    """A new number was not proved in this session, or too long ago (P32)."""

    code = "accounts.phone.not_proved"
    status = 403
    title = "请先验证新号码"
    detail = "新号码的验证已经过时，请重新收一次验证码。"


class RecoveryNotPossible(DomainError):
    """The other account is closed, or this one has its person already."""

    code = "accounts.recovery.not_possible"
    title = "这里找不回账号"
    detail = "这个身份证号的账号现在不能在网上找回。"
    next_step = "请带身份证去窗口办，或拨 12393。"
