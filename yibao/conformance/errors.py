"""What a run refuses."""

from yibao.kernel.errors import DomainError


class RunNeedsSandbox(DomainError):
    """Cases are played in a sandbox only."""

    code = "conformance.sandbox_only"
    status = 422
    title = "只能在沙箱里自测"
    detail = "上线自测只能在沙箱租户里进行。"


class NoRun(DomainError):
    """Nothing was started."""

    code = "conformance.not_started"
    status = 409
    title = "还没有开始自测"
    detail = "请先开始一轮自测，再按用例发报文。"


class ReportMissing(DomainError):
    """No such report in this tenant."""

    code = "conformance.report_not_found"
    status = 404
    title = "没有这份报告"
    detail = "没有这份自测报告，请核对编号。"
