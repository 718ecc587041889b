"""Requests for a binding: the draft, what was checked, what must be mended, what happened."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from yibao.kernel import clock
from yibao.kernel.fields import EncryptedDateField, EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..data.relations import BRANCH_CHOICES, RELATION_CHOICES
from ..states import RequestState


def request_ref() -> str:
    """Opaque reference of a request, for addresses."""
    return new_ref("Q")


def request_number() -> str:
    """The number that people read out: QH, the day, six digits by chance."""
    day = f"QH{clock.today():%Y%m%d}"
    for _ in range(20):
        number = f"{day}-{secrets.randbelow(10**6):06d}"
        if not BindingRequest.objects.filter(number=number).exists():
            break
    return number


class BindingRequest(models.Model):
    """One wish of a holder to bind one member, from the first page to its end (P59–P77).

    The member's name, number and birth date are sealed and stay as the person wrote them;
    ``member`` is the row of the register they were found to be. ``branch`` is fixed by the age on
    the day of submission (P58). ``matched_relation`` is what the kinship register says, empty
    where nothing was found or asked. The promise fields hold the exact text that was signed.
    ``draft`` holds answers of pages that need no column of their own (codes only, no personal
    data), ``policy`` the rules of the area on the day of submission.
    """

    class Way(models.TextChoices):
        ONLINE = "ONLINE", "网上"
        COUNTER = "COUNTER", "医保窗口"
        HOSPITAL = "HOSPITAL", "医院窗口"

    class Signature(models.TextChoices):
        DRAWN = "DRAWN", "手写"
        TYPED = "TYPED", "输入姓名并短信确认"
        PRINTED = "PRINTED", "打印签字后拍照"
        PAPER = "PAPER", "窗口纸面签字"

    class Review(models.TextChoices):
        NONE = "", "还没有"
        PASSED = "PASSED", "审核通过"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField(max_length=40, unique=True, default=request_ref, editable=False)
    number = models.CharField("申请号", max_length=24, unique=True, default=request_number)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    holder = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="binding_requests",
        verbose_name="申请人",
    )
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="代办经办人",
    )
    way = models.CharField("渠道", max_length=10, choices=Way, default=Way.ONLINE)
    state = models.CharField(
        "状态", max_length=16, choices=RequestState, default=RequestState.DRAFT
    )
    region_code = models.CharField("受理地区", max_length=6, blank=True)

    notice_version = models.CharField("告知书版本", max_length=20, blank=True)
    notice_at = models.DateTimeField("同意告知书", null=True, blank=True)
    member = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests_about",
        verbose_name="家人",
    )
    member_name = EncryptedTextField("家人姓名", null=True, blank=True)
    member_certno = EncryptedTextField("家人证件号", null=True, blank=True)
    member_index = models.CharField(max_length=64, blank=True, editable=False)
    member_birth_date = EncryptedDateField("家人出生日期", null=True, blank=True)
    certificate_type = models.CharField("证件类型", max_length=2, default="01")
    relation = models.CharField("关系", max_length=16, choices=RELATION_CHOICES, blank=True)
    branch = models.CharField("办理方式", max_length=16, choices=BRANCH_CHOICES, blank=True)
    place_code = models.CharField("家人参保地", max_length=6, blank=True)
    proof_set = models.CharField("证明方式", max_length=30, blank=True)
    matched_relation = models.CharField("登记的关系", max_length=16, blank=True)
    matched_at = models.DateTimeField("核对时间", null=True, blank=True)
    birth_certificate_no = EncryptedTextField("出生医学证明编号", null=True, blank=True)
    mother_name = EncryptedTextField("母亲姓名", null=True, blank=True)
    mother_certno = EncryptedTextField("母亲身份证号", null=True, blank=True)
    holder_face_at = models.DateTimeField("申请人刷脸", null=True, blank=True)

    promise_text = EncryptedTextField("承诺书", null=True, blank=True)
    promise_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    promise_version = models.CharField("承诺书版本", max_length=20, blank=True)
    signature_way = models.CharField("签字方式", max_length=8, choices=Signature, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)

    draft = models.JSONField(default=dict, blank=True)
    policy = models.JSONField(default=dict, blank=True)  # the rules in force at submission
    place = models.OneToOneField(
        "family.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
        verbose_name="名额",
    )
    binding = models.OneToOneField(
        "family.Binding",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="request",
        verbose_name="绑定",
    )
    case = models.ForeignKey(
        "cases.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核事项",
    )
    appeal_case = models.OneToOneField(
        "cases.Case",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核事项",
    )
    needs_consent = models.BooleanField("要本人同意", default=False)
    review_passed_at = models.DateTimeField("审核通过时间", null=True, blank=True)
    round = models.PositiveSmallIntegerField("第几次提交", default=0)
    returns = models.PositiveSmallIntegerField("补正次数", default=0)
    return_due_at = models.DateTimeField("补正期限", null=True, blank=True)
    score = models.PositiveSmallIntegerField("预检得分", null=True, blank=True)
    is_risky = models.BooleanField("有风险提示", default=False)
    created_at = models.DateTimeField("开始填写")
    touched_at = models.DateTimeField("最近修改")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    outcome = models.CharField("结果原因", max_length=60, blank=True)

    class Meta:
        verbose_name = "亲情账户申请"
        verbose_name_plural = "亲情账户申请"
        constraints = [
            models.UniqueConstraint(
                name="family_request_one_draft_a_holder",
                fields=["holder", "way"],
                condition=Q(state="DRAFT", way="ONLINE"),
            ),
            models.CheckConstraint(
                name="family_request_open_holds_a_place",
                condition=~Q(
                    state__in=[
                        "SUBMITTED",
                        "PRECHECK",
                        "IN_REVIEW",
                        "RETURNED",
                        "CONSENT_PENDING",
                    ]
                )
                | Q(place__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="family_request_approved_has_binding",
                condition=~Q(state="APPROVED") | Q(binding__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="family_request_holder", fields=["holder", "-created_at"]),
            models.Index(name="family_request_member", fields=["member_index"]),
            models.Index(
                name="family_request_open",
                fields=["state", "touched_at"],
                condition=Q(state__in=["DRAFT", "SUBMITTED", "PRECHECK", "RETURNED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RequestEvent(models.Model):
    """One step of a request, in the order in which it happened; append-only.

    ``verb`` is the audit verb of the move; the clock and the progress page are computed from these
    rows (feature 39). ``actor`` is a role or a staff number, never a name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        BindingRequest, on_delete=models.PROTECT, related_name="events", verbose_name="申请"
    )
    verb = models.CharField("动作", max_length=60)
    from_state = models.CharField("从", max_length=16)
    to_state = models.CharField("到", max_length=16)
    actor = models.CharField("操作者", max_length=80)
    note = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "申请记录"
        verbose_name_plural = "申请记录"
        indexes = [models.Index(name="family_event_request", fields=["request", "at"])]

    def __str__(self) -> str:
        return self.verb


