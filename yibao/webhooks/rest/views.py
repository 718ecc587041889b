"""Views of addresses and deliveries: thin, one service call each."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel.rest import CursorPages
from yibao.kernel.rest.params import refuse_unknown

from .. import selectors
from ..data import TYPES
from ..models import Delivery
from ..services import deliveries, endpoints
from ..states import DeliveryState
from . import inputs, shapes

TAG = ["通知"]
SCOPE = "webhooks"
_PAGING = {"cursor", "page_size"}


class Act(APIView):
    """A call with a body whose shape is checked; who calls acts for its own client."""

    serializer_class: type[Any] = inputs.NothingInput

    def said(self, request: Request) -> dict[str, Any]:
        """The checked body."""
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class EndpointsView(Act):
    """通知地址。"""

    required_scopes = {"GET": SCOPE, "POST": SCOPE}
    serializer_class = inputs.EndpointInput

    @extend_schema(
        tags=TAG, summary="查询通知地址", responses={200: shapes.EndpointShape(many=True)}
    )
    def get(self, request: Request) -> Response:
        """登记过、没有删除的地址；最多 10 个，不分页。"""
        refuse_unknown(request)
        rows = selectors.endpoints_of(request.user.client)
        return Response([shapes.endpoint(row) for row in rows])

    @extend_schema(
        tags=TAG,
        summary="登记通知地址",
        request=inputs.EndpointInput,
        responses={201: shapes.NewEndpointShape},
    )
    def post(self, request: Request) -> Response:
        """密钥只在这次应答里出现。地址要用 HTTPS，不能指向内部网络。"""
        made = endpoints.add(
            by=request.user.client,
            client=request.user.client,
            **self.said(request),
        )
        return Response({**shapes.endpoint(made.endpoint), "secret": made.secret}, status=201)


class EndpointView(APIView):
    """一个通知地址。"""

    required_scopes = {"GET": SCOPE, "DELETE": SCOPE}

    @extend_schema(tags=TAG, summary="查询一个通知地址", responses={200: shapes.EndpointShape})
    def get(self, request: Request, endpoint_id: str) -> Response:
        """状态、最近送到的时间；从什么时候起一直没送到。"""
        return Response(shapes.endpoint(selectors.endpoint_of(request.user.client, endpoint_id)))

    @extend_schema(tags=TAG, summary="删除通知地址", responses={200: shapes.EndpointShape})
    def delete(self, request: Request, endpoint_id: str) -> Response:
        """不再投递；还没送到的一并停送。"""
        row = endpoints.remove(by=request.user.client, client=request.user.client, ref=endpoint_id)
        return Response(shapes.endpoint(row))


class RotateView(Act):
    """更换密钥。"""

    required_scopes = {"POST": SCOPE}

    @extend_schema(
        tags=TAG,
        summary="更换通知密钥",
        request=inputs.NothingInput,
        responses={201: shapes.NewEndpointShape},
    )
    def post(self, request: Request, endpoint_id: str) -> Response:
        """新密钥只在这次应答里出现；24 小时内新旧两个密钥都签名。"""
        self.said(request)
        made = endpoints.rotate(by=request.user.client, client=request.user.client, ref=endpoint_id)
        return Response({**shapes.endpoint(made.endpoint), "secret": made.secret}, status=201)


class PauseView(Act):
    """暂停投递。"""

    required_scopes = {"POST": SCOPE}

    @extend_schema(
        tags=TAG,
        summary="暂停投递",
        request=inputs.NothingInput,
        responses={200: shapes.EndpointShape},
    )
    def post(self, request: Request, endpoint_id: str) -> Response:
        """暂停期间的通知留着，恢复后补送。"""
        self.said(request)
        row = endpoints.pause(by=request.user.client, client=request.user.client, ref=endpoint_id)
        return Response(shapes.endpoint(row))


class ResumeView(Act):
    """恢复投递。"""

    required_scopes = {"POST": SCOPE}

    @extend_schema(
        tags=TAG,
        summary="恢复投递",
        request=inputs.NothingInput,
        responses={200: shapes.EndpointShape},
    )
    def post(self, request: Request, endpoint_id: str) -> Response:
        """暂停的、对方应答 410 停掉的，都可以恢复。"""
        self.said(request)
        row = endpoints.resume(by=request.user.client, client=request.user.client, ref=endpoint_id)
        return Response(shapes.endpoint(row))


class RedeliveriesView(Act):
    """补送一段时间里没送到的。"""

    required_scopes = {"POST": SCOPE}
    serializer_class = inputs.SinceInput

    @extend_schema(
        tags=TAG,
        summary="补送没送到的通知",
        request=inputs.SinceInput,
        responses={200: shapes.AskedAgainShape},
    )
    def post(self, request: Request, endpoint_id: str) -> Response:
        """从 since 起没送到、已经停送的，全部再送一次。"""
        count = deliveries.redeliver_all(
            by=request.user.client,
            client=request.user.client,
            ref=endpoint_id,
            **self.said(request),
        )
        return Response({"deliveries": count})


class DeliveryFilter(django_filters.FilterSet):
    """By address, type and state."""

    endpoint_id = django_filters.CharFilter(field_name="endpoint__ref")
    type = django_filters.ChoiceFilter(field_name="event__type", choices=list(TYPES.items()))
    status = django_filters.ChoiceFilter(field_name="state", choices=DeliveryState.choices)

    class Meta:
        model = Delivery
        fields: list[str] = []


class ByCreation(CursorPages):
    """Newest first."""

    ordering = ("-created_at", "-id")


class DeliveriesView(ListAPIView):
    """投递记录。"""

    required_scopes = {"GET": SCOPE}
    pagination_class = ByCreation
    filterset_class = DeliveryFilter
    serializer_class = shapes.DeliveryShape

    @extend_schema(
        tags=TAG, summary="查询投递记录", responses={200: shapes.DeliveryShape(many=True)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """最近 30 天，新的在前。"""
        refuse_unknown(request, {*self.filterset_class.base_filters, *_PAGING})
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([shapes.delivery(row) for row in rows])

    def get_queryset(self) -> Any:
        return selectors.deliveries_of(getattr(self.request.user, "client", None))


class DeliveryView(APIView):
    """一次投递。"""

    required_scopes = {"GET": SCOPE}

    @extend_schema(tags=TAG, summary="查询一次投递", responses={200: shapes.DeliveryDetailShape})
    def get(self, request: Request, delivery_id: str) -> Response:
        """发出的内容、每次尝试的应答和毫秒数。"""
        row = selectors.delivery_of(request.user.client, delivery_id)
        return Response(shapes.delivery_detail(row))


class RedeliverView(Act):
    """重新投递。"""

    required_scopes = {"POST": SCOPE}

    @extend_schema(
        tags=TAG,
        summary="重新投递",
        request=inputs.NothingInput,
        responses={200: shapes.DeliveryShape},
    )
    def post(self, request: Request, delivery_id: str) -> Response:
        """编号不变，接收方按 webhook-id 去重。"""
        self.said(request)
        row = deliveries.redeliver(
            by=request.user.client, client=request.user.client, ref=delivery_id
        )
        return Response(shapes.delivery(row))
