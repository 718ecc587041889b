"""Views that move money or read what moved."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import people
from vouchers import selectors as vouchers
from yibao.kernel import clock, idempotency, problems
from yibao.kernel.errors import DomainError
from yibao.kernel.money import fen_text, yuan_text
from yibao.kernel.rest import CursorPages
from yibao.kernel.rest.idempotent import IdempotentView
from yibao.kernel.rest.params import refuse_unknown

from ..errors import QuoteChanged, ScanOfAnotherPerson
from ..selectors import accounts, bills, remote
from ..services import (
    attempts,
    card_payments,
    charge_plans,
    charges,
    payer_asks,
    refunds,
    reversals,
    settlements,
)
from . import answers, inputs, schemas
from .filters import SettlementFilter
from .requotes import with_new_quote

TAG = ["结算"]


class SettleView(IdempotentView):
    """结算。"""

    required_scopes = {"POST": "settlements:write"}
    serializer_class = inputs.SettleInput
    is_money = True

    @extend_schema(
        tags=TAG, summary="结算", request=inputs.SettleInput, responses={201: schemas.Settled}
    )
    def post(self, request: Request, **address: Any):
        """按试算结果结算；金额有变化时答 409 并附新的试算。

        `cash_method` 为 `bank_card` 时由就诊人的默认银行卡付现金部分，`mixed` 时卡付到限额为止、
        其余收现金。银行还没给结果，或要本人在手机上同意时，答 409 `card.confirmation_pending`，
        按 `Retry-After` 用同一个键再问；不要另收现金。

        付款人没有长期授权、要在手机上同意时，答 409 `aid.confirmation_pending`，带 `asked_fen`
        （分）和 `expires_at`，180 秒内用同一个键再问；没有答复时答 409 `aid.confirmation_expired`。
        """
        return super().post(request, **address)

    def prepare(self, request: Request, data: dict[str, Any], key: str, **address: Any) -> None:
        client = request.user.client
        attempts.begin(by=client, key=key)
        attempts.refuse_reversed(by=client, key=key)
        fingerprint = self.fingerprint(request)
        charge_plans.refuse_other_call(by=client, key=key, fingerprint=fingerprint)
        payer_asks.ask(
            by=client,
            institution=request.user.institution,
            visit_id=address["visit_id"],
            key=key,
            ask=_ask(data),
            scope=self.scope(request),
        )
        card_payments.pay(
            by=client,
            institution=request.user.institution,
            visit_id=address["visit_id"],
            key=key,
            ask=_ask(data),
            fingerprint=fingerprint,
            scope=self.scope(request),
        )

    def work(
        self, request: Request, data: dict[str, Any], key: str, visit_id: str
    ) -> tuple[int, Any]:
        settlement = settlements.settle(
            by=request.user.client,
            institution=request.user.institution,
            visit_id=visit_id,
            key=key,
            ask=_ask(data),
        )
        parts = list(settlement.parts.select_related("settlement__charge__card"))
        return 201, answers.settled(settlement, parts, problems.base_of(request))

    def refusal_of(self, request: Request, refusal: DomainError) -> idempotency.Answer:
        """A changed quote comes with the new one, so that the till can ask again at once."""
        client, key = request.user.client, self.key_of(request)
        attempts.fail(by=client, key=key, refusal=refusal.code)
        charges.give_up(by=client, attempt=attempts.held(by=client, key=key))
        if isinstance(refusal, QuoteChanged):
            refusal = with_new_quote(request, self.kwargs["visit_id"], refusal)
        return super().refusal_of(request, refusal)


def _ask(data: dict[str, Any]) -> settlements.SettleAsk:
    return settlements.SettleAsk(
        quote_id=data["quote_id"],
        psn_part_amt=yuan_text(data["psn_part_amt"]),
        psn_cash_pay=yuan_text(data["psn_cash_pay"]),
        cash_method=data["cash_method"],
        invono=data["invono"],
    )


class ByTime(CursorPages):
    """Newest bill first."""

    ordering = ("-setl_time", "-id")


class SettlementListView(ListAPIView):
    """查询结算。"""

    pagination_class = ByTime
    required_scopes = {"GET": "settlements:read"}
    filterset_class = SettlementFilter
    serializer_class = schemas.Bill

    @extend_schema(tags=TAG, summary="查询结算列表")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """按结算号、人员编号、就诊 ID、日期、状态或幂等键查询。"""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([answers.bill(row) for row in rows])

    def filter_queryset(self, queryset):
        """A parameter nobody knows is a typing mistake, not a wish for everything (T77)."""
        refuse_unknown(self.request, {*SettlementFilter.base_filters, "cursor", "page_size"})
        return super().filter_queryset(queryset)

    def get_queryset(self):
        """Only this institution's bills."""
        return bills.of_institution(getattr(self.request.user, "institution", None))


