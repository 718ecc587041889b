"""What a window cannot take in."""

from yibao.kernel.errors import DomainError


class HospitalDeskClosed(DomainError):
    """The area of the holder has no hospital windows for bindings (HOSP_DESK_BIND, K23)."""

    code = "family.desk.closed"
    status = 403
    title = "这里的医院窗口办不了"
    detail = "申请人参保的地方没有开放医院窗口绑定家人。"
    next_step = "请在网上办，或到医保窗口办。"
