"""Announcements on every citizen page: planned closings above all."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from yibao.kernel import clock
from yibao.kernel.console import ConsoleAdmin, ServiceAction, tag

from .. import services
from ..models import Banner


class BannerForm(forms.ModelForm):
    """What to say, from when, until when."""

    class Meta:
        model = Banner
        fields = ("kind", "title", "text", "starts_at", "ends_at")
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "cols": 60})}
        help_texts = {
            "title": "例如：今晚 23:00 到明早 5:00 暂停服务",
            "text": "说明原因、还能用什么（实体卡同样有效）、打什么电话。",
        }

    def clean(self) -> dict[str, Any]:
        """The end lies after the start and ahead of now."""
        said = super().clean()
        starts, ends = said.get("starts_at"), said.get("ends_at")
        if starts and ends and ends <= max(starts, clock.now()):
            self.add_error("ends_at", "结束时间要晚于开始时间，也要晚于现在。")
        return said


def _end(request: HttpRequest, row: Banner, data: dict[str, Any]) -> None:
    services.end_banner(by=request.user, banner=row)


_WORDS = {"over": ("neutral", "已结束"), "now": ("ok", "正在显示"), "coming": ("info", "还没开始")}


@admin.register(Banner)
class BannerAdmin(ConsoleAdmin):
    """Set once, ended early by a button, never rewritten: people have read it."""

    form = BannerForm
    list_display = ("title", "kind", "shown_state", "starts_at", "ends_at", "set_at")
    ordering = ("-starts_at",)
    service_actions = (
        ServiceAction(
            name="end", label="提前结束", permission="notices.add_banner", run=_end,
            applies=lambda row: row.stage(clock.now()) != "over", done="公告已撤下。",
            effect="公告马上从所有页面撤下。",
        ),
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: end it and set another."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is said; afterwards also its state."""
        own = ("kind", "title", "text", "starts_at", "ends_at")
        return own if obj is None else (*own, "shown_state", "set_by", "set_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The state is computed."""
        return ("shown_state",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Through the service."""
        made = services.set_banner(by=request.user, **form.cleaned_data)
        obj.pk, obj._state.adding = made.pk, False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The audit log has it already."""

    @admin.display(description="状态")
    def shown_state(self, row: Banner) -> str:
        return tag(*_WORDS[row.stage(clock.now())])
