"""Codes on a screen that a counter could not take."""

from yibao.kernel.errors import DomainError


class CodeUnknown(DomainError):
    """No such code, or a code of another world (T04, T31)."""

    code = "voucher.code.unknown"
    title = "不是有效的医保码"
    detail = "系统里没有这个码，请让患者打开医保码页面重新出示。"
    patient_text = "没有认出这个码，请在手机上点“立即换新码”。"
    next_step = "重新扫码；仍不行请用社保卡。"


class CodeExpired(DomainError):
    """More than 60 s old, or its generation has ended (P20, P38, T01)."""

    code = "voucher.code.expired"
    title = "医保码已过期"
    detail = "这个码超过 60 秒，已经失效，请患者换新码后再扫。"
    patient_text = "医保码已过期，请在手机上点“立即换新码”。"
    next_step = "请患者换新码。"
    alias = "E-VCH-06"


class CodeUsed(DomainError):
    """A code is used once, also when paying failed (P21, T01, T03)."""

    code = "voucher.code.used"
    title = "医保码已用过"
    detail = "这个码已经扫过一次，不能再用，请患者换新码后再扫。"
    patient_text = "这个码用过了，请在手机上点“立即换新码”。"
    next_step = "请患者换新码。"
    alias = "E-VCH-06"
