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
