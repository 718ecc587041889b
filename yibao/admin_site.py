"""The console's own admin site: staff only, second factor required, Chinese words."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse

from accounts.services.roles import ROLE_WORDS
from yibao.kernel.console import ConsoleAdmin, cards_for, problems_found
from yibao.web import console
from yibao.web.console_login import ConsoleLoginForm

_ENDED = {
    "idle": "您有 15 分钟没有操作，已经退出。请重新登录。",
    "total": "登录已满 8 小时，已经退出。请重新登录。",
}
#: Order of the apps in menus: what is used most comes first.
_APP_ORDER = [
    "accounts", "vouchers", "settlement", "family", "cases", "notices", "webhooks", "audit",
    "kernel",
]  # fmt: skip
_MODEL_ORDER = [
    "accounts.person",
    "accounts.enrolment",
    "accounts.institution",
    "accounts.terminal",
    "accounts.operator",
    "accounts.region",
    "accounts.partnerclient",
    "accounts.user",
    "vouchers.voucher",
    "vouchers.scan",
    "settlement.settlement",
    "settlement.refund",
    "settlement.visit",
    "settlement.settlementattempt",
    "settlement.offlinebill",
    "settlement.premium",
    "settlement.premiumplan",
    "settlement.policypack",
    "settlement.catalogueitem",
    "settlement.ledgeraccount",
    "settlement.posting",
    "settlement.ledgerentry",
    "settlement.personyear",
]


class YibaoAdminSite(AdminSite):
    """Only active staff who gave their second factor in this session get in (T25)."""

    site_header = "医保服务审核台"
    site_title = "审核台"
    index_title = "工作台"
    site_url = None
    enable_nav_sidebar = True
    login_form = ConsoleLoginForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take our own pages only: the editable admins of libraries stay out (T41)."""
        if admin_class is None or not issubclass(admin_class, ConsoleAdmin):
            return
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a verified second factor in a session that the console began."""
        user: Any = request.user
        return bool(
            user.is_active and user.is_staff and user.is_verified() and console.has_begun(request)
        )

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Say why the last session ended, if it did."""
        ended = _ENDED.get(request.GET.get("ended", ""), "")
        return super().login(request, {"ended": ended, **(extra_context or {})})

    login.login_required = False  # type: ignore[attr-defined]

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Numbers of today, health, and every list the reader may see."""
        context = {"cards": cards_for(request), "problems": problems_found()}
        return super().index(request, {**context, **(extra_context or {})})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the environment word and the reader's roles to every page."""
        live = settings.ENVIRONMENT == "production"
        context = super().each_context(request)
        context["environment_word"] = "生产" if live else "演示"
        context["environment_kind"] = "live" if live else "demo"
        context["console_roles"] = self._roles(request)
        return context

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict]:
        """Apps and models in the order of use."""
        apps = self._build_app_dict(request, app_label)
        place = {label: number for number, label in enumerate(_MODEL_ORDER)}
        for app in apps.values():
            for one in app["models"]:
                one["name"] = self._registry[one["model"]].list_title or one["name"]
            app["models"].sort(key=lambda one: place.get(one["model"]._meta.label_lower, 99))
        rank = {label: number for number, label in enumerate(_APP_ORDER)}
        return sorted(apps.values(), key=lambda app: rank.get(app["app_label"], 99))

    def _roles(self, request: HttpRequest) -> str:
        if not self.has_permission(request):
            return ""
        if request.user.is_superuser:
            return "超级管理员"
        names = request.user.groups.values_list("name", flat=True)
        return "、".join(ROLE_WORDS.get(name, name) for name in names)
