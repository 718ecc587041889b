"""Orders of mobile payment: what an institution uploaded under its own number (6201)."""

from django.db import models
from django.db.models import Q

from yibao.kernel.ids import new_id


class MobileOrder(models.Model):
    """One order and the visit that it opened; ``setl_id`` is the bill that 6202 made of it.

    Its state is not kept: it is what became of the visit and of the bill
    (``services.orders.state``). ``token_hash`` is the keyed hash of the payToken.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pay_ord_id = models.CharField("支付订单号", max_length=40, unique=True)
    institution = models.ForeignKey(
        "accounts.Institution", on_delete=models.PROTECT, related_name="+", verbose_name="机构"
    )
    med_org_ord = models.CharField("机构订单号", max_length=40)
    visit = models.OneToOneField(
        "settlement.Visit", on_delete=models.PROTECT, related_name="+", verbose_name="就诊"
    )
    acct_used_flag = models.CharField("个人账户使用标志", max_length=1)
    token_hash = models.CharField(max_length=64, editable=False)
    setl_id = models.CharField("结算", max_length=30, blank=True)
    created_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "移动支付订单"
        verbose_name_plural = "移动支付订单"
        constraints = [
            models.UniqueConstraint(
                name="gateway_order_number_is_unique", fields=["institution", "med_org_ord"]
            ),
            models.UniqueConstraint(
                name="gateway_order_bill_is_its_own",
                fields=["setl_id"],
                condition=~Q(setl_id=""),
            ),
            models.CheckConstraint(
                name="gateway_order_accounts", condition=Q(acct_used_flag__in=["0", "1"])
            ),
        ]

    def __str__(self) -> str:
        return self.pay_ord_id
