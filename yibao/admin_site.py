"""The console's own admin site: staff only, second factor required, Chinese words."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest


class YibaoAdminConfig(AdminConfig):
    """Puts our site class in place of Django's."""

    default_site = "yibao.admin_site.YibaoAdminSite"


class YibaoAdminSite(AdminSite):
    """Only active staff who gave their second factor in this session get in (T25)."""

    site_header = "医保服务审核台"
    site_title = "审核台"
    index_title = "工作台"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a verified second factor."""
        user: Any = request.user
        return bool(user.is_active and user.is_staff and user.is_verified())
