"""Bills taken without a network: upload, list, detail (feature 19, 21)."""

from typing import Any

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from yibao.kernel import clock
from yibao.kernel.money import fen_text, to_fen
from yibao.kernel.rest import (
    CursorPages,
    StrictCodeField,
    StrictSerializer,
    StrictTextField,
    YuanField,
)
from yibao.kernel.rest.idempotent import IdempotentView

from ..models import OfflineBill
from ..selectors import offline
from ..services import offline_intake
from ..services.offline_intake import OfflineAsk, Received
from ..states import OfflineState
from . import inputs, schemas
from .matching_views import FilteredList

TAG = ["断网记账"]
WRITE, READ = "settlements:write", "settlements:read"
MOST = 500


class OfflineItemInput(StrictSerializer):
    """One fee line, priced by the till; the catalogue decides class and share later."""

    feedetl_sn = inputs.SerialField()
    med_list_codg = StrictTextField(max_length=50, required=False, allow_blank=True, default="")
    medins_list_codg = StrictTextField(max_length=150, required=False, allow_blank=True, default="")
    medins_list_name = StrictTextField(max_length=100)
    cnt = inputs.CountField()
    pric = inputs.PriceField()


class OfflineOperatorInput(StrictSerializer):
    """Who took it."""

    id = StrictTextField(max_length=20)
    name = StrictTextField(max_length=40, required=False, default="", allow_blank=True)


class OfflineBillInput(StrictSerializer):
    """One bill as the till kept it."""

    offline_pass = StrictTextField(max_length=600)
    nonce = StrictCodeField(r"[\x21-\x7e]{1,64}", message="终端流水号应为 1–64 个可见 ASCII 字符。")
    terminal = StrictTextField(max_length=20)
    operator = OfflineOperatorInput()
    business_type = StrictCodeField(r"[0-9]{5}", message="业务类型应为 5 位数字代码。")
    med_type = StrictCodeField(r"[0-9]{2,6}", message="医疗类别应为 2 到 6 位数字代码。")
    ipt_otp_no = StrictTextField(max_length=40)
    taken_at = inputs.MomentField()
    cash_taken = YuanField()
    declaration = inputs.StrictBooleanField()
    items = OfflineItemInput(many=True, allow_empty=False, max_length=100)

    def validate_declaration(self, value: bool) -> bool:
        """The till says that it had no network and saw the person's identity card."""
        if not value:
            raise s.ValidationError(
                "要声明：当时确实断网，并核对过本人身份证。", code="declaration"
            )
        return value


class OfflineUploadInput(StrictSerializer):
    """Up to 500 bills a call."""

    bills = OfflineBillInput(many=True, allow_empty=False, max_length=MOST)


class OfflineReason(s.Serializer):
    """原因。"""

    code = s.CharField(help_text="原因代码")
    detail = s.CharField(help_text="原因，给经办人看的一句话")


class OfflineBillAnswer(s.Serializer):
    """断网单。"""

    offline_bill_id = s.CharField()
    nonce = s.CharField()
    terminal = s.CharField()
    status = s.ChoiceField(choices=OfflineState.choices)
    taken_at = s.CharField()
    received_at = s.CharField()
    total = schemas.amount_field()
    cash_taken = schemas.amount_field()
    setl_id = s.CharField(allow_null=True)
    psn_cash_pay = s.CharField(allow_null=True, help_text="核对后应由个人现金付的，元")
    collect = schemas.amount_field()
    hand_back = schemas.amount_field()
    reason = OfflineReason(allow_null=True)


class OfflineReceivedAnswer(s.Serializer):
    """一张断网单收没收下。"""

    terminal = s.CharField()
    nonce = s.CharField()
    result = s.ChoiceField(choices=["created", "known", "refused"])
    offline_bill_id = s.CharField(allow_null=True)
    reason = OfflineReason(allow_null=True)


class OfflineUploadAnswer(s.Serializer):
    """逐张的结果，次序和上传的一样。"""

    bills = OfflineReceivedAnswer(many=True)


class OfflineFilter(django_filters.FilterSet):
    """By state and terminal."""

    status = django_filters.ChoiceFilter(field_name="state", choices=OfflineState.choices)
    terminal = django_filters.CharFilter(field_name="terminal_code", max_length=20)

    class Meta:
        model = OfflineBill
        fields: list[str] = []


