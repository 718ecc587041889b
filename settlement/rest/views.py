"""Views of visits, fees, payers and quotes: thin, one service call each."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel.money import to_fen
from yibao.kernel.rest.idempotent import IdempotentView

from ..models import Quote
from ..selectors import bills
from ..services import calculation, fees, payers, quotes, visits
from . import answers, inputs, schemas

TAG = ["就诊和费用"]


class VisitView(IdempotentView):
    """登记就诊。"""

    required_scopes = {"POST": "visits:write"}
    serializer_class = inputs.VisitInput

    @extend_schema(
        tags=TAG, summary="登记就诊", request=inputs.VisitInput, responses={201: schemas.Visit}
    )
    def post(self, request: Request, **address: Any):
        """用一次有效的扫码登记一次就诊；一次扫码只能登记一次。"""
        return super().post(request, **address)

    def work(self, request: Request, data: dict[str, Any], key: str) -> tuple[int, Any]:
        visit = visits.register(
            by=request.user.client,
            institution=request.user.institution,
            ask=visits.VisitAsk(**data),
        )
        return 201, answers.visit(visit)


class VisitDetailView(APIView):
    """查询就诊。"""

    required_scopes = {"GET": "settlements:read"}

    @extend_schema(tags=TAG, summary="查询就诊", responses={200: schemas.VisitNow})
    def get(self, request: Request, visit_id: str) -> Response:
        """就诊现在的状态；本人说“不是我”以后 disowned 为 true，不能再试算和结算。

        `attempt` 是最近一次结算请求；`state` 为 PENDING 时最迟 `deadline_at` 自动有结果，请用原来的
        键再问，不要另收钱。没有结算请求时为 null。
        """
        visit = bills.visit_of(request.user.institution, visit_id)
        is_disowned = visits.is_disowned(by=None, visit=visit)
        attempt = bills.attempt_at(visit)
        return Response(answers.visit_now(visit, is_disowned=is_disowned, attempt=attempt))


class FeesView(IdempotentView):
    """上传和删除费用明细。"""

    required_scopes = {"POST": "visits:write", "DELETE": "visits:write"}
    serializer_class = inputs.FeesInput

    @extend_schema(
        tags=TAG, summary="上传费用明细", request=inputs.FeesInput, responses={201: schemas.Fees}
    )
    def post(self, request: Request, **address: Any):
        """一次最多 500 条；收费等级和比例以目录为准。"""
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, visit_id: str
    ) -> tuple[int, Any]:
        results = fees.add(
            by=request.user.client,
            institution=request.user.institution,
            visit_id=visit_id,
            asks=[fee_ask(item) for item in data["items"]],
        )
        return 201, {"items": [answers.fee(item.line, item.warnings) for item in results]}

    @extend_schema(
        tags=TAG,
        summary="删除费用明细",
        request=inputs.FeesRemoval,
        responses={200: schemas.Removed},
    )
    def delete(self, request: Request, visit_id: str) -> Response:
        """结算前可以删；feedetl_sns 为 null 时全部删除。"""
        serializer = inputs.FeesRemoval(data=request.data)
        serializer.is_valid(raise_exception=True)
        count = fees.remove(
            by=request.user.client,
            institution=request.user.institution,
            visit_id=visit_id,
            feedetl_sns=serializer.validated_data["feedetl_sns"],
        )
        return Response({"removed": count})


def fee_ask(item: dict[str, Any]) -> fees.FeeAsk:
    """A line as the service takes it."""
    plain = {**item}  # the work may run twice after a deadlock
    amount = plain.pop("det_item_fee_sumamt", None)
    level = plain.pop("chrgitm_lv", "")
    return fees.FeeAsk(
        **plain,
        claimed_lv=level,
        det_item_fee_sumamt_fen=None if amount is None else to_fen(amount),
    )


class PayersView(IdempotentView):
    """付款人（第二次扫码）。"""

    required_scopes = {"POST": "visits:write"}
    serializer_class = inputs.PayerInput

    @extend_schema(
        tags=TAG, summary="加入付款人", request=inputs.PayerInput, responses={201: schemas.Payer}
    )
    def post(self, request: Request, **address: Any):
        """先扫就诊人，3 分钟内再扫付款人；付款人须已授权家庭共济，或是绑定了亲情账户的近亲属。

        答 `state`：STANDING 已有授权；NEEDED 结算时要付款人在手机上同意这一笔的金额。
        """
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, visit_id: str
    ) -> tuple[int, Any]:
        payer = payers.add(
            by=request.user.client,
            institution=request.user.institution,
            visit_id=visit_id,
            scan_id=data["scan_id"],
        )
        return 201, answers.payer(payer, visit_id)


class QuoteView(IdempotentView):
    """预结算（试算）。"""

    required_scopes = {"POST": "settlements:write"}
    serializer_class = inputs.QuoteInput

    @extend_schema(
        tags=["结算"], summary="预结算", request=inputs.QuoteInput, responses={201: schemas.Quote}
    )
    def post(self, request: Request, **address: Any):
        """算出各方付多少，不动钱；30 分钟内有效。"""
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, visit_id: str
    ) -> tuple[int, Any]:
        quote = quotes.make(
            by=request.user.client,
            institution=request.user.institution,
            visit_id=visit_id,
            acct_used_flag=flag_of(data),
        )
        return 201, quote_answer(quote)


def flag_of(data: dict[str, Any]) -> str:
    """``use_aid`` is account flag 2: own account first, then relatives."""
    return "2" if data["use_aid"] else data["acct_used_flag"]


def quote_answer(quote: Quote) -> dict[str, Any]:
    """A quote with its payers' masked names."""
    named = []
    if quote.breakdown["payers"]:
        named = calculation.load(
            quote.visit, acct_used_flag=quote.acct_used_flag, lock=False
        ).payers
    return answers.quote(quote, answers.quote_payers(quote, named))


class CancelView(IdempotentView):
    """取消就诊。"""

    required_scopes = {"POST": "visits:write"}
    serializer_class = inputs.CancelInput

    @extend_schema(
        tags=TAG,
        summary="取消就诊",
        request=inputs.CancelInput,
        responses={200: OpenApiResponse(schemas.Visit)},
    )
    def post(self, request: Request, **address: Any):
        """结算前可以取消。"""
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, visit_id: str
    ) -> tuple[int, Any]:
        visit = visits.cancel(
            by=request.user.client, institution=request.user.institution, visit_id=visit_id
        )
        return 200, answers.visit(visit)
