"""Reconciliation (对账): totals, details as a stream, differences."""

from collections.abc import Callable, Iterator
from typing import Any

import django_filters
from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.generics import ListAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel.rest import CursorPages
from yibao.kernel.rest.idempotent import IdempotentView
from yibao.kernel.rest.params import refuse_unknown

from ..models import Difference, Reconciliation
from ..rules import details
from ..selectors import statements
from ..services import detail_uploads, reconciling
from ..states import DifferenceState, ReconciliationState
from . import matching_answers as answers
from . import matching_inputs as inputs
from . import matching_schemas as schemas

TAG = ["对账和清算"]
SCOPE = "reconciliation"
_FORMS = {"application/x-ndjson": details.NDJSON, "text/csv": details.CSV}
_PIECE = 64 * 1024
_PAGING = {"cursor", "page_size"}


class AnyAccept(BaseContentNegotiation):
    """Files are what they are, whatever the caller says it reads; refusals stay JSON."""

    def select_parser(self, request: Request, parsers: list[Any]) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: list[Any], suffix: str = "") -> Any:
        return renderers[0], renderers[0].media_type


class ReconciliationFilter(django_filters.FilterSet):
    """By days and state."""

    date_from = django_filters.DateFilter(field_name="date_from", lookup_expr="gte")
    date_to = django_filters.DateFilter(field_name="date_to", lookup_expr="lte")
    status = django_filters.ChoiceFilter(field_name="state", choices=ReconciliationState.choices)

    class Meta:
        model = Reconciliation
        fields: list[str] = []


class DifferenceFilter(django_filters.FilterSet):
    """By kind and state."""

    kind = django_filters.ChoiceFilter(choices=Difference.Kind.choices)
    status = django_filters.ChoiceFilter(field_name="state", choices=DifferenceState.choices)

    class Meta:
        model = Difference
        fields: list[str] = []


class FilteredList(ListAPIView):
    """Cursor pages of answers; a parameter nobody knows is refused (T77)."""

    required_scopes = {"GET": SCOPE}
    render_one: Callable[[Any], dict[str, Any]]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([type(self).render_one(row) for row in rows])

    def filter_queryset(self, queryset: Any) -> Any:
        refuse_unknown(self.request, {*self.filterset_class.base_filters, *_PAGING})
        return super().filter_queryset(queryset)


class ByCreation(CursorPages):
    """Newest first."""

    ordering = ("-created_at", "-id")


class ByNumber(CursorPages):
    """In order of the bills' numbers."""

    ordering = ("setl_id", "id")


