"""Passes for times without a network: why none is given, why one is refused (feature 21)."""

from yibao.kernel.errors import DomainError


class PassIsForOutages(DomainError):
    """There is a network: the person shows the code of the minute."""

    code = "voucher.pass.for_outages"
    title = "有网时请扫医保码"
    detail = "这是断网码，只在断网时用。现在有网，请患者打开医保码页面重新出示。"
    patient_text = "断网码只在窗口断网时用。现在有网，请出示医保码。"
    next_step = "请患者出示医保码，或用社保卡。"


class PassOver(DomainError):
    """Taken before the pass began or after it ended."""

    code = "voucher.pass.over"
    title = "断网码不在有效期"
    detail = "记账的时间不在这张断网码的有效期内。"
    patient_text = "记账的时候，您的断网码已经过期。"
    next_step = "请本人重新扫码结算，或按自费处理。"


class PassRevoked(DomainError):
    """Taken back before the bill was taken, or its key is void (T06)."""

    code = "voucher.pass.revoked"
    title = "断网码已作废"
    detail = "记账的时候，这张断网码已经作废。"
    patient_text = "记账的时候，您的断网码已经作废。"
    next_step = "请本人重新扫码结算，或按自费处理。"


class PassesNotOffered(DomainError):
    """The insured area gives no passes (``offline_hours`` 0)."""

    code = "voucher.pass.not_offered"
    title = "当地没有断网码"
    detail = "参保地没有开通断网码，断网时请用社保卡。"
    patient_text = "您的参保地没有开通断网码。窗口断网时请用社保卡，效力一样。"
    next_step = "断网时请用社保卡。"


class PassNeedsDevice(DomainError):
    """Only on a device that its owner is signed in on and was proved to be at (T16)."""

    code = "voucher.pass.needs_device"
    title = "请在您自己的手机上取"
    detail = "断网码要在您登录过、验证过的手机上取。请退出后重新登录。"
    patient_text = "断网码要在您登录过、验证过的手机上取。请退出后重新登录。"
    next_step = "请重新登录。"
