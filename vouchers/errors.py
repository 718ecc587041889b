"""What could not happen with a voucher, a code or a scan (P41). Codes are fixed for partners."""

from datetime import datetime

from accounts.errors import TooYoung as TooYoung
from yibao.kernel import clock
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


class WrongInstitutionType(DomainError):
    """The business does not belong to this kind of institution."""

    code = "voucher.code.wrong_institution_type"
    title = "业务类型与机构不符"
    detail = "业务类型 {business_type} 不能在本机构办理，请核对收费系统的设置。医保码没有用掉。"
    patient_text = "收费窗口的设置不对，请稍等工作人员处理，您的码还能用。"
    next_step = "改正业务类型后重新提交。"


class VoucherLocked(DomainError):
    """Five wrong passwords within one row (P30)."""

    code = "voucher.locked"
    title = "医保码密码已锁定"
    detail = "密码连续输错 5 次，暂时不能使用医保码。"
    patient_text = "医保码密码锁定 30 分钟，这次请用实体卡，效力一样。"
    next_step = "请用社保卡或身份证办理。"
    alias = "E-VCH-07"


class VoucherSuspended(DomainError):
    """Reported lost, or suspended as a sanction (P36, P40).

    ``until`` makes it a sanction: the card is stopped too, and the patient pays in full and claims
    by hand until that day.
    """

    code = "voucher.suspended"
    title = "医保码已停用"
    detail = "这位参保人的医保码已停用，不能用来结算。"
    patient_text = "您的医保码已停用。恢复请在“医保码”页面办理，或拨打电话问。"
    next_step = "请本人恢复使用，或拨打经办机构电话。"
    alias = "E-VCH-08"

    def __init__(self, *, until: datetime | None = None, **extra: object) -> None:
        super().__init__(**extra)
        if until is None:
            return
        day = clock.local(until)
        last = f"{day.year} 年 {day.month} 月 {day.day} 日"
        self.detail = f"这位参保人的联网结算停用到 {last}，医保码和实体卡都不能用来结算。"
        self.patient_text = f"您的医保联网结算停用到 {last}，这次请先自己付费，再到窗口手工报销。"
        self.next_step = "请按自费收款，开好发票和费用清单。"


class SanctionNotYours(DomainError):
    """A sanction is lifted before its end by a lead only (P40, T41)."""

    code = "voucher.sanction_lead_only"
    status = 403
    title = "要由组长解除"
    detail = "这是违规处理的停用，到期前只有组长可以解除或缩短。"
    next_step = "请把情况报给组长处理。"


class VoucherNotActive(DomainError):
    """Never activated, or closed for good."""

    code = "voucher.not_active"
    title = "医保码没有激活"
    detail = "这位参保人的医保码没有激活或已经注销。"
    patient_text = "您的医保码没有激活，这次请用实体卡，效力一样。"
    next_step = "请用社保卡或身份证办理。"


class VoucherRestricted(DomainError):
    """Insurance is paused: the own account still pays, the pool does not (P6). A warning."""

    code = "voucher.restricted"
    title = "参保已暂停"
    detail = "参保状态为暂停：统筹基金不支付，个人账户余额仍可使用。"
    patient_text = "您的参保暂停了，医保暂不报销，个人账户的钱还能用。"
    next_step = "请拨打经办机构电话，办理续保。"
    alias = "E-VCH-08"


class NotInsured(DomainError):
    """No enrolment to be found; a wrong name reads the same, so that nothing leaks (P1, P7)."""

    code = "person.not_insured"
    title = "没查到参保信息"
    detail = "没有查到参保信息，请核对证件和姓名。刚参保或转入的，信息可能要过几天才到。"
    patient_text = "没查到您的参保信息。刚参保的请过几天再试，或打电话问。"
    next_step = "核对后再试，或拨打经办机构电话。"
    alias = "E-VCH-01"


class CapabilityMissing(DomainError):
    """The institution does not take this medium (P25, P26); the code is not used up."""

    code = "institution.capability_missing"
    title = "本机构还不能扫码"
    detail = "本机构没有开通医保码或协议已停，请改用社保卡或联系医保局。医保码没有用掉。"
    patient_text = "这里还不能用医保码，请用实体卡，效力一样。"
    next_step = "请用社保卡办理。"
    alias = "E-VCH-09"


class TerminalClosed(DomainError):
    """The till is registered and switched off."""

    code = "institution.terminal_closed"
    title = "这台终端已停用"
    detail = "终端 {terminal} 已停用，请换一台，或请本机构管理员启用。医保码没有用掉。"
    patient_text = "这台机器停用了，请到别的窗口，您的码还能用。"
    next_step = "换一台终端。"


class ScanUnknown(DomainError):
    """No such scan at this institution (T31)."""

    code = "voucher.scan.unknown"
    title = "没有这次扫码"
    detail = "没有找到这次扫码，请核对扫码号或重新扫码。"
    next_step = "重新扫码。"


class ScanExpired(DomainError):
    """A scan serves for 30 minutes."""

    code = "voucher.scan.expired"
    title = "扫码已超过 30 分钟"
    detail = "这次扫码超过 30 分钟，请患者重新出示医保码。"
    patient_text = "时间过了，请再出示一次医保码。"
    next_step = "重新扫码。"


class ScanUsed(DomainError):
    """A scan serves one visit."""

    code = "voucher.scan.used"
    title = "这次扫码已用于就诊"
    detail = "一次扫码只能登记一次就诊，请患者重新出示医保码。"
    patient_text = "请再出示一次医保码。"
    next_step = "重新扫码。"


class RealNameNeeded(DomainError):
    """The account is not yet tied to a person (P3)."""

    code = "voucher.real_name_needed"
    title = "请先完成实名认证"
    detail = "激活医保码前，请先填写姓名和身份证号并刷脸。"
    next_step = "去实名认证。"


class ConsentMissing(DomainError):
    """The agreement in force was not accepted."""

    code = "voucher.consent_missing"
    title = "请先同意用户协议"
    detail = "请先看过并同意现在的用户协议。"
    next_step = "返回上一页，勾选同意。"


class AlreadyActive(DomainError):
    """One person has one voucher (P14)."""

    code = "voucher.already_active"
    title = "医保码已经激活过"
    detail = "您的医保码已经激活，密码也设过了，可以直接出示。"
    next_step = "去出示医保码。"


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
