"""Regional rules of family accounts (P45–P84, P195): versions that are added, never rewritten."""

from dataclasses import fields

from django import forms
from django.contrib import admin

from family.data import Policy
from family.data.relations import RELATION_CHOICES, RELATION_WORDS
from family.errors import FamilyPolicyDayTaken
from family.models import FamilyPolicy
from family.services import policies
from yibao.kernel.console import VersionAdmin, VersionForm, named, yes_no

_NAMES = tuple(field.name for field in fields(Policy))
#: What an area may not set lower or higher, and why it stands here: the law or a promise.
_BOUNDS = {
    "max_members": (1, 20),
    "max_new_binds_a_month": (1, 31),
    "holder_min_age": (16, 22),
    "adult_age": (14, 18),
    "age_turn_offset_days": (0, 1),
    "consent_ttl_hours": (1, 24 * 30),
    "consent16_grace_days": (0, 366),
    "review_workdays": (1, 20),
    "appeal_workdays": (1, 20),
    "return_wait_workdays": (1, 30),
    "return_max": (1, 9),
    "auto_score": (60, 100),
    "auto_sample_percent": (1, 100),
    "second_look_percent": (0, 100),
}
_HELP = {
    "adult_age": "从这个岁数起，要家人本人刷脸同意。",
    "age_turn_offset_days": "0：生日当天就算满；1：从第二天算。",
    "auto_approval": "没有疑点、得分够的申请不用等人看；规则和分值公布在“自动核对看什么”页。",
    "auto_sample_percent": "自动通过的里面，随机抽这么多仍由人审核。",
    "match_instant": "只对没到岁数的家人：登记的关系和填写的一致、没有疑点时即时绑定。",
    "member_photo_needed": "满岁数的家人要交照片，本人同意刷脸后才比对；没到岁数的从不比对。",
}


class FamilyPolicyForm(VersionForm):
    """All rules of one version."""

    bounds, helps, taken = _BOUNDS, _HELP, FamilyPolicyDayTaken
    relations = forms.MultipleChoiceField(
        label="可绑定的关系",
        choices=RELATION_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        initial=Policy().relations,
    )

    class Meta:
        model = FamilyPolicy
        fields = ("region", "valid_from", *_NAMES)
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"})}

    def rules(self) -> Policy:
        """The checked input."""
        return Policy(**{name: self.cleaned_data[name] for name in _NAMES})


@admin.register(FamilyPolicy)
class FamilyPolicyAdmin(VersionAdmin):
    """One row an area and period; the newest ends the one before it."""

    form = FamilyPolicyForm
    where = named("region", "地区")
    automatic = yes_no("auto_approval", "按公开规则自动通过")
    list_display = (
        "where", "valid_from", "valid_to", "shown_state", "max_members", "adult_age",
        "review_workdays", "automatic",
    )  # fmt: skip
    list_display_links = ("where", "valid_from")
    asked = ("region", "valid_from", *_NAMES)
    shown = (
        "region", "valid_from", "valid_to", "shown_state", *_NAMES[:-1], "shown_relations",
        "created_at",
    )  # fmt: skip

    begin = staticmethod(policies.set_policy)

    @admin.display(description="可绑定的关系")
    def shown_relations(self, row: FamilyPolicy) -> str:
        return "、".join(RELATION_WORDS.get(code, code) for code in row.relations)
