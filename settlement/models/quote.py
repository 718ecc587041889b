"""Quotes (预结算): what a settlement would be now."""

from django.db import models

from yibao.kernel.ids import new_id, new_ref


def quote_ref() -> str:
    """Opaque quote id."""
    return new_ref("Q")


class Quote(models.Model):
    """The answer to one trial; ``breakdown`` is the engine's output, amounts as decimal text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quote_id = models.CharField("试算号", max_length=40, unique=True, default=quote_ref)
    visit = models.ForeignKey("settlement.Visit", on_delete=models.CASCADE, related_name="quotes")
    pack = models.ForeignKey("settlement.PolicyPack", on_delete=models.PROTECT, null=True)
    acct_used_flag = models.CharField("账户使用", max_length=1)
    fees_digest = models.CharField("费用摘要", max_length=64)
    breakdown = models.JSONField("结果")
    created_at = models.DateTimeField("时间")
    expires_at = models.DateTimeField("有效到")

    class Meta:
        verbose_name = "试算"
        verbose_name_plural = "试算"
        indexes = [models.Index(name="settlement_quote_visit", fields=["visit", "-created_at"])]

    def __str__(self) -> str:
        return self.quote_id
