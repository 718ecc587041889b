"""Visits with their fee lines, and payers named by a second scan."""

from django.db import models

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import PayerWordState, VisitState
from .lines import PricedLine, splits


def visit_ref() -> str:
    """Opaque visit id."""
    return new_ref("V")


def payer_ref() -> str:
    """Opaque reference of a payer of a visit; the payer's phone opens it."""
    return new_ref("Y")


def mdtrt_ref() -> str:
    """Opaque 就诊 id of the national interface."""
    return new_ref("M")


class Visit(models.Model):
    """One visit at one institution, opened by one scan (I9).

    A stay that crosses the year end has one part a year; they share the scan (P144). So does the
    visit of an exchange with the one whose lines went back.

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
    scan = models.ForeignKey(
        "vouchers.Scan", on_delete=models.PROTECT, related_name="visits", verbose_name="扫码"
    )
    stay = models.ForeignKey(
        "settlement.Stay",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="住院",
    )
    segment = models.PositiveSmallIntegerField("第几段", default=1)
    exchanged_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exchanges",
        verbose_name="换货自",
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
        constraints = [
            models.UniqueConstraint(name="settlement_visit_one_a_scan", fields=["scan", "segment"]),
            models.CheckConstraint(
                name="settlement_visit_later_part_is_of_a_stay",
                condition=models.Q(segment=1)
                | models.Q(segment__gt=1, stay__isnull=False)
                | models.Q(segment__gt=1, exchanged_from__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="settlement_visit_institution", fields=["institution", "-created_at"]
            ),
            models.Index(name="settlement_visit_person", fields=["person", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.visit_id


class FeeLine(PricedLine):
    """One fee line with its split; class and share come from the catalogue, not the caller."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="fee_lines")
    medins_list_codg = models.CharField("院内编码", max_length=150, blank=True)
    medins_list_name = models.CharField("院内名称", max_length=100)
    fee_ocur_time = models.DateTimeField("费用发生时间")
    rx_circ_flag = models.CharField("外购处方标志", max_length=1, default="0")

    class Meta:
        verbose_name = "费用明细"
        verbose_name_plural = "费用明细"
        ordering = ["position"]
        constraints = [
            *splits("settlement_feeline"),
            models.UniqueConstraint(
                name="settlement_feeline_sn_is_unique", fields=["visit", "feedetl_sn"]
            ),
        ]

    def __str__(self) -> str:
        return self.feedetl_sn


class VisitPayer(models.Model):
    """A relative whose account this visit may use, named by the second scan (P113).

    Without a standing grant the payer is asked on the phone: ``asked_fen`` is the amount that the
    page shows, and accepting it makes ``grant``, good for this visit and this amount only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="payers")
    scan = models.OneToOneField("vouchers.Scan", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("时间")
    ref = models.CharField("编号", max_length=40, unique=True, default=payer_ref)
    state = models.CharField(
        "状态", max_length=10, choices=PayerWordState, default=PayerWordState.STANDING
    )
    grant = models.ForeignKey(
        "family.Grant",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="授权",
    )
    asked_fen = models.BigIntegerField("请求金额", null=True, blank=True)
    asked_at = models.DateTimeField("请求时间", null=True, blank=True)
    expires_at = models.DateTimeField("最迟答复", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "付款人"
        verbose_name_plural = "付款人"
        constraints = [
            models.CheckConstraint(
                name="settlement_visitpayer_yes_has_a_grant",
                condition=~models.Q(state="ACCEPTED") | models.Q(grant__isnull=False),
            ),
            models.CheckConstraint(
                name="settlement_visitpayer_asked_is_positive",
                condition=models.Q(asked_fen__isnull=True) | models.Q(asked_fen__gt=0),
            ),
            models.UniqueConstraint(
                name="settlement_visitpayer_person_is_unique", fields=["visit", "person"]
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
