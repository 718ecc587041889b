"""Limits that an area sets for its vouchers (P33); none by default."""

from yibao.kernel.errors import DomainError


class LimitExceeded(DomainError):
    """The account would pay more by code than the area allows, once or in a day (P33).

    ``which`` is 单笔 or 当日, ``limit``, ``asked`` and ``left`` are yuan.
    """

    code = "voucher.limit_exceeded"
    title = "超过医保码限额"
    detail = (
        "这次个人账户要付 {asked} 元，医保码{which}限额 {limit} 元，还能付 {left} 元。"
        "可用实体卡重新登记，或不用个人账户、改付现金。"
    )
    patient_text = "超过医保码{which}限额 {limit} 元，可用实体卡或现金。"
    next_step = "请用社保卡重新登记，或不用个人账户付。"


class OutsideServiceHours(DomainError):
    """The area lets vouchers be used at certain hours only (P33); the code is used up."""

    code = "voucher.outside_service_hours"
    title = "不在服务时间"
    detail = "参保地的医保码服务时间是 {hours}，现在不能用医保码，可用实体卡。"
    patient_text = "医保码服务时间是 {hours}，现在可用实体卡，效力一样。"
    next_step = "请用社保卡或身份证办理。"


class PolicyDayTaken(DomainError):
    """A version begins today or later, and after the one before it."""

    code = "voucher.policy.day"
    status = 422
    title = "开始日期不对"
    detail = "新规则最早从今天开始，并且要晚于现有最新一版的开始日期（{newest}）。"
