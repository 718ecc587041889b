"""The words of notices: drafts, a preview with examples, release by a second person (P190)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from yibao.kernel import clock
from yibao.kernel.console import ConsoleAdmin, Panel, ServiceAction, pairs_panel, tag
from yibao.kernel.errors import DomainError
from yibao.kernel.formwords import PlainForm

from .. import selectors
from ..data import EXAMPLES
from ..models import NoticeTemplate
from ..services import templates
from ..wording import render_words

_RIGHT = "notices.release_noticetemplate"
_STATE_KINDS = {"DRAFT": "info", "ACTIVE": "ok", "RETIRED": "neutral"}


class TemplateForm(forms.ModelForm):
    """A new version; the rules judge it before it is kept."""

    class Meta:
        model = NoticeTemplate
        fields = ("code", "medium", "title", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 6, "cols": 70})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            kinds = selectors.kind_names()
            self.fields["code"] = forms.ChoiceField(label="种类", choices=kinds)
            self.fields["body"].help_text = _variables_help([code for code, _ in kinds])

    def clean(self) -> dict[str, Any]:
        """Say at once what is wrong with the words."""
        said = super().clean()
        if not self.errors:
            try:
                templates.check(**{name: said.get(name, "") for name in self.Meta.fields})
            except DomainError as unfit:
                raise forms.ValidationError(unfit.message) from unfit
        return said


def _variables_help(codes: list[str]) -> str:
    """What may stand between the braces, a line for each kind."""
    rows = [(code, selectors.variables_shown(code)) for code in codes]
    return format_html(
        "变量写成 {} 这样，只能用自己那一种通知的：{}",
        "{{ name }}",
        format_html_join("", "<br>{}：{}", rows),
    )


class NothingForm(PlainForm):
    """Releasing needs no words."""


def _release(request: HttpRequest, row: NoticeTemplate, data: dict[str, Any]) -> None:
    templates.release(by=request.user, template=row)


def _retire(request: HttpRequest, row: NoticeTemplate, data: dict[str, Any]) -> None:
    templates.retire(by=request.user, template=row)


@admin.register(NoticeTemplate)
class NoticeTemplateAdmin(ConsoleAdmin):
    """Versions; what was in force stays readable and unchanged."""

    form = TemplateForm
    list_display = ("code", "medium", "version", "shown_state", "written_at", "released_at")
    list_filter = ("state", "medium")
    ordering = ("code", "medium", "-version")
    exact_search = ("code",)
    service_actions = (
        ServiceAction(
            name="release", label="发布", permission=_RIGHT, run=_release, form_class=NothingForm,
            applies=lambda row: row.state == "DRAFT", done="已发布。",
            effect="以后发出的这种通知都用这一版，上一版停用。起草人不能自己发布。",
        ),
        ServiceAction(
            name="retire", label="停用", permission=_RIGHT, run=_retire, form_class=NothingForm,
            applies=lambda row: row.state == "ACTIVE", done="已停用。",
            effect="以后发出的这种通知改用系统自带的文字。",
        ),
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version is never edited: a better one is a new version."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is written; afterwards also who and when."""
        own = ("code", "medium", "title", "body")
        return own if obj is None else (*own, "version", "state", "written_by", "released_by")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Through the service, which gives the version its number."""
        made = templates.draft(by=request.user, **form.cleaned_data)
        obj.pk, obj.version, obj._state.adding = made.pk, made.version, False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The audit log has it already."""

    def own_panels(self, request: HttpRequest, row: NoticeTemplate) -> list[Panel]:
        """What people will read, beside the words in force now."""
        return [
            pairs_panel("收到的样子（举例）", _preview(row.title, row.body)),
            pairs_panel("系统自带的文字", [("原文", selectors.own_words(row.code, row.medium))]),
        ]

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: NoticeTemplate) -> str:
        return tag(_STATE_KINDS[row.state], row.get_state_display())


def _preview(title: str, body: str) -> list[tuple[str, str]]:
    examples: dict[str, Any] = {**EXAMPLES, "at": clock.now(), "until": clock.now()}
    examples.update({name: 12_345 for name in ("total_fen", "fund_fen", "account_fen")})
    examples.update({name: 3_240 for name in ("cash_fen", "amount_fen")})
    found = [("标题", render_words(title, examples))] if title else []
    return [*found, ("正文", render_words(body, examples))]
