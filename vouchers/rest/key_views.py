"""Published keys and the revocation list of printed codes: open to everybody (feature 16, 20)."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel import clock
from yibao.kernel.rest.params import refuse_unknown

from .. import rules, selectors

TAG = ["扫码"]
#: Seconds for which a copy may be used; ``generated_at`` tells its age.
MAX_AGE = 60


class PublicKey(s.Serializer):
    """公钥。"""

    kid = s.CharField(help_text="密钥号")
    alg = s.CharField(help_text="算法，只有 EdDSA（Ed25519）")
    public_key = s.CharField(help_text="32 字节公钥，base64url")
    state = s.ChoiceField(
        choices=["active", "retired", "compromised"],
        help_text="active 在签发；retired 只验证；compromised 作废，它签的码一律不收",
    )
    created_at = s.DateTimeField(help_text="生成时间")
    ended_at = s.DateTimeField(allow_null=True, help_text="停止签发的时间")


class PublicKeys(s.Serializer):
    """公钥列表。"""

    generated_at = s.DateTimeField(help_text="这份列表的时间")
    version = s.CharField(help_text="码的版本，第一段")
    audience = s.CharField(help_text="码里的 aud")
    pass_version = s.CharField(help_text="断网码的版本，第一段")
    pass_audience = s.CharField(help_text="断网码里的 aud")
    keys = PublicKey(many=True, help_text="公钥，新的在前")


class VoidSlip(s.Serializer):
    """作废的纸质码。"""

    id = s.CharField(help_text="码里的 serial")
    void_at = s.DateTimeField(help_text="作废时间")


class Revocations(s.Serializer):
    """作废列表。"""

    generated_at = s.DateTimeField(help_text="这份列表的时间")
    counter = s.IntegerField(help_text="一共作废过多少张，只增不减")
    revoked = VoidSlip(many=True, help_text="还没到期的作废码")


class OpenView(APIView):
    """Read by anybody, without a token; no personal data in it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    def answer(self, body: dict[str, Any]) -> Response:
        """The list with its age; copies are good for a minute."""
        refuse_unknown(self.request)
        moment = clock.local(clock.now()).isoformat(timespec="seconds")
        headers = {"Cache-Control": f"public, max-age={MAX_AGE}"}
        return Response({"generated_at": moment, **body}, headers=headers)


class KeysView(OpenView):
    """纸质码和断网码的公钥。"""

    @extend_schema(tags=TAG, summary="纸质码和断网码的公钥", auth=[], responses={200: PublicKeys})
    def get(self, request: Request) -> Response:
        """不用令牌。离线验证纸质医保码、断网码的签名用；作废的密钥也列出，它签的码不能收。"""
        rows = [
            {
                "kid": key.kid,
                "alg": key.alg,
                "public_key": key.public_key.rstrip("="),
                "state": key.state.lower(),
                "created_at": _text(key.created_at),
                "ended_at": _text(key.ended_at),
            }
            for key in selectors.slips.keys()
        ]
        frame = {
            "version": rules.SLIP_VERSION,
            "audience": rules.SLIP_AUDIENCE,
            "pass_version": rules.PASS_VERSION,
            "pass_audience": rules.PASS_AUDIENCE,
        }
        return self.answer({**frame, "keys": rows})


class RevocationsView(OpenView):
    """作废的纸质码和断网码。"""

    @extend_schema(tags=TAG, summary="作废的纸质码和断网码", auth=[], responses={200: Revocations})
    def get(self, request: Request) -> Response:
        """不用令牌。只列还没到期的；编号不含个人信息。离线验证要看 generated_at 有多旧。"""
        void = [*selectors.slips.void_slips(), *selectors.offline_passes.void()]
        rows = [
            {"id": row.ref, "void_at": _text(row.void_at)}
            for row in sorted(void, key=lambda row: (row.void_at, row.ref))
        ]
        counter = selectors.slips.revocation_counter() + selectors.offline_passes.count_void()
        return self.answer({"counter": counter, "revoked": rows})


def _text(moment: Any) -> str | None:
    return clock.local(moment).isoformat(timespec="seconds") if moment else None
