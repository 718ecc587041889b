"""A person's doubt about a bill, and printed bills that anybody can check."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref

from ..states import DisputeState


def dispute_ref() -> str:
    """Opaque number of a doubt."""
    return new_ref("B")


class Dispute(models.Model):
    """What the person doubts, in own words (sealed); answered through its case."""

    class Reason(models.TextChoices):
        NOT_MINE = "NOT_MINE", "不是我看的病、买的药"
        NOT_GIVEN = "NOT_GIVEN", "收了钱，没有给药或没有做"
        WRONG_COUNT = "WRONG_COUNT", "数量或单价不对"
        WRONG_SHARE = "WRONG_SHARE", "报销得不对"
        WRONG_PAYER = "WRONG_PAYER", "不该用这个人的账户"
        REFUND_MISSING = "REFUND_MISSING", "退的钱没有到"
        OTHER = "OTHER", "别的问题"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("编号", max_length=40, unique=True, default=dispute_ref)
    settlement = models.ForeignKey(
        "settlement.Settlement",
        on_delete=models.PROTECT,
        related_name="disputes",
        verbose_name="结算",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="提出人"
    )
    reason = models.CharField("问题", max_length=16, choices=Reason)
    words = EncryptedTextField("说明", blank=True)
    state = models.CharField("状态", max_length=10, choices=DisputeState, default=DisputeState.OPEN)
    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="事项"
    )
    answer = models.TextField("答复", blank=True)
    created_at = models.DateTimeField("提出时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = "账单异议"
        verbose_name_plural = "账单异议"
        constraints = [
            models.UniqueConstraint(
                name="settlement_dispute_one_open_a_bill",
                fields=["settlement"],
                condition=Q(state="OPEN"),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Printout(models.Model):
    """A printed sheet: its check code tells anybody whether the paper is genuine and current.

    ``code`` is what stands on the paper; ``sha256`` is the digest of the amounts printed, so that
    a later refund shows as "changed since".
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("核对码", max_length=20, unique=True)
    settlement = models.ForeignKey(
        "settlement.Settlement",
        on_delete=models.PROTECT,
        related_name="printouts",
        verbose_name="结算",
    )
    sha256 = models.CharField("内容摘要", max_length=64)
    made_at = models.DateTimeField("打印时间")
    checked = models.PositiveIntegerField("被核对次数", default=0)

    class Meta:
        verbose_name = "打印件"
        verbose_name_plural = "打印件"
        constraints = [
            models.UniqueConstraint(
                name="settlement_printout_once_a_content", fields=["settlement", "sha256"]
            ),
        ]

    def __str__(self) -> str:
        return self.code
