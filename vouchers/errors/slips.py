"""Printed one-day codes: why none is printed, why one is refused (T05, T06)."""

from yibao.kernel.errors import DomainError


class SlipRevoked(DomainError):
    """Taken back: reported lost, replaced by a newer one, or its key is void."""

    code = "voucher.slip.revoked"
    title = "纸质码已作废"
    detail = "这张纸质医保码已作废，请患者到医保窗口换一张，或改用社保卡。"
    patient_text = "这张纸质医保码已作废，请到医保窗口换一张，或用社保卡。"
    next_step = "请用社保卡办理。"


class SlipsNotOffered(DomainError):
    """The insured area allows no printed codes (``slip_days`` 0)."""

    code = "voucher.slip.not_offered"
    title = "当地不用纸质码"
    detail = "参保地没有开通纸质医保码，请用社保卡或身份证办理。"
    patient_text = "您的参保地没有开通纸质医保码，请用社保卡，效力一样。"
    next_step = "请用社保卡或身份证办理。"


class SlipNeedsTwoClerks(DomainError):
    """The second clerk is somebody else, of the staff (P189)."""

    code = "voucher.slip.two_clerks"
    status = 422
    title = "要由另一人复核"
    detail = "打印纸质医保码要由另一位工作人员复核，不能是同一个人。"
    next_step = "请另一位同事复核。"
