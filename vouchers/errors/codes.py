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


class PresentationEnded(DomainError):
    """A relative's code whose binding has ended or is paused (P81, T40).

    The words do not say which: an end may be silent (feature 29).
    """

    code = "voucher.code.not_for_you"
    title = "这位家人现在不能代出示"
    detail = "出示这个码的家人，现在不能替这位参保人出示。请患者出示自己的医保码或实体卡。"
    patient_text = "这位家人的码现在不能由您出示，请用本人的码或实体卡，效力一样。"
    next_step = "请用患者本人的医保码、社保卡或身份证办理。"
