"""Views of the conformance API: thin, one service call each; only for sandbox tenants."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel.rest.params import refuse_unknown

from .. import selectors
from ..errors import NoRun, RunNeedsSandbox
from ..services import reports, runs
from . import shapes

TAG = ["上线自测"]
SCOPE = "sandbox"


class ConformanceView(APIView):
    """Everything here is the caller's own tenant's."""

    required_scopes = {"GET": SCOPE, "POST": SCOPE}
    serializer_class = shapes.NothingInput

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not request.user.tenant.is_sandbox:
            raise RunNeedsSandbox

    def refuse_words(self, request: Request) -> None:
        """The body is an empty object."""
        shapes.NothingInput(data=request.data).is_valid(raise_exception=True)


class RunView(ConformanceView):
    """一轮自测。"""

    @extend_schema(tags=TAG, summary="查询自测进度", responses={200: shapes.RunShape})
    def get(self, request: Request) -> Response:
        """每个用例做到哪里：通过、没有通过（说出是哪个报文）、还没有做。"""
        refuse_unknown(request)
        run = selectors.running(request.user.tenant)
        if run is None:
            raise NoRun
        return Response(shapes.run(run))

    @extend_schema(
        tags=TAG,
        summary="开始一轮自测",
        request=shapes.NothingInput,
        responses={201: shapes.RunShape},
    )
    def post(self, request: Request) -> Response:
        """从这一刻起的国家接口报文都算数；正在进行的一轮作废。"""
        self.refuse_words(request)
        run = runs.start(by=request.user.client, tenant=request.user.tenant)
        return Response(shapes.run(run), status=201)


class ReportsView(ConformanceView):
    """报告。"""

    required_scopes = {"POST": SCOPE}

    @extend_schema(
        tags=TAG,
        summary="出具自测报告",
        request=shapes.NothingInput,
        responses={201: shapes.ReportShape},
    )
    def post(self, request: Request) -> Response:
        """按此刻的结果签名，这一轮结束。"""
        self.refuse_words(request)
        run = runs.report(by=request.user.client, tenant=request.user.tenant)
        return Response(reports.sealed(by=None, run=run), status=201)


class ReportView(ConformanceView):
    """一份报告。"""

    required_scopes = {"GET": SCOPE}

    @extend_schema(tags=TAG, summary="查询自测报告", responses={200: shapes.ReportShape})
    def get(self, request: Request, run: str) -> Response:
        """报告和签名，和出具时一样。"""
        refuse_unknown(request)
        row = selectors.report_of(request.user.tenant, run)
        return Response(reports.sealed(by=None, run=row))
