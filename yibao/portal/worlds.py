"""Which sandbox the tools show to who asks."""

from typing import Any

from .selectors import member_of


def sandbox_of(request: Any) -> Any:
    """The sandbox of the vendor whose member asks, with both factors; None for everybody else."""
    member = member_of(request.user)
    if member is None or not request.user.is_verified():
        return None
    tenant = member.vendor.tenant
    return tenant if tenant.is_sandbox else None
