"""The catalogue (目录): class, first share and price limit of drugs, services and goods."""

from django.db import models

from yibao.kernel.ids import new_id


class CatalogueItem(models.Model):
    """One item for one period; ``selfpay_prop`` 0..1, ``pric_uplmt_amt`` yuan with six decimals."""

    class Level(models.TextChoices):
        A = "01", "甲类"
        B = "02", "乙类"
        C = "03", "丙类"

    class ListType(models.TextChoices):
        DRUG = "101", "西药中成药"
        HERB = "102", "中药饮片"
        SERVICE = "201", "医疗服务项目"
        GOODS = "301", "医用材料"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    med_list_codg = models.CharField("医疗目录编码", max_length=50)
    name = models.CharField("名称", max_length=120)
    spec = models.CharField("规格", max_length=80, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    list_type = models.CharField("目录类别", max_length=3, choices=ListType)
    chrgitm_lv = models.CharField("收费等级", max_length=2, choices=Level)
    selfpay_prop = models.DecimalField("先行自付比例", max_digits=5, decimal_places=4, default=0)
    pric_uplmt_amt = models.DecimalField(
        "限价", max_digits=16, decimal_places=6, null=True, blank=True
    )
    reference_price = models.DecimalField(
        "参考价", max_digits=16, decimal_places=6, null=True, blank=True
    )
    pharmacy_only = models.BooleanField("只在药店", default=False)
    valid_from = models.DateField("开始")
    valid_to = models.DateField("结束（不含）", null=True, blank=True)

    class Meta:
        verbose_name = "目录项目"
        verbose_name_plural = "医保目录"
        constraints = [
            models.UniqueConstraint(
                name="settlement_catalogueitem_code_from_is_unique",
                fields=["med_list_codg", "valid_from"],
            ),
            models.CheckConstraint(
                name="settlement_catalogueitem_share_is_a_share",
                condition=models.Q(selfpay_prop__gte=0, selfpay_prop__lte=1),
            ),
            models.CheckConstraint(
                name="settlement_catalogueitem_reference_is_a_number",
                condition=models.Q(reference_price__isnull=True)
                | models.Q(reference_price__gte=0, reference_price__lt=10**10),
            ),
            models.CheckConstraint(
                name="settlement_catalogueitem_limit_is_a_number",
                condition=models.Q(pric_uplmt_amt__isnull=True)
                | models.Q(pric_uplmt_amt__gte=0, pric_uplmt_amt__lt=10**10),
            ),
        ]

    def __str__(self) -> str:
        return self.name
