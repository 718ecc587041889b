"""Regional rules of mutual aid (P96–P117, P195): versions that are added, never rewritten."""

from dataclasses import fields

from django import forms
from django.contrib import admin

from family.data.aid import AidRules
from family.errors import AidPolicyDayTaken
from family.models import AidPolicy
from family.services import aid_policies
from yibao.kernel.console import VersionAdmin, VersionForm, named, yuan
from yibao.kernel.money import to_fen

_NAMES = tuple(field.name for field in fields(AidRules) if not field.name.endswith("_fen"))
#: What an area may not set lower or higher.
_BOUNDS = {
    "sample_percent": (0, 100),
    "payer_max_members": (1, 20),
    "member_max_payers": (1, 20),
    "payers_per_settlement": (1, 20),
    "min_days": (0, 366),
}
_HELP = {
    "kin_scope": "公婆、岳父母、儿媳、女婿不是近亲属，都不能授权。",
    "mode": "自动扣：看病时按授权直接扣；扫付款人的码：每次都要扫付款人的码。",
    "review": "抽查的先生效再核查；全部审核的通过后才能用。",
    "sample_percent": "抽查时，新授权里随机抽这么多核查。",
    "payers_per_settlement": "不填就不限。",
    "min_days": "0：付款人随时可以停；家人任何时候都可以不接受。",
    "double_scan_needs_aid": "打勾：没有办过授权的，扫付款人的码也不能付。",
}


class AidPolicyForm(VersionForm):
    """All rules of one version; money in yuan, as people speak of it."""

    bounds, helps, taken = _BOUNDS, _HELP, AidPolicyDayTaken
    least_keep_back = forms.DecimalField(
        label="账户至少留（元）",
        help_text="付款人的账户里至少留这么多，家人用不到。",
        initial="0.00",
        min_value=0,
        max_value=100_000,
        max_digits=9,
        decimal_places=2,
    )
    payers_per_settlement = forms.IntegerField(label="一次结算最多几个付款人", required=False)

    class Meta:
        model = AidPolicy
        fields = ("region", "valid_from", *_NAMES)
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"})}

    def rules(self) -> AidRules:
        """The checked input."""
        said = self.cleaned_data
        return AidRules(
            **{name: said[name] for name in _NAMES},
            least_keep_back_fen=to_fen(said["least_keep_back"]),
        )


@admin.register(AidPolicy)
class AidPolicyAdmin(VersionAdmin):
    """One row an area and period; the newest ends the one before it."""

    form = AidPolicyForm
    where = named("region", "地区")
    list_display = (
        "where", "valid_from", "valid_to", "shown_state", "kin_scope", "area", "mode", "review",
    )  # fmt: skip
    list_display_links = ("where", "valid_from")
    asked = ("region", "valid_from", *_NAMES, "least_keep_back")
    shown = (
        "region", "valid_from", "valid_to", "shown_state", *_NAMES, "kept", "created_at",
    )  # fmt: skip

    begin = staticmethod(aid_policies.set_policy)

    @admin.display(description="账户至少留（元）")
    def kept(self, row: AidPolicy) -> str:
        return yuan(row.least_keep_back_fen)