class ByReceipt(CursorPages):
    """Newest first."""

    ordering = ("-received_at", "-id")


class OfflineBillsView(FilteredList, IdempotentView):
    """上传和查询断网单。"""

    required_scopes = {"GET": READ, "POST": WRITE}
    serializer_class = OfflineUploadInput
    is_money = True
    pagination_class = ByReceipt
    filterset_class = OfflineFilter

    @extend_schema(
        tags=TAG, summary="查询断网单列表", responses={200: OfflineBillAnswer(many=True)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """最近上传的在前。"""
        return self.list(request, *args, **kwargs)

    @extend_schema(
        tags=TAG,
        summary="上传断网单",
        request=OfflineUploadInput,
        responses={201: OfflineUploadAnswer},
    )
    def post(self, request: Request, **address: Any):
        """断网时凭断网码先记的账，联网后上传，一次最多 500 张；收下以后自动核对、结算。

        同一终端的同一流水号只收一次：内容一样答 `known`，不一样答 `refused`。一张不行，不影响别的。
        结果用查询接口看：`SETTLED` 金额一致；`ADJUSTED` 有差额，补收 `collect` 或退还 `hand_back`；
        `CASE` 经办机构在核查；`REFUSED` 不能结算。
        """
        return IdempotentView.post(self, request, **address)

    def work(self, request: Request, data: dict[str, Any], key: str) -> tuple[int, Any]:
        done = offline_intake.receive(
            by=request.user.client,
            institution=request.user.institution,
            asks=[_ask(bill) for bill in data["bills"]],
        )
        return 201, {"bills": [_received(one) for one in done]}

    def get_queryset(self) -> Any:
        return offline.of_institution(getattr(self.request.user, "institution", None))

    @staticmethod
    def render_one(row: OfflineBill) -> dict[str, Any]:
        """One row of the list."""
        return answer(row)


class OfflineBillView(APIView):
    """查询一张断网单。"""

    required_scopes = {"GET": READ}

    @extend_schema(tags=TAG, summary="查询一张断网单", responses={200: OfflineBillAnswer})
    def get(self, request: Request, offline_bill_id: str) -> Response:
        """核对到哪一步、差额多少、为什么不能结算。"""
        return Response(answer(offline.one_of(request.user.institution, offline_bill_id)))


def _ask(bill: dict[str, Any]) -> OfflineAsk:
    return OfflineAsk(
        pass_text=bill["offline_pass"],
        nonce=bill["nonce"],
        terminal=bill["terminal"],
        operator_code=bill["operator"]["id"],
        operator_name=bill["operator"]["name"],
        business_type=bill["business_type"],
        med_type=bill["med_type"],
        ipt_otp_no=bill["ipt_otp_no"],
        taken_at=bill["taken_at"],
        cash_taken_fen=to_fen(bill["cash_taken"]),
        items=[
            {**item, "cnt": f"{item['cnt']:f}", "pric": f"{item['pric']:f}"}
            for item in bill["items"]
        ],
    )


def _received(one: Received) -> dict[str, Any]:
    head = {"terminal": one.ask.terminal, "nonce": one.ask.nonce}
    if one.bill is None:
        reason = {"code": one.refusal.code, "detail": one.refusal.message}
        return {**head, "result": "refused", "offline_bill_id": None, "reason": reason}
    result = "created" if one.is_new else "known"
    return {**head, "result": result, "offline_bill_id": one.bill.ref, "reason": None}


def answer(row: OfflineBill) -> dict[str, Any]:
    """One bill taken without a network, as its institution sees it."""
    difference = row.difference_fen or 0
    bill = row.settlement
    words = offline.reason_words(row)
    return {
        "offline_bill_id": row.ref,
        "nonce": row.nonce,
        "terminal": row.terminal_code,
        "status": row.state,
        "taken_at": _text(row.taken_at),
        "received_at": _text(row.received_at),
        "total": fen_text(row.total_fen),
        "cash_taken": fen_text(row.cash_taken_fen),
        "setl_id": bill.setl_id if bill else None,
        "psn_cash_pay": fen_text(bill.psn_cash_pay_fen) if bill else None,
        "collect": fen_text(max(0, difference)),
        "hand_back": fen_text(max(0, -difference)),
        "reason": {"code": row.reason, "detail": words} if row.reason else None,
    }


def _text(moment: Any) -> str:
    return clock.local(moment).isoformat(timespec="seconds")
