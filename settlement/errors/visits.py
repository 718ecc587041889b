"""What is wrong with a visit or its fees."""

from yibao.kernel.errors import DomainError


class VisitNotFound(DomainError):
    """No such visit of this institution."""

    code = "visit.not_found"
    status = 404
    title = "没有这次就诊"
    detail = "没有找到这次就诊，请核对就诊号。"


class VisitStateRefused(DomainError):
    """The visit is not in a state for this step."""

    code = "visit.state_refused"
    title = "现在不能这样做"
    detail = "这次就诊的状态是“{state}”，不能做这一步。"


class VisitHasNoFees(DomainError):
    """Nothing to quote."""

    code = "visit.no_fees"
    title = "还没有费用"
    detail = "请先上传费用明细，再试算。"


class MedTypeUnknown(DomainError):
    """A kind of care that the national list does not have."""

    code = "visit.med_type_unknown"
    status = 422
    title = "没有这个医疗类别"
    detail = "医疗类别 {med_type} 不在国家医疗类别目录里，请核对代码。"


class MedTypeNotForInstitution(DomainError):
    """The kind of care does not fit the kind of institution."""

    code = "visit.med_type_mismatch"
    status = 422
    title = "医疗类别不符"
    detail = "医疗类别 {med_type} 不适用于本机构。"


class ChronicNotFiled(DomainError):
    """Care of a chronic illness without one on file (P157)."""

    code = "visit.chronic_not_filed"
    status = 409
    title = "没有慢特病备案"
    detail = "参保人在就诊当天没有门诊慢特病备案，不能按医疗类别 14 结算。"
    next_step = "医院认定后先办慢特病备案（2503）再登记；没有认定的，按普通门诊（11）登记。"


class ShowingTooOld(DomainError):
    """Accounts pay soon after somebody showed a code or card, not for ever (T08, T61)."""

    code = "visit.showing_too_old"
    status = 409
    title = "要重新出示医保码"
    detail = "就诊人最近一次在本机构出示医保码或卡已超过 {days} 天，个人账户和家庭共济现在不能付。"
    patient_text = "请再出示一次医保码或社保卡，才能用个人账户付。"
    next_step = "请就诊人再出示一次（扫码就行，不用重新登记）再试算，或者不用个人账户试算。"


class ServiceDateOutOfRange(DomainError):
    """The visit begins in the future or too far back (T68)."""

    code = "visit.date_out_of_range"
    status = 422
    title = "就诊时间不对"
    detail = "就诊时间不能晚于现在，也不能早于 {earliest}。"


class FeeDuplicate(DomainError):
    """A fee number was used before in this visit."""

    code = "fee.duplicate"
    title = "费用流水号重复"
    detail = "流水号 {feedetl_sn} 已经上传过，请勿重复上传。"


class FeeAmountMismatch(DomainError):
    """The caller's amount is not count times price (T55)."""

    code = "fee.amount_mismatch"
    status = 422
    title = "费用金额不符"
    detail = "流水号 {feedetl_sn} 的金额应为 {expected} 元（数量乘单价），收到 {received} 元。"


class FeeInFuture(DomainError):
    """A fee with a time that has not come yet (T68)."""

    code = "fee.in_future"
    status = 422
    title = "费用时间不对"
    detail = "流水号 {feedetl_sn} 的费用发生时间晚于现在，请核对。"


class FeeNotFound(DomainError):
    """No such fee line."""

    code = "fee.not_found"
    status = 422
    title = "没有这条费用"
    detail = "流水号 {feedetl_sn} 不在这次就诊里。"


class FeeTooLarge(DomainError):
    """A line or a bill beyond what a bill can be."""

    code = "fee.too_large"
    status = 422
    title = "金额过大"
    detail = "单条费用或整张账单超出了上限，请核对数量和单价。"


class ScanOfAnotherPerson(DomainError):
    """Benefits may be asked only with a live scan of that person."""

    code = "person.scan_missing"
    status = 403
    title = "需要本人在场"
    detail = "请先扫就诊人的码，再查询待遇。"
