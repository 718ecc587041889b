"""Input and output shapes of what a channel app does for its user."""

from typing import Any

from rest_framework import serializers as s

from accounts.selectors import regions
from yibao.kernel import clock
from yibao.kernel.rest import StrictChoiceField, StrictSerializer, StrictTextField

from .. import selectors
from ..data import IssuedCode, Relative
from ..data.channels import UNLOCK_WAYS
from ..models import ChannelSlot


class EmptyInput(StrictSerializer):
    """An empty object."""


class ChannelCodeInput(StrictSerializer):
    """How the app made sure that its user is there; whose code, where not the user's own."""

    unlocked_by = StrictChoiceField(
        choices=sorted(UNLOCK_WAYS),
        help_text="应用怎样确认是本人：channel_password 渠道密码、face 刷脸、device 手机指纹或锁屏",
    )
    member_id = StrictTextField(max_length=40, required=False, help_text="家人的编号；不填就是本人")


class ChannelCode(s.Serializer):
    """要出示的医保码。"""

    code = s.CharField(min_length=28, max_length=28)
    expires_at = s.DateTimeField()
    refresh_after = s.IntegerField(help_text="多少秒后换新码")
    svg = s.CharField(help_text="二维码图形，SVG 文本")


class Joined(s.Serializer):
    """开通结果。"""

    slot_id = s.CharField()
    channel_code = s.CharField()
    channel_name = s.CharField()
    joined_at = s.DateTimeField()
    voucher_status = s.CharField()


class Profile(s.Serializer):
    """本人信息，姓名隐去中间的字。"""

    psn_name = s.CharField()
    insutype = s.CharField(allow_null=True)
    insuplc_admdvs = s.CharField(allow_null=True)
    insuplc_name = s.CharField(allow_null=True)
    voucher_status = s.CharField()
    is_joined = s.BooleanField(help_text="医保码现在是不是在这个渠道开通着")


class Member(s.Serializer):
    """能替谁出示。"""

    member_id = s.CharField()
    psn_name = s.CharField()
    insuplc_name = s.CharField(allow_null=True)
    relation = s.CharField(help_text="家人是本人的什么人")


class Members(s.Serializer):
    """能替哪些家人出示；没有就是空列表。"""

    results = Member(many=True)
    next = s.CharField(allow_null=True)
    previous = s.CharField(allow_null=True)


def code_of(shown: IssuedCode) -> dict[str, Any]:
    """Exactly what our own page shows."""
    return {
        "code": shown.code,
        "expires_at": clock.local(shown.expires_at).isoformat(timespec="seconds"),
        "refresh_after": shown.refresh_after,
        "svg": str(shown.svg),
    }


def joined_of(slot: ChannelSlot, user: Any) -> dict[str, Any]:
    """A slot as the app knows it."""
    return {
        "slot_id": slot.ref,
        "channel_code": slot.channel_id,
        "channel_name": slot.channel.name,
        "joined_at": clock.local(slot.joined_at).isoformat(timespec="seconds"),
        "voucher_status": str(selectors.standing(user.person).word),
    }


def profile_of(person: Any, *, is_joined: bool) -> dict[str, Any]:
    """Masked: an app of a bank knows its customer already, others need not."""
    standing = selectors.standing(person)
    enrolment = standing.enrolment
    place = enrolment.insuplc_admdvs if enrolment else None
    return {
        "psn_name": person.masked_name,
        "insutype": enrolment.insutype if enrolment else None,
        "insuplc_admdvs": place,
        "insuplc_name": regions.name_of(place) if place else None,
        "voucher_status": str(standing.word),
        "is_joined": is_joined,
    }


def members_of(relatives: list[Relative]) -> dict[str, Any]:
    """The page of relatives; one page, since a holder has few."""
    rows = []
    for one in relatives:
        standing = selectors.standing(one.person)
        place = standing.place if standing.enrolment else None
        rows.append(
            {
                "member_id": one.ref,
                "psn_name": one.person.masked_name,
                "insuplc_name": place,
                "relation": one.relation,
            }
        )
    return {"results": rows, "next": None, "previous": None}
