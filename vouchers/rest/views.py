"""扫码: who is at my counter."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel import idempotency
from yibao.kernel.errors import DomainError, ScopeMissing
from yibao.kernel.rest.idempotent import IdempotentView

from .. import selectors
from ..services import scans
from . import answers, inputs

SCOPE = "vouchers:scan"
_EXAMPLE = {
    "medium": "code",
    "code": "2810394407722148851006510600",
    "business_type": "01301",
    "terminal": "T01",
    "operator": {"id": "0007", "name": "收费员"},
    "dept": {"id": "A03", "name": "呼吸内科"},
}


class ScanView(IdempotentView):
    """扫码识别参保人；一个码只能用一次，失败的扫码也会记下。"""

    required_scopes = {"POST": SCOPE}
    serializer_class = inputs.ScanInput

    @extend_schema(
        tags=["扫码"],
        summary="扫码识别参保人",
        request=inputs.ScanInput,
        responses={201: answers.Scanned},
        examples=[OpenApiExample("扫医保码", value=_EXAMPLE, request_only=True)],
    )
    def post(self, request: Request, **address: Any) -> Any:
        """扫码结果 30 分钟内可登记一次就诊；办不成时答 409，含给经办人和患者的话。"""
        return super().post(request, **address)

    def work(self, request: Request, data: dict[str, Any], key: str) -> tuple[int, Any]:
        institution = request.user.institution
        if institution is None:
            raise ScopeMissing(scope=SCOPE)  # a channel app has no counter
        outcome = scans.redeem(
            by=request.user.client, institution=institution, ask=inputs.ask_of(data)
        )
        if outcome.refusal is not None:
            return outcome.refusal.status, outcome.refusal
        return 201, answers.scanned(outcome, request.user.scopes)

    def answer_of(self, status: int, body: Any) -> idempotency.Answer:
        """A refusal is an answer here, not an exception: the stored scan must not be undone."""
        if isinstance(body, DomainError):
            return self.refusal_of(self.request, body)
        return super().answer_of(status, body)


class ScanDetailView(APIView):
    """一次扫码现在怎样：能不能用，本人说过什么。"""

    required_scopes = {"GET": SCOPE}

    @extend_schema(tags=["扫码"], summary="查询扫码", responses={200: answers.ScanNow})
    def get(self, request: Request, scan_id: str) -> Response:
        """本人说“不是我”以后 disowned 为 true，这次扫码不能再登记和结算。"""
        scan = selectors.scan_of_institution(request.user.institution, scan_id)
        return Response(answers.scan_now(scan))
