"""What a channel app does for the person who agreed to it (partner-api 6)."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel.errors import ScopeMissing

from .. import errors, selectors
from ..models import Channel
from ..services import channel_codes, channels
from ..states import VoucherWord
from . import me_shapes as shapes

TAG = ["渠道应用"]
FAMILY = "me.family"
_NOT_YET = (VoucherWord.NONE, VoucherWord.APPLIED)


class MyView(APIView):
    """Needs a token that a person gave; a program's own token opens nothing here."""

    def check_permissions(self, request: Request) -> None:
        """The scope first, then that there is a person with a known identity."""
        super().check_permissions(request)
        holder = getattr(request.user, "holder", None)
        if holder is None:
            raise NotAuthenticated
        if holder.person is None:
            raise errors.RealNameNeeded

    def read(self, request: Request, shape: Any) -> dict[str, Any]:
        """The checked body; no body at all is an empty one."""
        serializer = shape(data=request.data or {})
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def channel(self, request: Request) -> Channel:
        """The channel of the calling app."""
        found = selectors.channels.of_client(request.user.client)
        if found is None:
            raise errors.ChannelClosed(channel=request.user.client.name)
        return found


class ChannelView(MyView):
    """在渠道里开通和停掉。"""

    required_scopes = {"POST": "me.voucher", "DELETE": "me.voucher"}
    serializer_class = shapes.EmptyInput

    @extend_schema(
        tags=TAG,
        summary="在渠道里开通医保码",
        request=shapes.EmptyInput,
        responses={200: shapes.Joined, 201: shapes.Joined},
    )
    def post(self, request: Request) -> Response:
        """一个人只有一个医保码，开通是在同一个码上加一处。已经开通的再调用，答 200。"""
        self.read(request, shapes.EmptyInput)
        user, channel = request.user.holder, self.channel(request)
        voucher = selectors.voucher_of(user.person)
        if voucher is None:
            raise self._not_active(request, channel)
        known = selectors.channels.live_slot(voucher=voucher, channel=channel, holder=user)
        try:
            slot = channels.join(
                by=user, voucher=voucher, channel=channel, holder=user, is_own=True
            )
        except errors.VoucherNotActive as refusal:
            if selectors.standing(user.person).word not in _NOT_YET:
                raise
            raise self._not_active(request, channel) from refusal
        return Response(shapes.joined_of(slot, user), status=200 if known else 201)

    @extend_schema(tags=TAG, summary="在渠道里停掉医保码", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """只停这一处，别处照常能用。这个渠道的码马上扫不了，令牌同时作废。"""
        user, client = request.user.holder, request.user.client
        slot = selectors.channels.slot_of_app(user=user, client=client)
        if slot is None:
            raise errors.ChannelNotJoined(channel=client.name)
        channels.leave(by=client, slot=slot)
        return Response(status=204)

    def _not_active(self, request: Request, channel: Channel) -> errors.VoucherNotActive:
        """The way on: our own pages, with the face (P11); only where the area lets them begin."""
        region = selectors.standing(request.user.holder.person).region
        if not selectors.channels.abilities(channel, region).activate:
            return errors.VoucherNotActive()
        address = request.build_absolute_uri(reverse("vouchers:activate"))
        return errors.VoucherNotActive(activation_url=address)


class CodeView(MyView):
    """取医保码。"""

    required_scopes = {"POST": "me.voucher"}
    serializer_class = shapes.ChannelCodeInput

    @extend_schema(
        tags=TAG,
        summary="取要出示的医保码",
        request=shapes.ChannelCodeInput,
        responses={201: shapes.ChannelCode},
    )
    def post(self, request: Request) -> Response:
        """每次都是新码，60 秒有效，只能扫一次；先由应用验证是本人。同一个人每分钟最多 30 次。

        member_id 是替家人出示，还要有 me.family 权限；家人会收到通知。
        """
        data = self.read(request, shapes.ChannelCodeInput)
        if "member_id" in data and FAMILY not in request.user.scopes:
            raise ScopeMissing(scope=FAMILY)
        shown = channel_codes.show(
            by=request.user.holder,
            client=request.user.client,
            unlocked_by=data["unlocked_by"],
            member=data.get("member_id", ""),
        )
        return Response(shapes.code_of(shown), status=201, headers={"Cache-Control": "no-store"})


class ProfileView(MyView):
    """本人信息。"""

    required_scopes = {"GET": "me.profile"}

    @extend_schema(tags=TAG, summary="本人信息", responses={200: shapes.Profile})
    def get(self, request: Request) -> Response:
        """姓名隐去中间的字；没有证件号和手机号。"""
        user = request.user.holder
        slot = selectors.channels.slot_of_app(user=user, client=request.user.client)
        body = shapes.profile_of(user.person, is_joined=slot is not None)
        return Response(body, headers={"Cache-Control": "no-store"})


class FamilyView(MyView):
    """能替哪些家人出示。"""

    required_scopes = {"GET": FAMILY}

    @extend_schema(tags=TAG, summary="能替哪些家人出示", responses={200: shapes.Members})
    def get(self, request: Request) -> Response:
        """已绑定、现在能出示的家人；渠道不能办亲情账户的，是空列表。"""
        user, client = request.user.holder, request.user.client
        rows = selectors.channels.relatives_in_app(user=user, client=client)
        return Response(shapes.members_of(rows), headers={"Cache-Control": "no-store"})
