"""Users: citizens sign in with a phone, staff with a user name and a second factor."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac as crypto_hash

from yibao.kernel import crypto
from yibao.kernel.fields import EncryptedTextField
from yibao.kernel.ids import new_id, new_ref


class UserManager(BaseUserManager["User"]):
    """Makes users; citizens get an opaque user name."""

    def create_citizen(self, *, tenant: Any, phone: str, **fields: Any) -> "User":
        """A citizen who proved to hold the phone."""
        user = self.model(tenant=tenant, kind=User.Kind.CITIZEN, username=new_ref("c"), **fields)
        user.set_phone(phone)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_staff(self, *, tenant: Any, username: str, password: str, **fields: Any) -> "User":
        """A member of staff; the second factor is enrolled apart."""
        user = self.model(
            tenant=tenant, kind=User.Kind.STAFF, username=username, is_staff=True, **fields
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_vendor(self, *, tenant: Any, username: str, password: str) -> "User":
        """Somebody who works for a maker of software; neither citizen nor staff."""
        user = self.model(tenant=tenant, kind=User.Kind.VENDOR, username=username)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str, **fields: Any) -> "User":
        """For ``manage.py createsuperuser``."""
        from yibao.kernel.models import Tenant

        tenant = fields.pop("tenant", None) or Tenant.objects.get(code="live")
        return self.create_staff(
            tenant=tenant, username=username, password=password, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in.

    ``proof_epoch`` is raised to end every proof of presence that any session still holds; of staff
    it ends the sessions themselves.
    """

    class Kind(models.TextChoices):
        CITIZEN = "CITIZEN", "参保人"
        STAFF = "STAFF", "工作人员"
        VENDOR = "VENDOR", "接入单位成员"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    username = models.CharField("用户名", max_length=60, unique=True)
    display_name = models.CharField("工号或岗位", max_length=40, blank=True)
    phone = EncryptedTextField("手机号", null=True, blank=True)
    phone_index = models.CharField(max_length=64, null=True, editable=False)
    person = models.OneToOneField(
        "accounts.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="user",
        verbose_name="参保人",
    )
    is_active = models.BooleanField("可登录", default=True)
    is_staff = models.BooleanField("可进审核台", default=False)
    money_held_until = models.DateTimeField("资金操作暂停到", null=True, blank=True)
    closed_at = models.DateTimeField("注销时间", null=True, blank=True)
    proof_epoch = models.PositiveIntegerField("验证代次", default=0, editable=False)
    text_size = models.CharField("显示", max_length=10, default="standard")
    joined_at = models.DateTimeField("注册时间", auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        constraints = [
            models.UniqueConstraint(
                name="accounts_user_phone_is_unique",
                fields=["tenant", "phone_index"],
                condition=models.Q(phone_index__isnull=False, is_active=True),
            ),
            models.CheckConstraint(
                name="accounts_user_citizen_is_not_staff",
                condition=~models.Q(kind="CITIZEN") | models.Q(is_staff=False, is_superuser=False),
            ),
            models.CheckConstraint(
                name="accounts_user_vendor_is_nobody_else",
                condition=~models.Q(kind="VENDOR")
                | models.Q(is_staff=False, is_superuser=False, person__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_session_auth_hash(self) -> str:
        """What a session must carry; staff are signed out by raising ``proof_epoch`` (T27)."""
        return self._of_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under former secrets of the installation."""
        yield from map(self._of_epoch, super().get_session_auth_fallback_hash())

    def _of_epoch(self, plain: str) -> str:
        if not (self.is_staff and self.proof_epoch):
            return plain
        return crypto_hash("accounts.staff_session", f"{plain}:{self.proof_epoch}").hexdigest()

    def set_phone(self, phone: str) -> None:
        """Set number and look-up hash together."""
        self.phone = phone
        self.phone_index = crypto.blind_index(phone, "phone")
