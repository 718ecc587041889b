"""Ways to prove a relation and their places for pictures (P63–P69), as each area wants them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html

from family.data.relations import RELATION_CHOICES, RELATION_WORDS
from family.errors import ProofSetEmpty
from family.models import ProofSet, ProofSlot
from family.rules.proofs import MOST_PAGES
from family.services import policies
from yibao.kernel.console import ConfigAdmin, yes_no
from yibao.kernel.formwords import say_plainly


class ProofSetForm(forms.ModelForm):
    """One way; no relation ticked means every relation."""

    relations = forms.MultipleChoiceField(
        label="适用的关系",
        choices=RELATION_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="都不选就是各种关系都能用。",
    )

    class Meta:
        model = ProofSet
        fields = ("code", "branch", "region", "relations", "title", "note", "sort", "is_enabled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_plainly(field)


class SlotForm(forms.ModelForm):
    """One place for pictures."""

    class Meta:
        model = ProofSlot
        fields = (
            "code", "title", "hint", "drawing", "is_required", "max_pages", "reuse_days", "sort",
        )  # fmt: skip
        widgets = {
            name: forms.TextInput(attrs={"size": size})
            for name, size in (("code", 18), ("title", 18), ("hint", 26), ("drawing", 16))
        }

    def clean_max_pages(self) -> int:
        """At least one, and no more than a request may hold."""
        pages = self.cleaned_data["max_pages"]
        if not 1 <= pages <= MOST_PAGES:
            raise ValidationError(f"要在 1 到 {MOST_PAGES} 之间。")
        return pages


class SlotFormSet(forms.BaseInlineFormSet):
    """All places of a way."""

    def clean(self) -> None:
        """A way that is offered asks for something."""
        super().clean()
        filled = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        if self.instance.is_enabled and not any(said.get("is_required") for said in filled):
            raise ValidationError(ProofSetEmpty().message)


class SlotInline(admin.TabularInline):
    """Places are added and changed; what requests have used is never taken away."""

    model = ProofSlot
    form = SlotForm
    formset = SlotFormSet
    extra = 1
    can_delete = False
    verbose_name_plural = "材料"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Like the way it belongs to."""
        return request.user.has_perm("family.view_proofset")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Like the way it belongs to."""
        return request.user.has_perm("family.change_proofset")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Like the way it belongs to."""
        return request.user.has_perm("family.change_proofset")


@admin.register(ProofSet)
class ProofSetAdmin(ConfigAdmin):
    """One way a row; an area's own row goes before the common one with its code."""

    form = ProofSetForm
    inlines = (SlotInline,)
    list_display = ("title", "shown_code", "branch", "where", "shown_relations", "enabled", "sort")
    enabled = yes_no("is_enabled", "启用")
    list_filter = ("branch", "region", "is_enabled")
    list_select_related = ("region",)
    ordering = ("branch", "sort", "code")
    exact_search = ("code", "title", "title__icontains")
    fields = ("code", "branch", "region", "relations", "title", "note", "sort", "is_enabled")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Words for those who only read."""
        may_change = self.has_change_permission(request, obj)
        shown = {} if may_change else {"relations": "shown_relations"}
        shown |= {} if obj is None else {"region": "where", "code": "shown_code"}
        return tuple(shown.get(one, one) for one in self.fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Requests name code and branch: they are chosen once."""
        return ("shown_relations", "where", "shown_code", *(("branch",) if obj is not None else ()))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Checked and noted once everything is in place."""
        super().save_related(request, form, formsets, change)
        policies.check_proof_set(by=request.user, proof_set=form.instance)

    @admin.display(description="代码", ordering="code")
    def shown_code(self, row: ProofSet) -> str:
        return format_html("<code>{}</code>", row.code)

    @admin.display(description="地区", ordering="region")
    def where(self, row: ProofSet) -> str:
        return row.region.name if row.region else "各地"

    @admin.display(description="适用的关系")
    def shown_relations(self, row: ProofSet) -> str:
        return "、".join(RELATION_WORDS.get(code, code) for code in row.relations) or "各种关系"
