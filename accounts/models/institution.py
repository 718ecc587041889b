"""Designated institutions (定点医药机构), their terminals and operators."""

from django.db import models

from yibao.kernel.ids import new_id


class Institution(models.Model):
    """A hospital or pharmacy under contract.

    ``hosp_lv`` is the national level 1–10; ``hosp_tier`` derives 三级 "3", 二级 "2", 一级 "1" and
    "0" for none. The capability flags are those of the national directory (P25).
    ``opening_hours`` maps a weekday "1" (Monday) to "7" to pairs of times, e.g.
    ``{"1": [["08:00", "18:00"]]}``; ``24:00`` closes a day, an absent day is unknown.
    """

    class Kind(models.TextChoices):
        HOSPITAL = "1", "医疗机构"
        PHARMACY = "2", "零售药店"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    fixmedins_code = models.CharField("定点机构编码", max_length=30)
    name = models.CharField("名称", max_length=100)
    fixmedins_type = models.CharField("类型", max_length=1, choices=Kind)
    hosp_lv = models.CharField("医院等级", max_length=2, blank=True)
    admdvs = models.CharField("所在地", max_length=6)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    accepts_voucher = models.BooleanField("可扫医保码", default=True)
    accepts_mobile_pay = models.BooleanField("移动支付", default=False)
    accepts_e_prescription = models.BooleanField("电子处方", default=False)
    accepts_e_invoice = models.BooleanField("电子票据", default=False)
    accepts_wallet = models.BooleanField("医保钱包", default=False)
    accepts_remote = models.BooleanField("异地就医", default=False)
    opening_hours = models.JSONField("营业时间", default=dict, blank=True)
    is_active = models.BooleanField("协议有效", default=True)

    class Meta:
        verbose_name = "定点机构"
        verbose_name_plural = "定点机构"
        constraints = [
            models.UniqueConstraint(
                name="accounts_institution_code_is_unique", fields=["tenant", "fixmedins_code"]
            ),
        ]
        indexes = [
            # The order in which people look through them, 20 a page.
            models.Index(
                name="accounts_institution_list",
                fields=["tenant", "fixmedins_type", "name", "fixmedins_code"],
                condition=models.Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hosp_tier(self) -> str:
        """三级 "3", 二级 "2", 一级 "1", none "0"."""
        if not self.hosp_lv.isdigit():
            return "0"
        level = int(self.hosp_lv)
        if 1 <= level <= 4:
            return "3"
        if 5 <= level <= 7:
            return "2"
        return "1" if 8 <= level <= 10 else "0"

    @property
    def is_pharmacy(self) -> bool:
        """Whether it is a pharmacy."""
        return self.fixmedins_type == self.Kind.PHARMACY


class Terminal(models.Model):
    """A till of an institution."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="terminals")
    code = models.CharField("终端号", max_length=20)
    name = models.CharField("位置", max_length=60, blank=True)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "终端"
        verbose_name_plural = "终端"
        constraints = [
            models.UniqueConstraint(
                name="accounts_terminal_code_is_unique", fields=["institution", "code"]
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Operator(models.Model):
    """A person at a till, as the institution names them."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="operators")
    code = models.CharField("工号", max_length=20)
    name = models.CharField("称呼", max_length=40)
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "经办人员"
        verbose_name_plural = "经办人员"
        constraints = [
            models.UniqueConstraint(
                name="accounts_operator_code_is_unique", fields=["institution", "code"]
            ),
        ]

    def __str__(self) -> str:
        return self.code
