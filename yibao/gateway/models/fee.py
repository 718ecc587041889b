"""What the interface says of a fee line beside the line: its batch, and what takes it back."""

from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id


class GatewayFee(models.Model):
    """One uploaded row: the batch by which 2205 and 2206 name it, or the row that it takes back.

    A number serves once in a visit, also where a later row took the line back (3.2).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    mdtrt_id = models.CharField("就诊 ID", max_length=40)
    feedetl_sn = models.CharField("明细流水号", max_length=30)
    chrg_bchno = models.CharField("收费批次号", max_length=30, blank=True)
    init_feedetl_sn = models.CharField("原明细流水号", max_length=30, blank=True)
    created_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "接口费用明细"
        verbose_name_plural = "接口费用明细"
        constraints = [
            models.UniqueConstraint(
                name="gateway_fee_number_is_unique",
                fields=["institution", "mdtrt_id", "feedetl_sn"],
            ),
            models.CheckConstraint(
                name="gateway_fee_takes_back_another",
                condition=~Q(init_feedetl_sn=models.F("feedetl_sn")),
            ),
        ]

    def __str__(self) -> str:
        return self.feedetl_sn