class SettlementView(APIView):
    """查询一笔结算。"""

    required_scopes = {"GET": "settlements:read"}

    @extend_schema(tags=TAG, summary="查询一笔结算", responses={200: schemas.BillDetail})
    def get(self, request: Request, setl_id: str) -> Response:
        """账单、明细、资金来源和退费。"""
        row = bills.of_institution_by_id(request.user.institution, setl_id)
        agent_name = vouchers.agent_name(row.visit.scan)
        return Response(answers.bill_detail(row, agent_name=agent_name))


class TraceView(APIView):
    """计算过程。"""

    required_scopes = {"GET": "settlements:read"}

    @extend_schema(tags=TAG, summary="计算过程", responses={200: schemas.Trace})
    def get(self, request: Request, setl_id: str) -> Response:
        """逐步说明每一分钱的来历，可用当日的政策版本重放。"""
        row = bills.of_institution_by_id(request.user.institution, setl_id)
        return Response(
            {
                "setl_id": row.setl_id,
                "pack": answers.pack(row.pack),
                "case": row.case_document,
                "trace": row.breakdown["trace"],
                "flags": row.breakdown["flags"],
            }
        )


class RefundView(IdempotentView):
    """退费。"""

    required_scopes = {"POST": "refunds:write"}
    serializer_class = inputs.RefundInput
    is_money = True

    @extend_schema(
        tags=["退费和冲正"],
        summary="退费",
        request=inputs.RefundInput,
        responses={201: schemas.Refund},
    )
    def post(self, request: Request, **address: Any):
        """整单或按明细退；每一部分原路退回。

        当天整单退、没有退过费的，`kind` 答 `void`（撤销），其余答 `refund`；期限由当地规则定。
        指定 `void` 而不能撤销时答 409 `refund.void_over`。`refund_no` 和内容都相同的，答原结果。
        """
        return super().post(request, **address)

    def work(
        self, request: Request, data: dict[str, Any], key: str, setl_id: str
    ) -> tuple[int, Any]:
        lines = data["lines"]
        record = refunds.refund(
            by=request.user.client,
            institution=request.user.institution,
            setl_id=setl_id,
            lines=None if lines is None else [refunds.LineAsk(**line) for line in lines],
            reason=data["reason"],
            invono=data["invono"],
            kind=data["kind"],
            refund_no=data["refund_no"],
        )
        return 201, answers.refund(record)


class ReversalView(IdempotentView):
    """冲正。"""

    required_scopes = {"POST": "settlements:write"}
    serializer_class = inputs.ReversalInput
    is_money = True

    @extend_schema(
        tags=["退费和冲正"],
        summary="冲正",
        request=inputs.ReversalInput,
        responses={200: schemas.Reversal},
    )
    def post(self, request: Request, **address: Any):
        """按原键撤销没有收到应答的结算；键不存在时登记并阻止以后使用。"""
        return super().post(request, **address)

    def work(self, request: Request, data: dict[str, Any], key: str) -> tuple[int, Any]:
        outcome = reversals.reverse(
            by=request.user.client,
            institution=request.user.institution,
            key=data["idempotency_key"],
            reason=data["reason"],
        )
        return 200, {"result": outcome.result, "setl_id": outcome.setl_id}


class BenefitsView(APIView):
    """待遇查询。"""

    required_scopes = {"GET": "settlements:read"}

    @extend_schema(tags=TAG, summary="查询待遇累计", responses={200: schemas.Benefits})
    def get(self, request: Request, psn_no: str) -> Response:
        """本年度累计和余额档次；要有这位参保人的有效扫码。"""
        person = people.by_psn_no(request.user.tenant, psn_no)
        if person is None or not vouchers.has_live_scan(request.user.client, person):
            raise ScanOfAnotherPerson
        enrolment = person.enrolments.filter(is_current=True).first()
        year = clock.today(request.user.tenant).year
        counters = accounts.year_counters(person, year, enrolment.insutype if enrolment else "")
        stays = counters.pop("stays")
        return Response(
            {
                "psn_no": psn_no,
                "year": year,
                "insutype": enrolment.insutype if enrolment else "",
                "counters": {name: fen_text(used) for name, used in sorted(counters.items())},
                "stays": stays,
                "balance_class": balance_class(accounts.balance_of(person)),
                "remote_filing": remote.state_at(request.user.institution, person, enrolment),
            }
        )


def balance_class(balance_fen: int | None) -> str:
    """none, empty, low (below 100 yuan) or enough; the sum itself is the person's to know."""
    if balance_fen is None:
        return "none"
    if balance_fen == 0:
        return "empty"
    return "low" if balance_fen < 10000 else "enough"
