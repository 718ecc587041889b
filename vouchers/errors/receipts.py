"""What the owner says to a scan, and a scan that surprises (T02, feature 17)."""

from yibao.kernel.errors import DomainError


class StepUpRequired(DomainError):
    """A scan that surprises: the person proves to be there once more (T02). The code is used up.

    ``reason`` says which rule spoke.
    """

    code = "voucher.step_up_required"
    title = "请患者再验证一次"
    detail = "这次扫码和平时不一样（{reason}）。请患者在手机上再验证一次，出示新码后再扫。"
    patient_text = "请在手机上再验证一次，并出示新码。"
    next_step = "等患者验证后，扫新出的码；不方便验证的，请用社保卡。"


class ScanDisowned(DomainError):
    """The owner said 不是我: the scan opens and settles nothing any more."""

    code = "voucher.scan.disowned"
    title = "患者说不是本人"
    detail = "这个医保码的主人已说明这次扫码不是本人，医保码已停用，不能再登记和结算。"
    patient_text = "这个码的主人说不是本人在用，医保不能结算。请用本人的社保卡，或先自费。"
    next_step = "请核对就诊人身份，改用本人的社保卡；经办机构会联系您了解情况。"


class ScanAnswered(DomainError):
    """Said once, never taken back."""

    code = "voucher.scan.answered"
    title = "这次扫码已经答过"
    detail = "这次扫码您已经回答过，不能再改。要停用医保码，请到“停用医保码”；有疑问请打 12393。"
    next_step = "看这次扫码。"
