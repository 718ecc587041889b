"""Scans: who showed what where, with the failures (T02, T04, F8 of the pages)."""

from django.db import models
from django.db.models.functions import Now

from yibao.kernel.ids import new_id, new_ref


def scan_ref() -> str:
    """Opaque public number of a scan."""
    return new_ref("S")


class Scan(models.Model):
    """One presentation at a counter; ``outcome`` is ``ok`` or the code of the refusal.

    ``presence`` is what the operator confirmed (P90); of an agent only the keyed hash of the number
    is kept. ``mismatch_at`` is when the counter reported that the code is not the patient's (P88);
    ``mismatch_ref`` is the case that came of it. All of it is said once and stays.
    """

    OK = "ok"

    class Medium(models.TextChoices):
        CODE = "code", "医保码"
        SOCIAL_CARD = "social_card", "社保卡"
        ID_CARD = "id_card", "身份证"
        OFFLINE_CODE = "offline_code", "离线码"

    class Purpose(models.TextChoices):
        PATIENT = "patient", "就诊人"
        PAYER = "payer", "付款人"

    class Presence(models.TextChoices):
        PATIENT = "patient_present", "患者在场"
        AGENT = "authorised_purchase", "受托代办，已看双方证件"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scan_id = models.CharField("扫码号", max_length=40, unique=True, default=scan_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="scans", verbose_name="机构"
    )
    client = models.ForeignKey(
        "accounts.PartnerClient", on_delete=models.PROTECT, related_name="+", verbose_name="应用"
    )
    person = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="scans",
        verbose_name="参保人",
    )
    code = models.OneToOneField(
        "vouchers.DynamicCode", on_delete=models.PROTECT, null=True, blank=True, related_name="scan"
    )
    presented_as = models.CharField("代出示关系", max_length=20, blank=True)
    medium = models.CharField("介质", max_length=12, choices=Medium)
    purpose = models.CharField("用途", max_length=8, choices=Purpose)
    visit_id = models.CharField("就诊（付款人扫码）", max_length=40, blank=True)
    business_type = models.CharField("业务类型", max_length=5)
    terminal_code = models.CharField("终端号", max_length=20)
    operator_code = models.CharField("工号", max_length=20)
    operator_name = models.CharField("经办人", max_length=40, blank=True)
    dept_code = models.CharField("科室编码", max_length=30, blank=True)
    dept_name = models.CharField("科室", max_length=60, blank=True)
    presence = models.CharField("窗口确认", max_length=20, choices=Presence, blank=True, default="")
    agent_index = models.CharField(max_length=64, blank=True, editable=False)
    mismatch_at = models.DateTimeField("反映人码不符", null=True, blank=True)
    mismatch_ref = models.CharField("人码不符的事项号", max_length=40, blank=True, default="")
    slip = models.OneToOneField(
        "vouchers.CounterSlip", on_delete=models.PROTECT, null=True, blank=True, related_name="scan"
    )
    offline_pass = models.ForeignKey(
        "vouchers.OfflinePass",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="scans",
        verbose_name="断网码",
    )
    risk_rules = models.JSONField("风险规则", default=list, blank=True)
    outcome = models.CharField("结果", max_length=60)
    created_at = models.DateTimeField("时间", db_default=Now())
    expires_at = models.DateTimeField("有效到", null=True)

    class Meta:
        verbose_name = "扫码记录"
        verbose_name_plural = "扫码记录"
        constraints = [
            models.CheckConstraint(
                name="vouchers_scan_ok_has_person_and_end",
                condition=~models.Q(outcome="ok")
                | models.Q(person__isnull=False, expires_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="vouchers_scan_person", fields=["person", "-created_at"]),
            models.Index(name="vouchers_scan_institution", fields=["institution", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.scan_id


class ScanAnswer(models.Model):
    """What the owner said to a scan: mine, or 不是我 (feature 17); said once, never taken back.

    ``case_ref`` is the case that 不是我 opened.
    """

    class Verdict(models.TextChoices):
        MINE = "MINE", "是我"
        NOT_MINE = "NOT_MINE", "不是我"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scan = models.OneToOneField(
        Scan, on_delete=models.PROTECT, related_name="answer", verbose_name="扫码"
    )
    verdict = models.CharField("回答", max_length=8, choices=Verdict)
    said_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", verbose_name="回答人"
    )
    said_at = models.DateTimeField("时间")
    case_ref = models.CharField("事项号", max_length=40, blank=True)

    class Meta:
        verbose_name = "对扫码的回答"
        verbose_name_plural = "对扫码的回答"

    def __str__(self) -> str:
        return self.get_verdict_display()
