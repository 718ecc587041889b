"""Monthly clearing (清算): apply, cancel, statement."""

from typing import Any

import django_filters
from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel.rest.idempotent import IdempotentView

from ..models import Clearing
from ..selectors import statements
from ..services import clearing, clearing_papers
from ..states import ClearingState
from . import inputs as shared
from . import matching_answers as answers
from . import matching_inputs as inputs
from . import matching_schemas as schemas
from .matching_views import SCOPE, TAG, AnyAccept, ByCreation, FilteredList, file_answer


class ClearingFilter(django_filters.FilterSet):
    """By state."""

    status = django_filters.ChoiceFilter(field_name="state", choices=ClearingState.choices)

    class Meta:
        model = Clearing
        fields: list[str] = []


class ClearingView(FilteredList, IdempotentView):
    """申请清算。"""

    required_scopes = {"GET": SCOPE, "POST": SCOPE}
    serializer_class = inputs.ClearingInput
    is_money = True
    pagination_class = ByCreation
    filterset_class = ClearingFilter
    render_one = staticmethod(answers.clearing)

    @extend_schema(tags=TAG, summary="查询清算列表", responses={200: schemas.Clearing(many=True)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """最近申请的在前。"""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        tags=TAG,
        summary="申请清算",
        request=inputs.ClearingInput,
        responses={201: schemas.Clearing},
    )
    def post(self, request: Request, **address: Any):
        """一个月过完以后申请；报来的合计要和本系统一致。申请后金额冻结，以后的退费算在发生的月份。"""
        return IdempotentView.post(self, request, **address)

    def work(self, request: Request, data: dict[str, Any], key: str) -> tuple[int, Any]:
        row = clearing.apply(
            by=request.user.client,
            institution=request.user.institution,
            ask=inputs.period_of(data),
        )
        return 201, answers.clearing(row)

    def get_queryset(self) -> Any:
        return statements.clearings_of(getattr(self.request.user, "institution", None))


class ClearingDetailView(APIView):
    """查询一次清算。"""

    required_scopes = {"GET": SCOPE}

    @extend_schema(tags=TAG, summary="查询一次清算", responses={200: schemas.Clearing})
    def get(self, request: Request, clearing_id: str) -> Response:
        """合计和办到哪一步。"""
        row = statements.clearing_of(request.user.institution, clearing_id)
        return Response(answers.clearing(row))


class ClearingCancelView(IdempotentView):
    """撤销申请。"""

    required_scopes = {"POST": SCOPE}
    serializer_class = shared.CancelInput
    is_money = True

    @extend_schema(
        tags=TAG, summary="撤销清算申请", request=shared.CancelInput,
        responses={200: schemas.Clearing},
    )  # fmt: skip
    def post(self, request: Request, **address: Any):
        """审核以前可以撤销，撤销后可以重新申请。"""
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, clearing_id: str
    ) -> tuple[int, Any]:
        row = clearing.cancel(
            by=request.user.client, institution=request.user.institution, ref=clearing_id
        )
        return 200, answers.clearing(row)


class StatementPdfView(APIView):
    """清算单（PDF）。"""

    required_scopes = {"GET": SCOPE}
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=TAG,
        summary="下载清算单（PDF）",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, clearing_id: str) -> HttpResponse:
        """合计、应拨付和明细摘要，双方对过的数。"""
        row = statements.clearing_of(request.user.institution, clearing_id)
        paper = HttpResponse(clearing_papers.pdf_of(by=request.user.client, row=row))
        return file_answer(paper, "application/pdf", f"clearing-{row.ref}.pdf")


class StatementCsvView(APIView):
    """清算单明细（CSV）。"""

    required_scopes = {"GET": SCOPE}
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=TAG, summary="下载清算单明细（CSV）", responses={(200, "text/csv"): OpenApiTypes.STR}
    )
    def get(self, request: Request, clearing_id: str) -> StreamingHttpResponse:
        """每一笔结算和退费，按时间排列。"""
        row = statements.clearing_of(request.user.institution, clearing_id)
        return file_answer(
            StreamingHttpResponse(statements.clearing_csv(row)),
            "text/csv; charset=utf-8",
            f"clearing-{row.ref}.csv",
        )