class Defect(models.Model):
    """One thing to mend: a reason bound to an upload slot (feature 35); empty slot is the form.

    ``words`` is what the person reads. ``round`` is the submission that was returned.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        BindingRequest, on_delete=models.CASCADE, related_name="defects", verbose_name="申请"
    )
    round = models.PositiveSmallIntegerField("第几次提交")
    slot_code = models.CharField("材料", max_length=40, blank=True)
    reason_code = models.CharField("理由码", max_length=40)
    words = models.CharField("给申请人的话", max_length=300)
    is_mended = models.BooleanField("已补", default=False)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "补正项"
        verbose_name_plural = "补正项"
        constraints = [
            models.UniqueConstraint(
                name="family_defect_one_a_reason",
                fields=["request", "round", "slot_code", "reason_code"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot_code} {self.reason_code}"


class Finding(models.Model):
    """What one automatic check found, with its evidence for the reviewer; it never decides.

    ``evidence`` holds figures, codes and references only; ``weight`` is what the check adds to the
    score of the published rules (feature 45).
    """

    class Outcome(models.TextChoices):
        OK = "OK", "符合"
        UNKNOWN = "UNKNOWN", "没法判断"
        LOOK = "LOOK", "请看"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        BindingRequest, on_delete=models.CASCADE, related_name="findings", verbose_name="申请"
    )
    round = models.PositiveSmallIntegerField("第几次提交")
    code = models.CharField("检查", max_length=40)
    outcome = models.CharField("结果", max_length=8, choices=Outcome)
    is_risk = models.BooleanField("风险", default=False)
    slot_code = models.CharField("材料", max_length=40, blank=True)
    weight = models.SmallIntegerField("分值", default=0)
    evidence = models.JSONField("依据", default=dict)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "预检结果"
        verbose_name_plural = "预检结果"
        constraints = [
            models.UniqueConstraint(
                name="family_finding_one_a_check",
                fields=["request", "round", "code", "slot_code"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.outcome}"
