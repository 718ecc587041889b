"""确认在场: who is at the counter beside the code, and that somebody else is (P88–P90)."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request

from yibao.kernel import idempotency
from yibao.kernel.errors import DomainError
from yibao.kernel.rest.idempotent import IdempotentView

from ..services import presences
from . import answers, inputs

SCOPE = "vouchers:scan"
_OPERATOR = {"id": "0007", "name": "收费员"}
_AGENT = {"certno": "510600199001011232", "name": "周小明"}
_PRESENT = {"presence": "patient_present", "operator": _OPERATOR}
_BOUGHT = {"presence": "authorised_purchase", "agent": _AGENT, "operator": _OPERATOR}
_REPORT = {"operator": _OPERATOR, "statement": "码是一位女士的，来的是一位男士，说不出患者的姓名。"}


class PresenceView(IdempotentView):
    """扫码以后确认谁在场。"""

    required_scopes = {"POST": SCOPE}
    serializer_class = inputs.PresenceInput

    @extend_schema(
        tags=["扫码"],
        summary="确认谁在场",
        request=inputs.PresenceInput,
        responses={201: answers.ScanNow},
        examples=[
            OpenApiExample("患者在场", value=_PRESENT, request_only=True),
            OpenApiExample("受托代办", value=_BOUGHT, request_only=True),
        ],
    )
    def post(self, request: Request, **address: Any) -> Any:
        """家人出示的码，结算前要确认患者在场，或登记代办人的身份证；不然结算答 409
        `voucher.presence_not_confirmed`。确认后用新的幂等键再结算。
        扫码时已报 `presence` 的不用再确认。

        确认一次就定下来，再报同样的内容不会有变化；代办人的证件号只留散列。
        """
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, scan_id: str
    ) -> tuple[int, Any]:
        scan, refusal = presences.confirm(
            by=request.user.client,
            institution=request.user.institution,
            scan_id=scan_id,
            ask=inputs.presence_of(data),
        )
        if refusal is not None:
            return refusal.status, refusal
        return 201, answers.scan_now(scan)

    def answer_of(self, status: int, body: Any) -> idempotency.Answer:
        """A wrong agent is an answer here, not an exception: the counted guess must not be
        undone."""
        if isinstance(body, DomainError):
            return self.refusal_of(self.request, body)
        return super().answer_of(status, body)


class MismatchView(IdempotentView):
    """反映人和码对不上。"""

    required_scopes = {"POST": SCOPE}
    serializer_class = inputs.MismatchInput

    @extend_schema(
        tags=["扫码"],
        summary="反映人和码对不上",
        request=inputs.MismatchInput,
        responses={201: answers.Mismatch},
        examples=[OpenApiExample("码不是到场的人", value=_REPORT, request_only=True)],
    )
    def post(self, request: Request, **address: Any) -> Any:
        """出示的码或证件不是到场患者的，报一次：这次扫码不能再登记、试算和结算，经办机构会来核查；
        核实冒用的，停用家人的出示。已经结算的账单不动。再报一次不会有变化。
        """
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, scan_id: str
    ) -> tuple[int, Any]:
        scan = presences.report_mismatch(
            by=request.user.client,
            institution=request.user.institution,
            scan_id=scan_id,
            operator_code=data["operator"]["id"],
            statement=data["statement"],
        )
        return 201, answers.mismatch(scan)
