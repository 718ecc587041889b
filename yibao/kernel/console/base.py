"""Base classes of the console's model pages.

Nothing is ever deleted here, lists have no bulk actions, and money or state change only through
service buttons (T41). Readers see the rows of their own tenant.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.dispatch import Signal
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.functional import cached_property

from yibao.kernel.errors import DomainError

from .actions import ServiceAction, ShownOnce
from .panels import Panel, panels_for
from .veils import unveiled
from .whose import WhoseRows

#: ``by``, ``row``, ``created``, ``fields`` — configuration was changed on a console page.
config_changed = Signal()

#: Relations whose models give them no Chinese name.
_RELATIONS = {"institution": "机构", "parent": "上级地区", "tenant": "租户"}
_MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Counts no further than people page; a full count of a large table takes seconds."""

    @cached_property
    def count(self) -> int:
        """Rows, at most ten thousand."""
        return self.object_list.order_by()[:_MOST_COUNTED].count()


class ConsoleAdmin(WhoseRows):
    """A list and a page with panels and service buttons.

    ``tenant_path`` leads from the row to its tenant.
    """

    actions = None
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator
    change_form_template = "admin/console/detail.html"
    tenant_path: str | None = None
    service_actions: tuple[ServiceAction, ...] = ()
    view_on_site = False
    show_facets = admin.ShowFacets.NEVER
    #: What the list is called, where the model's own plural does not say it.
    list_title = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows of the reader's tenant without veiled ones; a superuser sees all."""
        rows = unveiled(request.user, super().get_queryset(request))
        if self.tenant_path is None or request.user.is_superuser:
            return rows
        return rows.filter(**{self.tenant_path: request.user.tenant_id})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses and one for each service button."""
        meta = self.opts
        wrap = self.admin_site.admin_view
        own = path(
            "<path:object_id>/do/<slug:action>/",
            wrap(self.action_view),
            name=f"{meta.app_label}_{meta.model_name}_do",
        )
        found = [own, *super().get_urls()]
        for one in found:
            # Else the site's own login requirement sends visitors to the citizens' login.
            one.callback.login_url = reverse_lazy("admin:login")
        return found

    def own_view(self, view: Any) -> Any:
        """A view beside the list and its rows, behind the console's own login."""
        wrapped = self.admin_site.admin_view(view)
        wrapped.login_url = reverse_lazy("admin:login")
        return wrapped

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list under its own name; of one person only where there is a cause."""
        if self.ways_to_people and self.has_view_or_change_permission(request):
            asked = self.ask_whose(request)
            if asked is not None:
                return asked
        context = {"list_title": self.list_title or self.opts.verbose_name_plural}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    # ---- the page of a row ----

    def describe(self, row: Any) -> str:
        """The row on confirmation pages."""
        return str(row)

    def own_panels(self, request: HttpRequest, row: Any) -> list[Panel]:
        """Panels of the app itself; they come before those that others registered."""
        return []

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add panels and buttons."""
        row = kwargs.get("obj")
        if row is not None:
            context["panels"] = [*self.own_panels(request, row), *panels_for(request, row)]
            context["buttons"] = self.buttons(request, row)
            context["audit_url"] = self._audit_url(request, row)
        return super().render_change_form(request, context, *args, **kwargs)

    def buttons(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """The service buttons that this reader has here now."""
        return [
            {"action": one, "url": self.action_url(row, one.name)}
            for one in self.service_actions
            if request.user.has_perm(one.permission) and one.applies(row)
        ]

    def _audit_url(self, request: HttpRequest, row: Any) -> str:
        if not request.user.has_perm("audit.view_auditevent"):
            return ""
        base = reverse("admin:audit_auditevent_changelist")
        return f"{base}?subject={row._meta.label_lower}:{row.pk}"

    def action_url(self, row: Any, name: str) -> str:
        """Address of a button's confirmation page."""
        meta = self.opts
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_do", args=[quote(row.pk), name])

    def page_url(self, row: Any) -> str:
        """Address of the row's page."""
        meta = self.opts
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[quote(row.pk)])

    # ---- service buttons ----

    def action_view(self, request: HttpRequest, object_id: str, action: str) -> HttpResponse:
        """Show what will happen; when confirmed, check the right again and do it."""
        chosen = next((one for one in self.service_actions if one.name == action), None)
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if chosen is None:
            self.not_offered(request, row, action)
            raise Http404
        if not (
            self.has_view_permission(request, row) and request.user.has_perm(chosen.permission)
        ):
            self.not_offered(request, row, action)
            raise PermissionDenied
        if not chosen.applies(row):
            self.not_offered(request, row, action)
            self.message_user(request, "现在不能这样处理，请看最新的状态。", messages.WARNING)
            return HttpResponseRedirect(self.page_url(row))
        form = self.action_form(request, chosen, row)
        if request.method == "POST" and form.is_valid():
            return self._perform(request, chosen, row, form.cleaned_data)
        return self._page(request, "confirm", chosen, row, form=form)

    def not_offered(self, request: HttpRequest, row: Any, action: str) -> None:
        """Somebody asked for a button that is not there for them now; pages may write it down."""

    def action_form(self, request: HttpRequest, action: ServiceAction, row: Any) -> Any:
        """The form of a button; pages whose choices hang on the row make their own."""
        return action.form_class(request.POST if request.method == "POST" else None)

    def _perform(
        self, request: HttpRequest, action: ServiceAction, row: Any, data: dict[str, Any]
    ) -> HttpResponse:
        try:
            outcome = action.run(request, row, data)
        except DomainError as refusal:
            words = refusal.said
            self.message_user(request, words, messages.ERROR)
            return HttpResponseRedirect(self.page_url(row))
        if isinstance(outcome, ShownOnce):
            return self._page(request, "once", action, row, shown=outcome)
        self.message_user(request, action.done, messages.SUCCESS)
        return HttpResponseRedirect(self.page_url(row))

    def _page(
        self, request: HttpRequest, name: str, action: ServiceAction, row: Any, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": action.label,
            "opts": self.opts,
            "original": row,
            "described": self.describe(row),
            "action": action,
            "page_url": self.page_url(row),
            **more,
        }
        return TemplateResponse(request, f"admin/console/{name}.html", context)


class ReadOnlyAdmin(ConsoleAdmin):
    """Rows that the console only shows."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class ConfigAdmin(ConsoleAdmin):
    """Configuration: holders of the right may add and change; each change is announced."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer (and accept) rows of the own tenant only."""
        related = db_field.remote_field.model
        if db_field.name in _RELATIONS:
            kwargs.setdefault("label", _RELATIONS[db_field.name])
        if not request.user.is_superuser:
            rows = related._default_manager.all()
            if db_field.name == "tenant":
                kwargs["queryset"] = rows.filter(pk=request.user.tenant_id)
            elif any(field.name == "tenant" for field in related._meta.fields):
                kwargs["queryset"] = rows.filter(tenant_id=request.user.tenant_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save and announce in the same transaction, for the audit log."""
        super().save_model(request, obj, form, change)
        config_changed.send(
            sender=type(obj),
            by=request.user,
            row=obj,
            created=not change,
            fields=sorted(form.changed_data),
        )
