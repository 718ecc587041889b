"""Shapes of answers for the OpenAPI document; rendering is in ``answers``."""

from rest_framework import serializers as s

from ..models.amounts import AMOUNT_FIELDS
from ..states import PayerWordState
from .attempt_schemas import AttemptNow


def amount_field() -> s.CharField:
    """An amount in answers."""
    return s.CharField(help_text="元，两位小数，字符串")


class SetlInfo(s.Serializer):
    """结算信息（国家接口字段）。"""

    for _name in (*AMOUNT_FIELDS, "dedc_std", "balc"):
        locals()[_name] = amount_field()
    pool_prop_selfpay = s.CharField(help_text="统筹支付比例，四位小数")


class RefundInfo(s.Serializer):
    """退费信息，金额为负。"""

    for _name in AMOUNT_FIELDS:
        locals()[_name] = amount_field()


class Visit(s.Serializer):
    """就诊。"""

    visit_id = s.CharField()
    mdtrt_id = s.CharField()
    status = s.CharField()
    remote = s.CharField(help_text="按备案记录认定的异地类别，可能与上传的不同")


class VisitNow(Visit):
    """就诊现在的状态。"""

    disowned = s.BooleanField(help_text="码的主人说不是本人：不能再试算和结算")
    attempt = AttemptNow(allow_null=True)


class FeeItem(s.Serializer):
    """费用明细的拆分。"""

    feedetl_sn = s.CharField()
    med_list_codg = s.CharField()
    chrgitm_lv = s.CharField()
    selfpay_prop = s.CharField()
    pric_uplmt_amt = s.CharField(allow_null=True)
    det_item_fee_sumamt = amount_field()
    fulamt_ownpay_amt = amount_field()
    overlmt_selfpay = amount_field()
    preselfpay_amt = amount_field()
    inscp_scp_amt = amount_field()
    warnings = s.ListField(child=s.CharField())


class Fees(s.Serializer):
    """上传结果。"""

    items = FeeItem(many=True)


class Removed(s.Serializer):
    """删除结果。"""

    removed = s.IntegerField()


class Payer(s.Serializer):
    """付款人。"""

    visit_id = s.CharField()
    psn_name = s.CharField()
    state = s.ChoiceField(
        choices=PayerWordState.choices,
        help_text="STANDING 已有授权，NEEDED 结算时要付款人在手机上同意这个金额",
    )
    expires_at = s.DateTimeField(allow_null=True)


class Pack(s.Serializer):
    """政策包。"""

    region = s.CharField()
    version = s.CharField()
    official = s.BooleanField()


class FundPart(s.Serializer):
    """一项待遇。"""

    benefit = s.CharField()
    fund = s.CharField()
    amount = amount_field()


class QuotePayer(s.Serializer):
    """一位付款家人。"""

    relation = s.CharField()
    psn_name = s.CharField()
    paid = amount_field()
    balance_after_hidden = s.BooleanField()


class LineSplit(s.Serializer):
    """一条明细的拆分。"""

    id = s.CharField()
    det_item_fee_sumamt = amount_field()
    fulamt_ownpay_amt = amount_field()
    overlmt_selfpay = amount_field()
    preselfpay_amt = amount_field()
    inscp_scp_amt = amount_field()


class TraceStep(s.Serializer):
    """计算的一步。"""

    step = s.IntegerField()
    rule = s.CharField()
    label = s.CharField()
    inputs = s.DictField()
    formula = s.CharField()
    result = s.JSONField()


class Quote(s.Serializer):
    """试算结果。"""

    quote_id = s.CharField()
    expires_at = s.DateTimeField()
    setlinfo = SetlInfo()
    wallet_pay = amount_field()
    lines = LineSplit(many=True)
    funds = FundPart(many=True)
    payers = QuotePayer(many=True)
    trace = TraceStep(many=True)
    flags = s.ListField(child=s.CharField())
    pack = Pack(allow_null=True)


