"""Views of stays in hospital: admission, discharge, interim settlement of the year end."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from yibao.kernel.rest.idempotent import IdempotentView

from ..selectors import stays as found
from ..services import stays
from . import stay_answers, stay_shapes

TAG = ["住院"]


class _StayView(IdempotentView):
    """What the three addresses share."""

    def _at(self, request: Request, visit_id: str) -> dict[str, Any]:
        return {
            "by": request.user.client,
            "institution": request.user.institution,
            "visit_id": visit_id,
        }

    def _stay(self, request: Request, visit_id: str) -> dict[str, Any]:
        return stay_answers.stay(found.of_visit(request.user.institution, visit_id))


class AdmissionView(_StayView):
    """入院登记。"""

    required_scopes = {
        "POST": "visits:write",
        "GET": "settlements:read",
        "DELETE": "visits:write",
    }
    serializer_class = stay_shapes.AdmissionInput

    @extend_schema(
        tags=TAG,
        summary="入院登记",
        request=stay_shapes.AdmissionInput,
        responses={201: stay_shapes.Stay},
    )
    def post(self, request: Request, **address: Any):
        """先登记一次住院类的就诊，再办入院；一个人同时只能在一处住院。入院时间是就诊时间。"""
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, visit_id: str
    ) -> tuple[int, Any]:
        stays.admit(**self._at(request, visit_id), ask=stays.AdmissionAsk(**data))
        return 201, self._stay(request, visit_id)

    @extend_schema(tags=TAG, summary="查询住院", responses={200: stay_shapes.Stay})
    def get(self, request: Request, visit_id: str) -> Response:
        """这次住院现在的状态和各年度的分段。"""
        return Response(self._stay(request, visit_id))

    @extend_schema(tags=TAG, summary="撤销入院", responses={200: stay_shapes.Stay})
    def delete(self, request: Request, visit_id: str) -> Response:
        """没有出院、没有办过中间结算的可以撤销；就诊同时取消。"""
        stays.cancel(**self._at(request, visit_id))
        return Response(self._stay(request, visit_id))


class DischargeView(_StayView):
    """出院登记。"""

    required_scopes = {"POST": "visits:write", "DELETE": "visits:write"}
    serializer_class = stay_shapes.DischargeInput

    @extend_schema(
        tags=TAG,
        summary="出院登记",
        request=stay_shapes.DischargeInput,
        responses={200: stay_shapes.Stay},
    )
    def post(self, request: Request, **address: Any):
        """办了出院才能结算；`visit_id` 是这次住院的任一段。"""
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, visit_id: str
    ) -> tuple[int, Any]:
        stays.discharge(**self._at(request, visit_id), ask=stays.DischargeAsk(**data))
        return 200, self._stay(request, visit_id)

    @extend_schema(tags=TAG, summary="撤销出院", responses={200: stay_shapes.Stay})
    def delete(self, request: Request, visit_id: str) -> Response:
        """结算以前可以撤销，病人回到住院中。"""
        stays.undo_discharge(**self._at(request, visit_id))
        return Response(self._stay(request, visit_id))


class InterimView(_StayView):
    """年度中间结算。"""

    required_scopes = {"POST": "visits:write"}
    serializer_class = stay_shapes.InterimInput

    @extend_schema(
        tags=TAG,
        summary="年度中间结算",
        request=stay_shapes.InterimInput,
        responses={201: stay_shapes.Interim},
    )
    def post(self, request: Request, **address: Any):
        """跨年住院在 12 月 31 日截一段：`closed` 这一段接着试算、结算，不用出院；以后的费用传到
        `running`。1 月 1 日以后发生的费用已经移过去。"""
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, visit_id: str
    ) -> tuple[int, Any]:
        split = stays.split_at_year_end(**self._at(request, visit_id))
        return 201, stay_answers.split(split, self._stay(request, visit_id))
