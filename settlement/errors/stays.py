"""What is wrong with a stay in hospital."""

from yibao.kernel.errors import DomainError


class StayNotInpatient(DomainError):
    """The visit is not of a kind that has a bed."""

    code = "stay.not_inpatient"
    status = 422
    title = "不是住院"
    detail = "医疗类别 {med_type} 不是住院，不能办入院登记。"


class StayAdmissionMissing(DomainError):
    """An in-patient bill without an admission (P143)."""

    code = "stay.admission_missing"
    title = "还没有办入院登记"
    detail = "这次就诊是住院，还没有办入院登记，不能结算。"
    next_step = "请先办入院登记和出院登记，再试算、结算。"


class StayOpenAlready(DomainError):
    """The visit was admitted before."""

    code = "stay.open_already"
    title = "已经办过入院登记"
    detail = "这次就诊已经办过入院登记，请勿重复办理。"


class StayElsewhere(DomainError):
    """The person lies in a bed already; a person is in one bed at a time."""

    code = "stay.elsewhere"
    title = "参保人正在住院"
    detail = "参保人有一次住院还没有办出院，不能再登记一次。"
    patient_text = "您还有一次住院没有办出院，请先到那家医院办出院。"
    next_step = "请先在原来的机构办出院登记，再办入院。"


class StayNotFound(DomainError):
    """The visit belongs to no stay."""

    code = "stay.not_found"
    status = 404
    title = "没有这次住院"
    detail = "这次就诊没有办过入院登记。"


class StayStateRefused(DomainError):
    """The stay is not in a state for this step."""

    code = "stay.state_refused"
    title = "现在不能这样做"
    detail = "这次住院的状态是“{state}”，不能做这一步。"


class StayNotDischarged(DomainError):
    """The last part of a stay is settled after the discharge."""

    code = "stay.not_discharged"
    title = "还没有办出院"
    detail = "病人还没有办出院登记，不能结算。"
    patient_text = "请先办出院，再来结账。"
    next_step = "请先办出院登记；跨年的，上一年度的费用先办年度中间结算。"


class StayTimeRefused(DomainError):
    """The discharge lies before the admission, in the future, or before the running part."""

    code = "stay.time_out_of_range"
    status = 422
    title = "出院时间不对"
    detail = "出院时间不能早于 {earliest}，也不能晚于现在。"


class StayYearNotOver(DomainError):
    """The interim settlement is for a year that has ended (P144, T68)."""

    code = "stay.year_not_over"
    title = "还没有跨年"
    detail = "这次住院没有跨过 {year} 年 12 月 31 日，不用办年度中间结算。"


class StayPartClosed(DomainError):
    """The interim settlement was made; the stay goes on in another visit."""

    code = "stay.part_closed"
    title = "已经办过年度中间结算"
    detail = "这一段已经截止到 12 月 31 日，后面的费用在就诊 {visit_id} 里。"


class StayFeesOfOtherYear(DomainError):
    """A part holds fees of another year than its own (P144, T68)."""

    code = "stay.fees_of_other_year"
    title = "有别的年度的费用"
    detail = "这一段只能结 {year} 年的费用，流水号 {feedetl_sn} 不是 {year} 年发生的。"
    next_step = "跨年住院请先办年度中间结算；时间录错的，请删掉重传。"


class StayEarlierPartOpen(DomainError):
    """The parts of a stay are settled in their order."""

    code = "stay.earlier_part_open"
    title = "上一年度还没有结"
    detail = "请先结算上一年度的就诊 {visit_id}，再结这一段。"


class StayHasParts(DomainError):
    """A stay that the year end has split is not cancelled."""

    code = "stay.has_parts"
    title = "不能撤销"
    detail = "这次住院已经办过年度中间结算，不能撤销。"


class FeeOfOtherPart(DomainError):
    """The fee belongs to another part of the stay (P144)."""

    code = "fee.other_part"
    status = 422
    title = "费用不属于这一段"
    detail = "流水号 {feedetl_sn} 是 {year} 年发生的，请传到就诊 {visit_id}。"
