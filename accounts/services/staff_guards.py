"""What no administrator may do: change the own account, or leave the bureau without one (T41)."""

from typing import Any

from django.db.models import Q

from accounts.errors import StaffLastAdmin, StaffOwnAccount
from accounts.models import User
from yibao.kernel import locks

ADMIN = "admin"


def must_be_another(*, by: Any, user: User) -> None:
    """Raise ``StaffOwnAccount`` where somebody acts on the own account."""
    if by is not None and getattr(by, "pk", None) == user.pk:
        raise StaffOwnAccount


def must_leave_an_admin(*, by: Any, user: User) -> None:
    """Raise ``StaffLastAdmin`` where nobody else could manage staff; call inside a transaction.

    Two administrators who switch each other off at once wait for one another here.
    """
    locks.advisory(f"accounts.staff.admins:{user.tenant_id}")
    admins = User.objects.filter(
        Q(is_superuser=True) | Q(groups__name=ADMIN), tenant_id=user.tenant_id, is_active=True
    ).distinct()
    if admins.filter(pk=user.pk).exists() and not admins.exclude(pk=user.pk).exists():
        raise StaffLastAdmin
