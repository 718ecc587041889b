"""Places of care, their tills and operators, and areas: configuration that the admin role edits."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm

from accounts.models import Institution, Operator, Region, Terminal
from accounts.rules import hours
from yibao.kernel.console import Column, ConfigAdmin, Panel, detail_link, named, yes_no


class InstitutionForm(ModelForm):
    """Hours that cannot be read are refused, else nobody would find the place open."""

    def clean_opening_hours(self) -> dict[str, Any]:
        """The week as it was typed; JSON like {"1": [["08:00", "18:00"]]}."""
        week = self.cleaned_data["opening_hours"] or {}
        try:
            hours.parse(week)
        except hours.BadHours as wrong:
            raise ValidationError(str(wrong)) from wrong
        return week


@admin.register(Institution)
class InstitutionAdmin(ConfigAdmin):
    """Contracts and what each place can do (P25)."""

    form = InstitutionForm

    list_display = (
        "name", "fixmedins_code", "fixmedins_type", "hosp_lv", "admdvs", "takes_code",
        "takes_mobile_pay", "has_contract",
    )  # fmt: skip
    takes_code = yes_no("accepts_voucher", "可扫医保码")
    takes_mobile_pay = yes_no("accepts_mobile_pay", "移动支付")
    has_contract = yes_no("is_active", "协议有效")
    list_filter = ("fixmedins_type", "is_active", "accepts_voucher", "accepts_mobile_pay")
    ordering = ("fixmedins_code",)
    tenant_path = "tenant"
    exact_search = ("fixmedins_code", "name", "name__icontains")
    fieldsets = (
        (None, {"fields": ("tenant", "fixmedins_code", "name", "fixmedins_type", "hosp_lv")}),
        ("所在", {"fields": ("admdvs", "address", "phone", "opening_hours")}),
        (
            "能力",
            {
                "fields": (
                    "accepts_voucher",
                    "accepts_mobile_pay",
                    "accepts_e_prescription",
                    "accepts_e_invoice",
                    "accepts_wallet",
                    "accepts_remote",
                ),
            },
        ),
        ("协议", {"fields": ("is_active",)}),
    )

    def get_readonly_fields(self, request, obj=None):
        """The code that bills point to stays."""
        return ("tenant", "fixmedins_code") if obj else ()

    def own_panels(self, request, row):
        tills = [
            [detail_link(one, one.code), one.name or "—", _word(one)] for one in row.terminals.all()
        ]
        people = [[detail_link(one, one.code), one.name, _word(one)] for one in row.operators.all()]
        return [
            Panel("终端", (Column("终端号"), Column("位置"), Column("状态")), tills),
            Panel("经办人员", (Column("工号"), Column("称呼"), Column("状态")), people),
        ]


def _word(row: Terminal | Operator) -> str:
    return "启用" if row.is_active else "停用"


class _PartOfInstitution(ConfigAdmin):
    list_filter = ("is_active",)
    place = named("institution", "机构")
    enabled = yes_no("is_active", "启用")
    list_select_related = ("institution",)
    ordering = ("institution__fixmedins_code", "code")
    tenant_path = "institution__tenant"
    exact_search = ("code", "institution__fixmedins_code")

    def get_readonly_fields(self, request, obj=None):
        """Scans name it by institution and code, so both stay."""
        return ("place", "code") if obj else ()

    def get_fields(self, request, obj=None):
        """The place is chosen once."""
        return ("place" if obj else "institution", "code", "name", "is_active")


@admin.register(Terminal)
class TerminalAdmin(_PartOfInstitution):
    """Tills."""

    list_display = ("code", "name", "place", "enabled")


@admin.register(Operator)
class OperatorAdmin(_PartOfInstitution):
    """People at tills, as their institution names them."""

    list_display = ("code", "name", "place", "enabled")


@admin.register(Region)
class RegionAdmin(ConfigAdmin):
    """Areas with their offices and phones (P185)."""

    list_display = ("code", "name", "above", "hotline", "office", "sort")
    above = named("parent", "上级地区")
    list_select_related = ("parent",)
    ordering = ("sort", "code")
    exact_search = ("code", "name")
    fields = ("code", "name", "parent", "hotline", "office", "sort")

    def get_readonly_fields(self, request, obj=None):
        """The code is the key."""
        return ("code",) if obj else ()
