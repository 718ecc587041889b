"""Pages of rules in versions: a new one begins on a later day, none is rewritten (P195)."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import say_plainly

from .base import ConsoleAdmin
from .cells import booleans_spoken, tag


class VersionForm(forms.ModelForm):
    """All rules of one version of an area.

    ``bounds`` are least and most by field, ``helps`` the words under a field, ``taken`` is raised
    by the service where the day is not free; here it stands beside the day.
    """

    bounds: ClassVar[dict[str, tuple[int, int]]] = {}
    helps: ClassVar[dict[str, str]] = {}
    taken: ClassVar[type[DomainError]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = self.helps.get(name, field.help_text)
            say_plainly(field)

    def clean(self) -> dict[str, Any]:
        """Values within their bounds, a day that is free."""
        said = super().clean()
        for name, (least, most) in self.bounds.items():
            value = said.get(name)
            if value is not None and not least <= value <= most:
                self.add_error(name, f"要在 {least} 到 {most} 之间。")
        region, day = said.get("region"), said.get("valid_from")
        if region and day:
            self._check_day(region, day)
        return said

    def _check_day(self, region: Any, day: Any) -> None:
        known = self._meta.model._default_manager.filter(region=region)
        newest = known.order_by("-valid_from").first()
        if day < clock.today() or (newest and day <= newest.valid_from):
            wrong = self.taken(newest=f"{newest.valid_from}" if newest else "—")
            self.add_error("valid_from", ValidationError(wrong.message))


class VersionAdmin(ConsoleAdmin):
    """One row an area and period. ``asked`` are the fields of a new version, ``shown`` those of
    one that exists; ``begin`` is the service that ends the version before and answers the new
    row."""

    asked: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    list_filter = ("region",)
    list_select_related = ("region",)
    ordering = ("region", "-valid_from")

    def __init__(self, model: type[Model], admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.list_display = booleans_spoken(model, self.list_display)
        self.shown = booleans_spoken(model, self.shown)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: a new version begins on a later day."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Words where it is shown."""
        return self.asked if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Everything of a version that exists."""
        return () if obj is None else self.shown

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Through the service, which ends the version before."""
        made = self.begin(
            by=request.user,
            region_code=obj.region_id,
            valid_from=obj.valid_from,
            rules=form.rules(),
        )
        obj.pk, obj._state.adding = made.pk, False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The audit log has it already."""

    @admin.display(description="现在")
    def shown_state(self, row: Any) -> str:
        today = clock.today()
        if row.valid_from > today:
            return tag("info", "还没开始")
        is_over = row.valid_to is not None and row.valid_to <= today
        return tag("neutral", "已结束") if is_over else tag("ok", "正在用")
