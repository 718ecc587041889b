"""The counter: institutions, tills and scans."""

from yibao.kernel.errors import DomainError


class WrongInstitutionType(DomainError):
    """The business does not belong to this kind of institution."""

    code = "voucher.code.wrong_institution_type"
    title = "业务类型与机构不符"
    detail = "业务类型 {business_type} 不能在本机构办理，请核对收费系统的设置。医保码没有用掉。"
    patient_text = "收费窗口的设置不对，请稍等工作人员处理，您的码还能用。"
    next_step = "改正业务类型后重新提交。"


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


class AgentMismatch(DomainError):
    """Name and number of who buys for the patient do not belong together (P90)."""

    code = "voucher.agent.mismatch"
    title = "代办人的姓名和证件号对不上"
    detail = "代办人的姓名和身份证号对不上，请照着代办人的身份证再录一遍。医保码没有用掉。"
    patient_text = "代办人的身份证没有录对，请把证件给工作人员看，您的码还能用。"
    next_step = "核对代办人的身份证后重新提交。"


class AgentIsPatient(DomainError):
    """Nobody is the agent of the own person (P90)."""

    code = "voucher.agent.is_patient"
    title = "代办人就是患者本人"
    detail = "填的代办人就是患者本人。本人在场不用填代办人，请患者换新码后再扫。"
    patient_text = "请在手机上点“立即换新码”，再扫一次。"
    next_step = "去掉代办人，重新扫码。"


class PresenceNotConfirmed(DomainError):
    """A relative shows the code and the till has not said who is there (P88, P90).

    A warning of the scan; at settlement a refusal.
    """

    code = "voucher.presence_not_confirmed"
    title = "请确认患者在场"
    detail = "这是家人代为出示的码。请确认患者本人在场；替患者买药的，请登记代办人的身份证。"
    patient_text = "请患者本人到窗口；替家人买药的，请把您自己的身份证给工作人员登记。"
    next_step = "确认在场或登记代办人后，用新的幂等键再结算；都没有的，不能结算。"


class PresenceSaid(DomainError):
    """Who is there was said before, in other words; what a counter said stays (P90)."""

    code = "voucher.presence_said"
    title = "这次扫码已确认过"
    detail = "这次扫码已经确认过谁在场，不能再改。确认错了的，请患者换新码后再扫。"
    patient_text = "请在手机上点“立即换新码”，再扫一次。"
    next_step = "请患者换新码，重新扫码。"


class ScanMismatched(DomainError):
    """The counter reported that the code is not the patient's (P88): it opens and settles nothing
    any more."""

    code = "voucher.scan.mismatched"
    title = "人和码对不上"
    detail = "本机构已反映这次扫码的人和码对不上，不能再登记和结算，经办机构会来核查。"
    patient_text = "请出示患者本人的医保码或社保卡；不能用别人的医保看病买药。"
    next_step = "请患者出示本人的医保码或社保卡，重新扫码。"


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
