"""Visits with their fee lines, and payers named by a second scan."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import VisitState


def visit_ref() -> str:
    """Opaque visit id."""
    return new_ref("V")


def mdtrt_ref() -> str:
    """Opaque 就诊 id of the national interface."""
    return new_ref("M")


class Visit(models.Model):
    """One visit at one institution, opened by one scan (I9).

    Insurance facts are copied at registration so that a later change of the register does not
    move a bill. Diagnoses are sealed JSON.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit_id = models.CharField("就诊号", max_length=40, unique=True, default=visit_ref)
    mdtrt_id = models.CharField("就诊 ID", max_length=40, unique=True, default=mdtrt_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="visits", verbose_name="机构"
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="visits", verbose_name="参保人"
    )
    scan = models.OneToOneField(
        "vouchers.Scan", on_delete=models.PROTECT, related_name="visit", verbose_name="扫码"
    )
    state = models.CharField(
        "状态", max_length=16, choices=VisitState, default=VisitState.REGISTERED
    )
    med_type = models.CharField("医疗类别", max_length=6)
    ipt_otp_no = models.CharField("住院/门诊号", max_length=40)
    begntime = models.DateTimeField("就诊时间")
    service_date = models.DateField("费用所属日")
    remote = models.CharField("异地", max_length=12, default="none")
    dept_code = models.CharField("科室编码", max_length=30, blank=True)
    dept_name = models.CharField("科室", max_length=60, blank=True)
    doctor_code = models.CharField("医师编码", max_length=30, blank=True)
    doctor_name = models.CharField("医师", max_length=40, blank=True)
    diagnoses = EncryptedTextField("诊断（JSON）", default="[]")
    insutype = models.CharField("险种", max_length=3)
    psn_type = models.CharField("人员类别", max_length=2)
    insuplc_admdvs = models.CharField("参保地", max_length=6)
    psn_insu_stas = models.CharField("参保状态", max_length=1)
    tags = models.JSONField("身份标记", default=list)
    age = models.PositiveSmallIntegerField("年龄")
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "就诊"
        verbose_name_plural = "就诊"
        indexes = [
            models.Index(
                name="settlement_visit_institution", fields=["institution", "-created_at"]
            ),
            models.Index(name="settlement_visit_person", fields=["person", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.visit_id


class FeeLine(models.Model):
    """One fee line with its split; class and share come from the catalogue, not the caller."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="fee_lines")
    feedetl_sn = models.CharField("费用明细流水号", max_length=30)
    position = models.PositiveIntegerField("次序")
    med_list_codg = models.CharField("医疗目录编码", max_length=50, blank=True)
    medins_list_codg = models.CharField("院内编码", max_length=150, blank=True)
    medins_list_name = models.CharField("院内名称", max_length=100)
    cnt = models.DecimalField("数量", max_digits=16, decimal_places=4)
    pric = models.DecimalField("单价", max_digits=16, decimal_places=6)
    amount_fen = models.BigIntegerField("金额")
    chrgitm_lv = models.CharField("收费等级", max_length=2)
    selfpay_prop = models.DecimalField("先行自付比例", max_digits=5, decimal_places=4)
    pric_uplmt_amt = models.DecimalField("限价", max_digits=16, decimal_places=6, null=True)
    fulamt_ownpay_amt_fen = models.BigIntegerField("全自费")
    overlmt_selfpay_fen = models.BigIntegerField("超限价自费")
    preselfpay_amt_fen = models.BigIntegerField("先行自付")
    inscp_scp_amt_fen = models.BigIntegerField("符合政策范围")
    fee_ocur_time = models.DateTimeField("费用发生时间")
    rx_circ_flag = models.CharField("外购处方标志", max_length=1, default="0")

    class Meta:
        verbose_name = "费用明细"
        verbose_name_plural = "费用明细"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="settlement_feeline_sn_is_unique", fields=["visit", "feedetl_sn"]
            ),
            models.CheckConstraint(
                name="settlement_feeline_parts_add_up",
                condition=Q(
                    amount_fen=F("fulamt_ownpay_amt_fen")
                    + F("overlmt_selfpay_fen")
                    + F("preselfpay_amt_fen")
                    + F("inscp_scp_amt_fen")
                ),
            ),
            models.CheckConstraint(
                name="settlement_feeline_share_is_a_share",
                condition=Q(selfpay_prop__gte=0, selfpay_prop__lte=1),
            ),
            models.CheckConstraint(
                name="settlement_feeline_limit_is_a_number",
                condition=Q(pric_uplmt_amt__isnull=True)
                | Q(pric_uplmt_amt__gte=0, pric_uplmt_amt__lt=10**10),
            ),
            models.CheckConstraint(
                name="settlement_feeline_is_not_negative",
                condition=Q(
                    amount_fen__gte=0,
                    fulamt_ownpay_amt_fen__gte=0,
                    overlmt_selfpay_fen__gte=0,
                    preselfpay_amt_fen__gte=0,
                    inscp_scp_amt_fen__gte=0,
                    cnt__gt=0,
                    cnt__lt=10**12,
                    pric__gte=0,
                    pric__lt=10**10,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.feedetl_sn


class VisitPayer(models.Model):
    """A relative whose account this visit may use, named by the second scan (P113)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="payers")
    scan = models.OneToOneField("vouchers.Scan", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "付款人"
        verbose_name_plural = "付款人"
        constraints = [
            models.UniqueConstraint(
                name="settlement_visitpayer_person_is_unique", fields=["visit", "person"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
