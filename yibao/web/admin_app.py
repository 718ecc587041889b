"""The Django app of the console."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in

from . import console


class YibaoAdminConfig(AdminConfig):
    """Puts our site class in place of Django's and starts the clock of console sessions."""

    default_site = "yibao.admin_site.YibaoAdminSite"

    def ready(self) -> None:
        super().ready()
        user_logged_in.connect(console.begin, dispatch_uid="yibao.console.begin")
