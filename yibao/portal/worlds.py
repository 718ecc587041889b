"""Which sandbox the tools show to who asks."""

from typing import Any

from yibao.sandbox.visitors import Visitor

from .models import Member
from .selectors import member_of
from .states import VendorState


def visitor(request: Any) -> Visitor | None:
    """The member of a vendor who asks, with both factors; None for everybody else."""
    member = member_of(request.user)
    if member is None or not request.user.is_verified() or not member.vendor.tenant.is_sandbox:
        return None
    may_act = member.role != Member.Role.VIEWER and member.vendor.state != VendorState.SUSPENDED
    return Visitor(tenant=member.vendor.tenant, may_act=may_act)
