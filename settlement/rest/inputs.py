"""Input shapes; rules are the services' matter."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from yibao.kernel import clock
from yibao.kernel.rest import (
    CountField,
    PriceField,
    StrictChoiceField,
    StrictCodeField,
    StrictSerializer,
    StrictTextField,
    YuanField,
)

REMOTES = ["none", "long_term", "referral", "emergency", "other", "unfiled"]


@extend_schema_field(OpenApiTypes.DATETIME)
class MomentField(serializers.Field):
    """ISO 8601 text; without an offset it is Shanghai time."""

    default_error_messages = {"invalid": "时间请写成 2025-03-01T09:30:00+08:00。"}

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str) or len(data) > 40 or not data.isascii():
            self.fail("invalid")
        try:
            moment = datetime.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if moment.year < 1990 or moment.year > 2200:
            self.fail("invalid")
        return moment if moment.tzinfo else moment.replace(tzinfo=clock.SHANGHAI)

    def to_representation(self, value: datetime) -> str:
        return clock.local(value).isoformat(timespec="seconds")


class StrictBooleanField(serializers.BooleanField):
    """true or false, not text or numbers."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class SerialField(StrictTextField):
    """A serial number: visible ASCII, so that 1 and １ are never two lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not (text.isascii() and text.isprintable()):
            raise serializers.ValidationError("流水号只能用半角字母、数字和符号。", code="ascii")
        return text


class NamedCode(StrictSerializer):
    """A department or doctor."""

    id = StrictTextField(max_length=30)
    name = StrictTextField(max_length=40, required=False, default="", allow_blank=True)


class DepartmentInput(StrictSerializer):
    """A department."""

    id = StrictTextField(max_length=30)
    name = StrictTextField(max_length=60, required=False, default="", allow_blank=True)


class DiagnosisInput(StrictSerializer):
    """One diagnosis."""

    diag_code = StrictTextField(max_length=30)
    diag_name = StrictTextField(max_length=100)
    main = StrictBooleanField(required=False, default=False)


class VisitInput(StrictSerializer):
    """Open a visit."""

    scan_id = StrictTextField(max_length=40)
    med_type = StrictCodeField(r"[0-9]{2,6}", message="医疗类别应为 2 到 6 位数字代码。")
    ipt_otp_no = StrictTextField(max_length=40)
    begntime = MomentField()
    dept = DepartmentInput(required=False, allow_null=True)
    doctor = NamedCode(required=False, allow_null=True)
    diagnoses = DiagnosisInput(many=True, required=False)
    remote = StrictChoiceField(choices=REMOTES, required=False, default="none")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """A null department or doctor is one that was left out."""
        return {name: value for name, value in data.items() if value is not None}


class FeeItemInput(StrictSerializer):
    """One fee line."""

    feedetl_sn = SerialField()
    med_list_codg = StrictTextField(max_length=50, required=False, allow_blank=True, default="")
    medins_list_codg = StrictTextField(max_length=150, required=False, allow_blank=True, default="")
    medins_list_name = StrictTextField(max_length=100)
    cnt = CountField()
    pric = PriceField()
    det_item_fee_sumamt = YuanField(required=False)
    fee_ocur_time = MomentField()
    rx_circ_flag = StrictChoiceField(choices=["0", "1"], required=False, default="0")
    chrgitm_lv = StrictChoiceField(
        choices=["1", "2", "3", "01", "02", "03"], required=False, allow_blank=True, default=""
    )


class FeesInput(StrictSerializer):
    """Up to 500 lines a call."""

    items = FeeItemInput(many=True, allow_empty=False, max_length=500)


class FeesRemoval(StrictSerializer):
    """Lines to remove; null removes all."""

    feedetl_sns = serializers.ListField(
        child=StrictTextField(max_length=30), allow_null=True, allow_empty=False, max_length=5000
    )


class PayerInput(StrictSerializer):
    """The payer's scan."""

    scan_id = StrictTextField(max_length=40)


class QuoteInput(StrictSerializer):
    """Which accounts may be used."""

    acct_used_flag = StrictChoiceField(choices=["0", "1"], required=False, default="1")
    use_aid = StrictBooleanField(required=False, default=False)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["use_aid"] and data["acct_used_flag"] == "0":
            raise serializers.ValidationError(
                {"use_aid": "不用个人账户时不能使用家庭共济。"}, code="conflict"
            )
        return data


class SettleInput(StrictSerializer):
    """What the till confirms."""

    quote_id = StrictTextField(max_length=40)
    psn_part_amt = YuanField()
    psn_cash_pay = YuanField()
    cash_method = StrictChoiceField(
        choices=["cash", "bank_card", "mixed"], required=False, default="cash"
    )
    invono = StrictTextField(max_length=40, required=False, allow_blank=True, default="")


class RefundLineInput(StrictSerializer):
    """How much of a line comes back."""

    feedetl_sn = SerialField()
    cnt = CountField()


class RefundInput(StrictSerializer):
    """Lines, or null for all that is left."""

    lines = RefundLineInput(many=True, allow_null=True, allow_empty=False, max_length=5000)
    reason = StrictTextField(max_length=200)
    invono = StrictTextField(max_length=40, required=False, allow_blank=True, default="")
    kind = StrictChoiceField(
        choices=["", "void", "refund"],
        required=False,
        allow_blank=True,
        default="",
        help_text="void 只要撤销，refund 只要退费；不填由系统按当地规则定",
    )
    refund_no = StrictCodeField(
        r"[\x21-\x7e]{0,64}",
        message="退费号应为 1–64 个可见 ASCII 字符。",
        required=False,
        allow_blank=True,
        default="",
    )


class ReversalInput(StrictSerializer):
    """The key of the call whose answer never arrived."""

    idempotency_key = StrictCodeField(
        r"[\x21-\x7e]{1,255}", message="应为 1–255 个可见 ASCII 字符。"
    )
    reason = StrictTextField(max_length=200)


class CancelInput(StrictSerializer):
    """Nothing is needed; a reason may be given."""

    reason = StrictTextField(max_length=200, required=False, allow_blank=True, default="")
