"""The password and the face check before it (P27–P31)."""

from yibao.kernel.errors import DomainError


class PinNotSixDigits(DomainError):
    """Not six ASCII digits (P27)."""

    code = "voucher.pin.format"
    status = 422
    title = "密码应为 6 位数字"
    detail = "密码是 6 位数字，请重新填。"


class PinMismatch(DomainError):
    """The two entries differ."""

    code = "voucher.pin.mismatch"
    status = 422
    title = "两次密码不一样"
    detail = "两次填的密码不一样，请重新填。"


class PinWeak(DomainError):
    """Easy to guess (P31)."""

    code = "voucher.pin.weak"
    status = 422
    title = "密码太容易被猜到"
    detail = "{reason}，请换一个。"


class PinWrong(DomainError):
    """A wrong password; counted (P30)."""

    code = "voucher.pin.wrong"
    title = "密码不对"
    detail = "密码不对，还能再试 {tries_left} 次。"


class PinDiffers(DomainError):
    """Another password than the one set before in another channel: one voucher, one (P27)."""

    code = "voucher.pin.differs"
    title = "和已设的密码不一样"
    detail = "您的医保码在别的应用设过密码，所有应用用同一个，请输原来的密码。"
    next_step = "忘了密码，可以刷脸重设，也可以带身份证去窗口。"
    alias = "E-VCH-04"


class PinNotSet(DomainError):
    """The voucher was activated for the person and has no password yet."""

    code = "voucher.pin.not_set"
    title = "还没有设密码"
    detail = "您的医保码还没有设密码，请先设一个。"
    next_step = "去设置密码。"


class FaceNotRecognised(DomainError):
    """The live face check before the first password did not pass (P28)."""

    code = "voucher.face_not_recognised"
    title = "这次没认出来"
    detail = "请到亮一点的地方，摘下口罩和帽子，再试一次；还不行，可以带身份证去窗口办。"
    alias = "E-VCH-05"
