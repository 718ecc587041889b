"""Regional rules of the family account and the table of proofs (P63–P69)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yibao.kernel.ids import new_id

from ..data.policy import DEFAULT_RELATIONS
from ..data.relations import BRANCH_CHOICES


def default_relations() -> list[str]:
    """Spouse, parents, children (P47)."""
    return list(DEFAULT_RELATIONS)


class FamilyPolicy(models.Model):
    """What an area sets; without a row the product's defaults hold (``data.Policy``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    region = models.ForeignKey(
        "accounts.Region", on_delete=models.PROTECT, related_name="+", verbose_name="地区"
    )
    valid_from = models.DateField("开始")
    valid_to = models.DateField("结束（不含）", null=True, blank=True)
    max_members = models.PositiveSmallIntegerField("最多绑定家人", default=5)
    max_new_binds_a_month = models.PositiveSmallIntegerField("每月最多新绑定", default=6)
    holder_min_age = models.PositiveSmallIntegerField("主账号最低年龄", default=18)
    adult_age = models.PositiveSmallIntegerField("要本人同意的年龄", default=16)
    age_turn_offset_days = models.PositiveSmallIntegerField("满岁的顺延天数", default=0)
    consent_ttl_hours = models.PositiveSmallIntegerField("同意的时限（小时）", default=72)
    consent16_grace_days = models.PositiveSmallIntegerField("满 16 岁宽限天数", default=90)
    newborn_instant = models.BooleanField("新生儿核对后即时绑定", default=True)
    match_instant = models.BooleanField("关系核对后即时绑定", default=False)
    review_workdays = models.PositiveSmallIntegerField("审核工作日", default=2)
    appeal_workdays = models.PositiveSmallIntegerField("复核工作日", default=5)
    return_wait_workdays = models.PositiveSmallIntegerField("补正等待工作日", default=5)
    return_max = models.PositiveSmallIntegerField("最多补正次数", default=3)
    holder_face_first = models.BooleanField("申请人先刷脸", default=False)
    member_photo_needed = models.BooleanField("要近期免冠照片", default=False)
    hospital_desk = models.BooleanField("医院窗口可办", default=False)
    auto_approval = models.BooleanField("按公开规则自动通过", default=False)
    auto_score = models.PositiveSmallIntegerField("自动通过的分数", default=90)
    auto_sample_percent = models.PositiveSmallIntegerField("自动通过抽查（%）", default=5)
    second_look_percent = models.PositiveSmallIntegerField("盲审抽查（%）", default=5)
    relations = ArrayField(
        models.CharField(max_length=16), verbose_name="可绑定的关系", default=default_relations
    )
    created_at = models.DateTimeField("录入时间", auto_now_add=True)

    class Meta:
        verbose_name = "亲情账户的地区规则"
        verbose_name_plural = "亲情账户的地区规则"
        constraints = [
            models.UniqueConstraint(
                name="family_policy_one_a_start", fields=["region", "valid_from"]
            ),
            models.CheckConstraint(
                name="family_policy_period_is_ordered",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="family_policy_percents",
                condition=models.Q(auto_sample_percent__lte=100, second_look_percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.valid_from}"


class ProofSet(models.Model):
    """One way to prove a relation in one branch; ``region`` empty is for all areas.

    ``relations`` empty is for every relation.
    """

    code = models.CharField("代码", max_length=30)
    region = models.ForeignKey(
        "accounts.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="地区",
    )
    branch = models.CharField("办理方式", max_length=16, choices=BRANCH_CHOICES)
    relations = ArrayField(
        models.CharField(max_length=16), verbose_name="适用的关系", default=list, blank=True
    )
    title = models.CharField("名称", max_length=40)
    note = models.CharField("说明", max_length=200, blank=True)
    sort = models.PositiveSmallIntegerField("次序", default=0)
    is_enabled = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "证明方式"
        verbose_name_plural = "证明方式"
        ordering = ["branch", "sort", "code"]
        constraints = [
            models.UniqueConstraint(
                name="family_proofset_code_is_unique",
                fields=["code", "branch", "region"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProofSlot(models.Model):
    """One labelled place for pictures; ``drawing`` names the example that the page shows."""

    proof_set = models.ForeignKey(
        ProofSet, on_delete=models.CASCADE, related_name="slots", verbose_name="证明方式"
    )
    code = models.CharField("代码", max_length=40)
    title = models.CharField("要拍什么", max_length=40)
    hint = models.CharField("怎么拍", max_length=200, blank=True)
    drawing = models.CharField("示意图", max_length=30, blank=True)
    is_required = models.BooleanField("必须", default=True)
    max_pages = models.PositiveSmallIntegerField("最多几张", default=1)
    reuse_days = models.PositiveSmallIntegerField("通过后可再用的天数", default=0)
    sort = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "材料位"
        verbose_name_plural = "材料位"
        ordering = ["sort", "code"]
        constraints = [
            models.UniqueConstraint(
                name="family_proofslot_code_is_unique", fields=["proof_set", "code"]
            ),
        ]

    def __str__(self) -> str:
        return self.title
