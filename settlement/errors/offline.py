"""Bills taken without a network: what is not received, and what an officer has to look at."""

from yibao.kernel.errors import DomainError


class OfflineNonceUsed(DomainError):
    """The terminal gave this number to another bill."""

    code = "offline.nonce_used"
    title = "终端流水号重复"
    detail = "终端 {terminal} 的流水号 {nonce} 已用在另一笔断网单上，内容不一样。"
    next_step = "请核对终端的记录，用新的流水号再报。"


class OfflineClockAhead(DomainError):
    """Taken in the future: the clock of the terminal is wrong."""

    code = "offline.clock_ahead"
    title = "记账时间在以后"
    detail = "记账时间比现在还晚，终端的钟不准。"
    next_step = "请校准终端的时间，按实际时间再报。"


class OfflineCareNotOffered(DomainError):
    """Only outpatient care and pharmacies; a stay waits until there is a network."""

    code = "offline.care_not_offered"
    title = "这类就诊不能断网记账"
    detail = "断网时只能记普通门诊和药店的账，医疗类别 {med_type} 要等联网后办理。"
    next_step = "请联网后按正常流程办理。"


class OfflineCashTooMuch(DomainError):
    """More cash was taken than the bill is."""

    code = "offline.cash_above_total"
    title = "已收现金多于总费用"
    detail = "已收现金 {cash} 元，多于总费用 {total} 元。"
    next_step = "请核对收费记录再报。"


class OfflineCapExceeded(DomainError):
    """The day's cap of this person is used up; nothing was given above it."""

    code = "offline.cap_exceeded"
    title = "超过断网每日限额"
    detail = "这位参保人当天断网先记的账合计不能超过 {limit} 元，还剩 {left} 元。"
    patient_text = "当天断网先记的账超过了每日限额，经办机构会核查。"
    next_step = "经办机构会核查，结果会告诉您。"


class OfflineCollision(DomainError):
    """At that time the code was used elsewhere, or the bill was settled with a network too."""

    code = "offline.collision"
    title = "和联网记录冲突"
    detail = "同一时间有联网的记录：同一张单已登记，或者医保码在别处用过。"
    patient_text = "同一时间您的医保码在别处用过，或者这张单已经登记过，经办机构会核查。"
    next_step = "经办机构会核查，结果会告诉您。"


class OfflineTooLate(DomainError):
    """Uploaded more than three days after it was taken."""

    code = "offline.too_late"
    title = "报得太晚"
    detail = "断网单要在记账后 {hours} 小时内上传。"
    patient_text = "窗口上传得太晚，经办机构会核查。"
    next_step = "经办机构会核查，结果会告诉您。"


class OfflineNotChecked(DomainError):
    """The check was interrupted again and again."""

    code = "offline.not_checked"
    title = "没能自动核对"
    detail = "系统多次没能核对完这张断网单，已转经办机构。"
    patient_text = "系统没能自动核对，已转经办机构核查。"
    next_step = "经办机构会核查，结果会告诉您。"


class OfflineBillNotFound(DomainError):
    """No such bill of this institution (T31)."""

    code = "offline.not_found"
    status = 404
    title = "没有这张断网单"
    detail = "没有找到这张断网单。"
    next_step = "请核对断网单号。"
