"""Shapes of the answers of reconciliation and clearing, for the OpenAPI document."""

from rest_framework import serializers as s

from ..data.clearing import SUM_FIELDS


class Sums(s.Serializer):
    """合计。"""

    for _name in SUM_FIELDS:
        locals()[_name] = s.CharField(help_text="元，两位小数，字符串")
    fixmedins_setl_cnt = s.IntegerField()


class Reconciliation(s.Serializer):
    """对账。"""

    reconciliation_id = s.CharField()
    result = s.ChoiceField(choices=["MATCH", "MISMATCH"])
    status = s.CharField(
        help_text="MATCHED、MISMATCH 等明细、LOADING 正在收、COMPARING 正在比对、FINISHED 比对完成"
    )
    date_from = s.DateField()
    date_to = s.DateField()
    insutype = s.CharField()
    clr_type = s.CharField()
    ours = Sums(help_text="本系统的合计；退费和冲正为负，当天结算又冲正的不算")
    theirs = Sums(help_text="机构报来的合计")
    received = Sums(allow_null=True, help_text="明细加起来的合计")
    received_agrees = s.BooleanField(allow_null=True, help_text="明细合计和报来的合计是否一致")
    rows_received = s.IntegerField()
    rows_sha256 = s.CharField()
    rows_matched = s.IntegerField()
    differences = s.IntegerField(help_text="差异条数")
    as_of = s.DateTimeField()
    created_at = s.DateTimeField()
    finished_at = s.DateTimeField(allow_null=True)
    failure = s.CharField()


class Side(s.Serializer):
    """一方的一笔。"""

    for _name in SUM_FIELDS:
        locals()[_name] = s.CharField(required=False)
    refd_setl_flag = s.CharField(required=False)
    setl_time = s.DateTimeField(required=False)
    line = s.IntegerField(required=False, help_text="明细的第几行")
    times = s.IntegerField(required=False, help_text="报了几次")


class Difference(s.Serializer):
    """一条差异。"""

    kind = s.ChoiceField(choices=["missing_here", "missing_there", "amount", "status", "twice"])
    setl_id = s.CharField()
    ours = Side(allow_null=True)
    theirs = Side(allow_null=True)
    scan_seen = s.BooleanField(help_text="窗口有没有这位患者的扫码")
    suggested = s.CharField()
    status = s.ChoiceField(choices=["OPEN", "ASKED", "RESOLVED"])
    action = s.CharField(help_text="财务的处理；还没处理为空")
    note = s.CharField()


class ClearingSums(Sums):
    """清算合计。"""

    hosp_part_amt = s.CharField()
    card_pay = s.CharField(help_text="现金部分里由银行卡付的")
    own_cash = s.CharField(help_text="机构自己收的现金")
    payable = s.CharField(help_text="应拨付：基金、个人账户（含共济）和银行卡")


class Clearing(s.Serializer):
    """清算。"""

    clearing_id = s.CharField()
    month = s.CharField()
    insutype = s.CharField()
    clr_type = s.CharField()
    status = s.ChoiceField(choices=["APPLIED", "AUDITED", "PAID", "CANCELLED"])
    sums = ClearingSums()
    rows_sha256 = s.CharField(help_text="清算单明细的摘要")
    as_of = s.DateTimeField()
    created_at = s.DateTimeField()
    audited_at = s.DateTimeField(allow_null=True)
    paid_at = s.DateTimeField(allow_null=True)
    bank_number = s.CharField(help_text="银行拨付流水号")
