"""What does not go in care elsewhere: at the till, and when somebody files (P157–P165)."""

from yibao.kernel.errors import DomainError

_BY_HAND = "请先付全款，留好发票、清单和病历，回参保地医保窗口报销。"


class RemoteNotHere(DomainError):
    """The institution does not settle for people insured elsewhere (P25)."""

    code = "remote.not_at_institution"
    title = "本机构没开通异地结算"
    detail = "患者在外地参保，本机构没有开通异地直接结算，请按全额收费，开具发票和清单。"
    patient_text = f"这里不能直接结算外地医保。{_BY_HAND}"
    next_step = "换一家开通异地结算的机构，或回参保地报销。"


class RemoteAreaClosed(DomainError):
    """The area of the institution does not settle directly with the insured place."""

    code = "remote.area_closed"
    title = "本地还没开通异地结算"
    detail = "患者参保地和本地之间还没有开通直接结算，请按全额收费，开具发票和清单。"
    patient_text = f"您的参保地和这里还没有开通直接结算。{_BY_HAND}"


class RemoteCareClosed(DomainError):
    """The area takes part, though not for this kind of care."""

    code = "remote.care_closed"
    title = "这类就医不能异地结算"
    detail = "{place}还没有为患者参保地开通这个医疗类别的直接结算，请按全额收费，开具发票和清单。"
    patient_text = f"这一类就医在这里还不能直接结算。{_BY_HAND}"


class FilingAreaClosed(DomainError):
    """Nobody can file for an area that does not settle directly."""

    code = "remote.filing_area_closed"
    status = 422
    title = "这个地方不能备案"
    detail = "这个地方还没有开通直接结算，备了案也用不上。"
    next_step = "请在名单里另选一个地方，或拨参保地电话问。"


class FilingSamePlace(DomainError):
    """At home nothing is filed."""

    code = "remote.filing_same_place"
    status = 422
    title = "在参保地不用备案"
    detail = "这里就是参保地，看病直接结算，不用备案。"


class FilingDateRefused(DomainError):
    """A start in the past without an unfinished stay there, or too far ahead (P162)."""

    code = "remote.filing_date_refused"
    status = 422
    title = "开始日期不对"
    detail = "开始日期要在 {earliest} 和 {latest} 之间。"


class FilingNeedsReferral(DomainError):
    """A referral is filed with the number of the hospital's referral form."""

    code = "remote.filing_needs_referral"
    status = 422
    title = "还缺转诊单号"
    detail = "转诊备案要填医院转诊单上的编号。"


class FilingOverlaps(DomainError):
    """One filing for one area at a time."""

    code = "remote.filing_overlaps"
    title = "这段时间已经备过案"
    detail = "这个地方在这段时间里已经有备案，不用再办。"
    next_step = "要改时间或类型，请先取消原来的备案。"


class FilingStateRefused(DomainError):
    """The filing is not in a state for this step."""

    code = "remote.filing_state_refused"
    title = "现在不能这样做"
    detail = "这件备案是“{state}”，不能再取消。"