class ReconciliationView(FilteredList, IdempotentView):
    """对总账。"""

    required_scopes = {"GET": SCOPE, "POST": SCOPE}
    serializer_class = inputs.ReconciliationInput
    pagination_class = ByCreation
    filterset_class = ReconciliationFilter
    render_one = staticmethod(answers.reconciliation)

    @extend_schema(
        tags=TAG, summary="查询对账列表", responses={200: schemas.Reconciliation(many=True)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """按日期和状态查询，最近的在前。"""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        tags=TAG,
        summary="对总账",
        request=inputs.ReconciliationInput,
        responses={201: schemas.Reconciliation},
    )
    def post(self, request: Request, **address: Any):
        """报一段日期（最长 31 天，含首尾）的合计；一致就结束，不一致再传明细。

        按结算和退费的时间算日期。退费、隔天的冲正按负数另算一笔；当天结算当天冲正的不算。
        """
        return IdempotentView.post(self, request, **address)

    def work(self, request: Request, data: dict[str, Any], key: str) -> tuple[int, Any]:
        row = reconciling.ask(
            by=request.user.client,
            institution=request.user.institution,
            ask=inputs.period_of(data),
        )
        return 201, answers.reconciliation(row)

    def get_queryset(self) -> Any:
        return statements.reconciliations_of(getattr(self.request.user, "institution", None))


class ReconciliationDetailView(APIView):
    """查询一次对账。"""

    required_scopes = {"GET": SCOPE}

    @extend_schema(tags=TAG, summary="查询一次对账", responses={200: schemas.Reconciliation})
    def get(self, request: Request, reconciliation_id: str) -> Response:
        """两边的合计、明细收了多少、比对结果。"""
        row = statements.reconciliation_of(request.user.institution, reconciliation_id)
        return Response(answers.reconciliation(row))


class DetailsView(APIView):
    """传明细。"""

    required_scopes = {"PUT": SCOPE}
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=TAG,
        summary="传明细",
        request={name: OpenApiTypes.BINARY for name in _FORMS},
        responses={202: schemas.Reconciliation},
    )
    def put(self, request: Request, reconciliation_id: str) -> Response:
        """NDJSON（`application/x-ndjson`，每行一个对象）或 CSV（`text/csv`，首行列名），行数不限。

        每行：`setl_id`、五个金额（字符串，元）、`refd_setl_flag`（0 结算、1 退费）。退费行的
        `setl_id` 填退费号 `refund_setl_id`，金额为负。没有收到应答的一笔，`setl_id` 填结算时的
        `Idempotency-Key`。有一行不对就整份不收，答 422 并说明第几行。可带 `Content-Digest:
        sha-256=:…:`，内容不符时不收。收的过程中可以查 `rows_received`；比对完成后发
        `reconciliation.finished`。
        """
        statements.reconciliation_of(request.user.institution, reconciliation_id)
        kind = (request.content_type or "").split(";")[0].strip().lower()
        if kind not in _FORMS:
            raise UnsupportedMediaType(kind)
        ask = detail_uploads.FileAsk(
            form=_FORMS[kind],
            pieces=_pieces(request),
            length=_length(request),
            digest=request.headers.get("Content-Digest", ""),
        )
        row = detail_uploads.receive(
            by=request.user.client,
            institution=request.user.institution,
            ref=reconciliation_id,
            ask=ask,
        )
        return Response(answers.reconciliation(row), status=202)


def _length(request: Request) -> int | None:
    """The announced length; None where the body comes in chunks."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else None


def _pieces(request: Request) -> Iterator[bytes]:
    """The body as it arrives; never the whole of it."""
    source: Any = request._request
    if _length(request) is None and request.META.get("wsgi.input_terminated"):
        source = request.META["wsgi.input"]  # the server knows the end of a chunked body
    while piece := source.read(_PIECE):
        yield piece


class DifferencesView(FilteredList):
    """查询差异。"""

    pagination_class = ByNumber
    filterset_class = DifferenceFilter
    render_one = staticmethod(answers.difference)

    @extend_schema(tags=TAG, summary="查询差异", responses={200: schemas.Difference(many=True)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """比对完成以后的每一条差异，两边的金额和建议的处理。"""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if "reconciliation_id" not in self.kwargs:  # the document is being made
            return Difference.objects.none()
        return statements.reconciliation_of(
            getattr(self.request.user, "institution", None), self.kwargs["reconciliation_id"]
        ).differences.all()


class DifferencesCsvView(APIView):
    """差异的 CSV。"""

    required_scopes = {"GET": SCOPE}
    content_negotiation_class = AnyAccept

    @extend_schema(
        tags=TAG, summary="下载差异（CSV）", responses={(200, "text/csv"): OpenApiTypes.STR}
    )
    def get(self, request: Request, reconciliation_id: str) -> StreamingHttpResponse:
        """同样的内容，可以用表格软件打开；文字不会被当成公式。"""
        row = statements.reconciliation_of(request.user.institution, reconciliation_id)
        return file_answer(
            StreamingHttpResponse(statements.differences_csv(row)),
            "text/csv; charset=utf-8",
            f"differences-{row.ref}.csv",
        )


def file_answer(response: HttpResponse, kind: str, name: str) -> HttpResponse:
    """A download under its own name."""
    response["Content-Type"] = kind
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
