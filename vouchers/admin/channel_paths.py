"""Ways through the menus of channels: versions that are added and ended, never rewritten (P13)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from vouchers import rules
from vouchers.models import ChannelPath
from vouchers.services import channel_list
from yibao.kernel import clock, masking
from yibao.kernel.console import ConsoleAdmin, ServiceAction, config_changed, named, tag
from yibao.kernel.formwords import PlainForm, say_plainly

_RIGHT = "vouchers.manage_channelpath"
_DAY = {"widget": forms.DateInput(attrs={"type": "date"})}


class StepsField(forms.CharField):
    """One step a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="步骤",
            help_text="一行一步，写人在应用里要点什么。",
            widget=forms.Textarea(attrs={"rows": 6, "cols": 60}),
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        """Lines without blanks around them."""
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class PathForm(forms.ModelForm):
    """A first version. What the platform does follows from the channel: always with the face."""

    steps = StepsField()

    class Meta:
        model = ChannelPath
        fields = ("code", "channel", "kind", "title", "steps", "source", "valid_from")
        widgets = {"valid_from": _DAY["widget"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_plainly(field)

    def clean_code(self) -> str:
        """A known path gets its next version by the button on its page."""
        code = self.cleaned_data["code"]
        if ChannelPath.objects.filter(code=code).exists():
            raise forms.ValidationError("这个编号已经有了，请在它的页面上换新版。")
        return code


class NextForm(PlainForm):
    """The next version and its first day."""

    title = forms.CharField(label="标题", max_length=60)
    steps = StepsField()
    start = forms.DateField(label="从哪天起", **_DAY)


class WhyForm(PlainForm):
    """Why it leads nowhere any more."""

    reason = forms.CharField(label="原因", min_length=2, max_length=60)


def _replace(request: HttpRequest, row: ChannelPath, data: dict[str, Any]) -> None:
    channel_list.replace_path(
        by=request.user, path=row, title=data["title"], steps=data["steps"], start=data["start"]
    )


def _end(request: HttpRequest, row: ChannelPath, data: dict[str, Any]) -> None:
    reason = masking.mask_text(data["reason"])
    channel_list.end_path(by=request.user, path=row, reason=reason)


def _is_open(row: ChannelPath) -> bool:
    return row.valid_to is None or row.valid_to > clock.today()


@admin.register(ChannelPath)
class ChannelPathAdmin(ConsoleAdmin):
    """What people read under 在别的应用里开通."""

    form = PathForm
    list_display = ("code", "what", "kind", "title", "valid_from", "valid_to", "shown_state")
    list_filter = ("kind", "channel")
    list_select_related = ("channel",)
    ordering = ("channel__sort", "code", "-valid_from")
    exact_search = ("code", "channel__name")
    what = named("channel", "渠道")
    asked = ("code", "channel", "kind", "title", "steps", "source", "valid_from")
    shown = (
        "code", "what", "kind", "title", "shown_steps", "shown_server_steps", "source",
        "valid_from", "valid_to", "shown_state",
    )  # fmt: skip
    service_actions = (
        ServiceAction(
            name="replace", label="换新版", permission=_RIGHT, run=_replace, form_class=NextForm,
            applies=_is_open, done="已换新版，旧的留着备查。",
            effect="旧的一版到那天为止，新的一版从那天开始给人看。平台步骤不变。",
        ),
        ServiceAction(
            name="end", label="停用", permission=_RIGHT, danger=True, run=_end, form_class=WhyForm,
            applies=_is_open, done="已停用。", effect="这条路径不再给人看，记录留着。",
        ),
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what people were told stays on record (P13)."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Words where it is shown."""
        return self.asked if obj is None else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Everything of a version that exists."""
        return () if obj is None else self.shown

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With the steps of the platform that the channel needs (P11)."""
        obj.steps = form.cleaned_data["steps"]
        if obj.kind == ChannelPath.Kind.ACTIVATE:
            password = obj.channel.has_own_password
            obj.server_steps = list(rules.normal_steps(has_own_password=password))
        super().save_model(request, obj, form, change)
        config_changed.send(
            sender=ChannelPath, by=request.user, row=obj, created=True, fields=list(self.asked)
        )

    @admin.display(description="步骤")
    def shown_steps(self, row: ChannelPath) -> str:
        return " → ".join(row.steps)

    @admin.display(description="平台步骤")
    def shown_server_steps(self, row: ChannelPath) -> str:
        return " → ".join(rules.STEP_WORDS.get(step, step) for step in row.server_steps) or "—"

    @admin.display(description="现在")
    def shown_state(self, row: ChannelPath) -> str:
        if row.valid_from > clock.today():
            return tag("info", "还没开始")
        return tag("ok", "正在用") if _is_open(row) else tag("neutral", "已结束")
