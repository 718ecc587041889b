"""Views of the sandbox API; every one needs a sandbox tenant and the scope ``sandbox``."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel import clock
from yibao.kernel.rest.idempotent import IdempotentView

from .. import making, phones, services, timers
from ..demo.made import MadePerson, Wish
from ..errors import NotInSandbox
from . import shapes

TAG = ["演示环境"]


class SandboxView(APIView):
    """Only clients of a sandbox tenant get in; for others the address is not there."""

    required_scopes = {"GET": "sandbox", "POST": "sandbox"}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not request.user.tenant.is_sandbox:
            raise NotInSandbox

    def read(self, request: Request, shape: Any) -> dict[str, Any]:
        """The checked body."""
        serializer = shape(data=request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class PeopleView(SandboxView, IdempotentView):
    """测试人员。"""

    serializer_class = shapes.PersonInput

    @extend_schema(tags=TAG, summary="测试人员", responses={200: shapes.SandboxPeople})
    def get(self, request: Request) -> Response:
        """列出测试人员的键和故事。"""
        rows = [
            {"key": one.key, "psn_no": one.row.psn_no, "name": one.row.name, "story": one.story}
            for one in phones.testers(tenant=request.user.tenant)
        ]
        return Response({"results": rows})

    @extend_schema(
        tags=TAG,
        summary="生成新人",
        request=shapes.PersonInput,
        responses={201: shapes.MadePeople},
    )
    def post(self, request: Request) -> HttpResponse:
        """在自己的沙箱里生成一个新人：已参保，成年人已激活医保码；每个沙箱最多 20 次。

        tail 是人员编号的后四位，决定这个人遇到什么；家人已经绑定，`shown_by` 的手机能替另一位出示。
        """
        return super().post(request)

    def work(self, request: Request, data: dict[str, Any], key: str) -> tuple[int, Any]:
        found = making.make(
            by=request.user.client,
            tenant=request.user.tenant,
            wish=Wish(
                kind=data["kind"],
                age=data.get("age"),
                insurance=data.get("insutype", ""),
                tail=data["tail"],
                relative=data.get("relative", ""),
            ),
        )
        relative = None if found.relative is None else _person(found.relative)
        shown_by = None if found.holder is None else found.holder.key
        body = {"person": _person(found.wished), "relative": relative, "shown_by": shown_by}
        return 201, body


def _person(one: MadePerson) -> dict[str, str]:
    return {"key": one.key, "psn_no": one.psn_no, "name": one.name, "story": one.story}


class CodeView(SandboxView):
    """出示医保码。"""

    @extend_schema(
        tags=TAG, summary="出示医保码", request=shapes.CodeInput, responses={201: shapes.Code}
    )
    def post(self, request: Request, key: str) -> Response:
        """得到这个人手机上此刻会显示的医保码；member_key 表示替绑定的家人出示。"""
        data = self.read(request, shapes.CodeInput)
        shown = services.show_code(
            by=request.user.client,
            tenant=request.user.tenant,
            key=key,
            member_key=data.get("member_key"),
        )
        body = {
            "code": shown.code,
            "expires_at": shown.expires_at,
            "refresh_after": shown.refresh_after,
        }
        return Response(body, status=201)


class ResetView(SandboxView):
    """恢复演示数据。"""

    @extend_schema(
        tags=TAG, summary="恢复演示数据", request=shapes.NothingInput, responses={200: shapes.Reset}
    )
    def post(self, request: Request) -> Response:
        """退掉装入之后的结算，取消没结的就诊，解锁和恢复医保码，余额补回；账目历史保留。"""
        self.read(request, shapes.NothingInput)
        return Response(services.reset(by=request.user.client, tenant=request.user.tenant))


class ClockView(SandboxView):
    """测试时钟。"""

    @extend_schema(
        tags=TAG, summary="拨快测试时钟", request=shapes.ClockInput, responses={200: shapes.Clock}
    )
    def post(self, request: Request) -> Response:
        """把本演示租户的时钟向前拨，秒；负数往回拨。fired 说明到点办理了什么、各几件。"""
        data = self.read(request, shapes.ClockInput)
        owner = services.move_clock(
            by=request.user.client,
            tenant=request.user.tenant,
            seconds=data["advance_seconds"],
        )
        fired = timers.fire(by=request.user.client, tenant=owner)
        offset = owner.clock_offset_seconds
        now = clock.local(clock.now(owner))
        return Response({"now": now, "clock_offset_seconds": offset, "fired": fired})
