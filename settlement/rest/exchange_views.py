"""Exchanges of lines: what comes back and what is given for it in one call."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel import idempotency, problems
from yibao.kernel.errors import DomainError, ScopeMissing
from yibao.kernel.money import fen_text, to_fen
from yibao.kernel.rest import StrictSerializer, StrictTextField, YuanField
from yibao.kernel.rest.idempotent import IdempotentView

from ..models import Exchange
from ..selectors.exchanges import of_institution_by_id
from ..services import attempts, exchanges, refunds
from . import answers, inputs, schemas
from .views import fee_ask

#: An exchange refunds (the scope of the view) and settles.
_SETTLE = "settlements:write"


class ExchangeInput(StrictSerializer):
    """Lines that come back, items given for them, and the difference told to the patient."""

    lines = inputs.RefundLineInput(many=True, allow_empty=False, max_length=5000)
    items = inputs.FeeItemInput(many=True, allow_empty=False, max_length=500)
    reason = StrictTextField(max_length=200)
    invono = StrictTextField(max_length=40, required=False, allow_blank=True, default="")
    collect = YuanField(required=False, allow_null=True, default=None)
    hand_back = YuanField(required=False, allow_null=True, default=None)


class ExchangeAnswer(serializers.Serializer):
    """换货。"""

    exchange_id = serializers.CharField()
    collect = schemas.amount_field()
    hand_back = schemas.amount_field()
    refund = schemas.Refund()
    settlement = schemas.Settled()


class ExchangeView(IdempotentView):
    """换货。"""

    required_scopes = {"POST": "refunds:write"}
    serializer_class = ExchangeInput
    is_money = True

    @extend_schema(
        tags=["退费和冲正"],
        summary="换货",
        request=ExchangeInput,
        responses={201: ExchangeAnswer},
    )
    def post(self, request: Request, **address: Any):
        """结算当天，退掉几项、换成另几项，不用再扫码；一次办完，只补收或退还现金差额。

        先不填 `collect` 和 `hand_back` 发一次，答 409 `exchange.confirm_needed`，带应补收、应退还的
        金额；向参保人说明后，填上这两个金额，用新的键再发。用过银行卡、扫过家人付款码的，要先退费、
        再扫码结算。
        """
        return super().post(request, **address)

    def prepare(self, request: Request, data: dict[str, Any], key: str, **address: Any) -> None:
        if _SETTLE not in request.user.scopes:
            raise ScopeMissing(scope=_SETTLE)
        client = request.user.client
        attempts.begin(by=client, key=key)
        attempts.refuse_reversed(by=client, key=key)

    def work(
        self, request: Request, data: dict[str, Any], key: str, setl_id: str
    ) -> tuple[int, Any]:
        row = exchanges.exchange(
            by=request.user.client,
            institution=request.user.institution,
            setl_id=setl_id,
            key=key,
            ask=_ask(data),
        )
        return 201, _answer(row, problems.base_of(request))

    def refusal_of(self, request: Request, refusal: DomainError) -> idempotency.Answer:
        """Asking by key tells why nothing happened."""
        attempts.fail(by=request.user.client, key=self.key_of(request), refusal=refusal.code)
        return super().refusal_of(request, refusal)


class ExchangeDetailView(APIView):
    """一次换货。"""

    required_scopes = {"GET": "settlements:read"}

    @extend_schema(tags=["退费和冲正"], summary="查询换货", responses={200: ExchangeAnswer})
    def get(self, request: Request, exchange_id: str) -> Response:
        """退了哪些、换成的新结算、补收或退还的现金；金额和换货时的应答相同。"""
        row = of_institution_by_id(request.user.institution, exchange_id)
        return Response(_answer(row, problems.base_of(request)))


def _ask(data: dict[str, Any]) -> exchanges.ExchangeAsk:
    collect, hand_back = data["collect"], data["hand_back"]
    return exchanges.ExchangeAsk(
        lines=[refunds.LineAsk(**line) for line in data["lines"]],
        items=[fee_ask(item) for item in data["items"]],
        reason=data["reason"],
        invono=data["invono"],
        collect_fen=None if collect is None else to_fen(collect),
        hand_back_fen=None if hand_back is None else to_fen(hand_back),
    )


def _answer(row: Exchange, base: str) -> dict[str, Any]:
    fresh = row.replacement
    return {
        "exchange_id": row.exchange_id,
        "collect": fen_text(row.collected_fen),
        "hand_back": fen_text(row.handed_back_fen),
        "refund": answers.refund(row.refund),
        "settlement": answers.settled(fresh, list(fresh.parts.all()), base),
    }
