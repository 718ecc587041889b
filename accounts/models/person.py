"""The register of insured persons (参保库)."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from yibao.kernel import crypto, idcard, masking, names
from yibao.kernel.fields import EncryptedDateField, EncryptedTextField
from yibao.kernel.ids import new_id


class PersonQuerySet(models.QuerySet["Person"]):
    """Look-ups by what is stored sealed."""

    def by_certno(self, certno: str) -> "PersonQuerySet":
        """The person with this ID number (T22: one row a tenant)."""
        return self.filter(certno_index=crypto.blind_index(certno, "certno"))

    def by_card(self, card_no: str) -> "PersonQuerySet":
        """The holder of this social security card."""
        return self.filter(card_index=crypto.blind_index(card_no, "card"))


class Person(models.Model):
    """A natural person known to the insurance.

    ``psn_no`` is the national person number, an opaque reference. Name, ID number, birth date and
    card number are sealed; equality look-up goes through keyed hashes.
    """

    class Gender(models.TextChoices):
        MALE = "1", "男"
        FEMALE = "2", "女"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    psn_no = models.CharField("人员编号", max_length=30)
    name = EncryptedTextField("姓名")
    name_index = models.CharField(max_length=64, editable=False)
    certno = EncryptedTextField("身份证号")
    certno_index = models.CharField(max_length=64, editable=False)
    birth_date = EncryptedDateField("出生日期")
    gend = models.CharField("性别", max_length=1, choices=Gender)
    card_no = EncryptedTextField("社保卡号", null=True, blank=True)
    card_index = models.CharField(max_length=64, null=True, blank=True, editable=False)
    deceased_on = models.DateField("死亡日期", null=True, blank=True)
    created_at = models.DateTimeField("入库时间", auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "参保人"
        verbose_name_plural = "参保库"
        constraints = [
            models.UniqueConstraint(
                name="accounts_person_psn_no_is_unique", fields=["tenant", "psn_no"]
            ),
            models.UniqueConstraint(
                name="accounts_person_certno_is_unique", fields=["tenant", "certno_index"]
            ),
            models.UniqueConstraint(
                name="accounts_person_card_is_unique",
                fields=["tenant", "card_index"],
                condition=models.Q(card_index__isnull=False),
            ),
        ]
        indexes = [models.Index(name="accounts_person_name", fields=["name_index"])]

    def __str__(self) -> str:
        return self.masked_name

    def set_identity(self, *, name: str, certno: str, card_no: str | None = None) -> None:
        """Set name, number and everything that follows from the number."""
        self.name, self.name_index = name, crypto.blind_index(names.name_key(name), "name")
        self.certno, self.certno_index = certno, crypto.blind_index(certno, "certno")
        self.birth_date = idcard.birth_date(certno)
        self.gend = idcard.gender(certno)
        if card_no:
            self.card_no, self.card_index = card_no, crypto.blind_index(card_no, "card")

    @property
    def masked_name(self) -> str:
        """For pages, lists and tills."""
        return masking.mask_name(self.name)

    @property
    def masked_certno(self) -> str:
        """First four and last four."""
        return masking.mask_certno(self.certno)

    def age_on(self, day: date) -> int:
        """Full years on a day (P54–P56)."""
        return idcard.age_on(self.birth_date, day)

    def carries_name(self, name: str) -> bool:
        """Whether a typed name is this person's, spelling variants folded (T19)."""
        return names.name_key(name) == names.name_key(self.name)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Words for enrolments."""

    def current(self) -> "EnrolmentQuerySet":
        """The one that the person uses."""
        return self.filter(is_current=True)

    def valid_on(self, day: date) -> "EnrolmentQuerySet":
        """Covers the day."""
        return self.filter(valid_from__lte=day).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day)
        )


class Enrolment(models.Model):
    """One insurance relation of a person in one pooling area (P5)."""

    class Insurance(models.TextChoices):
        EMPLOYEE = "310", "职工医保"
        RESIDENT = "390", "居民医保"

    class PersonType(models.TextChoices):
        WORKING = "11", "在职"
        RETIRED = "21", "退休"
        PRESCHOOL = "41", "学龄前儿童"
        PUPIL = "42", "中小学生"
        STUDENT = "43", "大学生"
        ADULT = "50", "成年居民"
        ELDER = "60", "老年居民"

    class Status(models.TextChoices):
        NORMAL = "1", "正常参保"
        SUSPENDED = "2", "暂停参保"
        ENDED = "4", "终止参保"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="enrolments", verbose_name="参保人"
    )
    insutype = models.CharField("险种", max_length=3, choices=Insurance)
    psn_type = models.CharField("人员类别", max_length=2, choices=PersonType)
    insuplc_admdvs = models.CharField("参保地", max_length=6)
    district_admdvs = models.CharField("参保区县", max_length=6, blank=True)
    psn_insu_stas = models.CharField("参保状态", max_length=1, choices=Status)
    tags = ArrayField(
        models.CharField(max_length=20), verbose_name="身份标记", default=list, blank=True
    )
    valid_from = models.DateField("开始")
    valid_to = models.DateField("结束（不含）", null=True, blank=True)
    is_current = models.BooleanField("当前使用", default=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "参保关系"
        verbose_name_plural = "参保关系"
        constraints = [
            models.UniqueConstraint(
                name="accounts_enrolment_one_current_a_person",
                fields=["person"],
                condition=models.Q(is_current=True),
            ),
            models.CheckConstraint(
                name="accounts_enrolment_period_is_ordered",
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
            ),
        ]
        indexes = [models.Index(name="accounts_enrolment_person", fields=["person", "-valid_from"])]

    def __str__(self) -> str:
        return f"{self.get_insutype_display()} {self.insuplc_admdvs}"

    def as_register_row(self) -> dict[str, Any]:
        """The facts that the next layers need."""
        return {
            "insutype": self.insutype,
            "psn_type": self.psn_type,
            "insuplc_admdvs": self.insuplc_admdvs,
            "psn_insu_stas": self.psn_insu_stas,
            "tags": list(self.tags),
        }