class SettledFund(s.Serializer):
    """基金支付。"""

    fund_pay_type = s.CharField()
    fund = s.CharField()
    fund_payamt = amount_field()


class PaidByCard(s.Serializer):
    """银行卡付的部分。"""

    issuer = s.CharField()
    last_four = s.CharField()
    amount = amount_field()


class Settled(s.Serializer):
    """结算结果。"""

    setl_id = s.CharField()
    setl_time = s.DateTimeField()
    status = s.CharField()
    setlinfo = SetlInfo()
    funds = SettledFund(many=True)
    balc = amount_field()
    wallet_pay = amount_field()
    receipt_url = s.CharField()
    card = PaidByCard(allow_null=True, help_text="现金部分由绑定的银行卡付的金额")


class Bill(s.Serializer):
    """账单。"""

    setl_id = s.CharField()
    visit_id = s.CharField()
    mdtrt_id = s.CharField()
    psn_no = s.CharField()
    status = s.CharField()
    refd_setl_flag = s.CharField()
    idempotency_key = s.CharField()
    setl_time = s.DateTimeField()
    invono = s.CharField()
    setlinfo = SetlInfo()


class Source(s.Serializer):
    """资金来源。"""

    source = s.CharField()
    amount = amount_field()
    refunded = amount_field()


class BillLine(s.Serializer):
    """账单明细。"""

    feedetl_sn = s.CharField()
    medins_list_name = s.CharField()
    med_list_codg = s.CharField()
    chrgitm_lv = s.CharField()
    cnt = s.CharField()
    pric = s.CharField()
    refunded_cnt = s.CharField()
    det_item_fee_sumamt = amount_field()
    fulamt_ownpay_amt = amount_field()
    overlmt_selfpay = amount_field()
    preselfpay_amt = amount_field()
    inscp_scp_amt = amount_field()


class Returned(s.Serializer):
    """退回来源。"""

    source = s.CharField()
    amount = amount_field()


class Refund(s.Serializer):
    """退费。"""

    refund_setl_id = s.CharField()
    setl_id = s.CharField()
    refund_time = s.DateTimeField()
    refund_no = s.CharField(help_text="机构自己的退费号；没有填过为空")
    kind = s.ChoiceField(
        choices=["void", "refund", "reversal"], help_text="void 撤销、refund 退费、reversal 冲正"
    )
    is_reversal = s.BooleanField()
    reason = s.CharField()
    setlinfo = RefundInfo()
    returned = Returned(many=True)


class BillDetail(Bill):
    """账单详情。"""

    med_type = s.CharField()
    insutype = s.CharField()
    presence = s.CharField(allow_null=True)
    agent_name = s.CharField(help_text="受托代办的人，隐去部分；没有代办、参保库里没有的为空")
    pack = Pack(allow_null=True)
    funds = SettledFund(many=True)
    sources = Source(many=True)
    lines = BillLine(many=True)
    refunds = Refund(many=True)


class Trace(s.Serializer):
    """计算过程。"""

    setl_id = s.CharField()
    pack = Pack(allow_null=True)
    case = s.DictField()
    trace = TraceStep(many=True)
    flags = s.ListField(child=s.CharField())


class Reversal(s.Serializer):
    """冲正结果。"""

    result = s.ChoiceField(choices=["reversed", "not_found_blocked", "already_reversed"])
    setl_id = s.CharField(allow_null=True)


class Benefits(s.Serializer):
    """待遇累计。"""

    psn_no = s.CharField()
    year = s.IntegerField()
    insutype = s.CharField()
    counters = s.DictField(child=amount_field())
    stays = s.IntegerField()
    balance_class = s.ChoiceField(choices=["none", "empty", "low", "enough"])
    remote_filing = s.ChoiceField(
        choices=["none", "long_term", "referral", "emergency", "other", "unfiled"],
        help_text="今天在本机构住院按哪一种备案算；本地参保为 none",
    )
