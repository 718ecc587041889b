"""Which tenant a request belongs to."""

from django.conf import settings

from .models import Tenant


def default() -> Tenant:
    """The tenant of this installation's citizen pages and register."""
    return Tenant.objects.get(code=settings.DEFAULT_TENANT_CODE)
