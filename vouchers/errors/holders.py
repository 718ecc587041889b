"""The holder: voucher, insurance and suspension (P6, P36, P40)."""

from datetime import datetime

from yibao.kernel import clock
from yibao.kernel.errors import DomainError


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


class SanctionTermWrong(DomainError):
    """A sanction lasts 3 to 12 months (P40)."""

    code = "voucher.sanction_term"
    status = 422
    title = "停用期限不对"
    detail = "违规处理的停用期限为 3 到 12 个月，到 {latest} 为止。"
    next_step = "请改选期限。"


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
