"""Premiums of resident insurance: read only; what an area asks for is added in versions (P172)."""

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from settlement.data.premiums import PremiumRules, reason_of
from settlement.errors import PremiumPlanDayTaken
from settlement.models import Posting, Premium, PremiumPlan
from settlement.selectors import premiums
from settlement.services import card_healing, premium_plans
from settlement.states import PremiumState
from yibao.kernel.console import (
    Column,
    Panel,
    ReadOnlyAdmin,
    ServiceAction,
    VersionAdmin,
    VersionForm,
    detail_link,
    moment,
    named,
    since,
    yuan,
)
from yibao.kernel.money import from_fen, to_fen

from .words import person_link, posting_kind, state_tag

_PLAIN = tuple(field.name for field in fields(PremiumRules) if not field.name.endswith("_fen"))
_MONEY = {
    "preschool": "学龄前儿童（元）",
    "pupil": "中小学生（元）",
    "student": "大学生（元）",
    "adult": "成年居民（元）",
    "elder": "老年居民（元）",
    "subsidy": "财政补助（元）",
}


def _amount(label: str, *, least_fen: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=from_fen(least_fen),
        max_value=100_000,
        max_digits=8,
        decimal_places=2,
    )


class PremiumPlanForm(VersionForm):
    """What one version asks for; money in yuan, as people speak of it."""

    bounds, taken = {"year": (2000, 2200)}, PremiumPlanDayTaken
    helps = {
        "year": "缴的是哪一年的医保，一般是明年。",
        "valid_from": "从这天起按这一版收；之前缴了的不变。",
        "closes_on": "这一天还可以缴。",
    }
    preschool = _amount(_MONEY["preschool"], least_fen=1)
    pupil = _amount(_MONEY["pupil"], least_fen=1)
    student = _amount(_MONEY["student"], least_fen=1)
    adult = _amount(_MONEY["adult"], least_fen=1)
    elder = _amount(_MONEY["elder"], least_fen=1)
    subsidy = _amount(_MONEY["subsidy"], least_fen=0)

    class Meta:
        model = PremiumPlan
        fields = ("region", "valid_from", *_PLAIN)
        widgets = {
            name: forms.DateInput(attrs={"type": "date"})
            for name in ("valid_from", "opens_on", "closes_on")
        }

    def clean(self) -> dict[str, Any]:
        """The window in order."""
        said = super().clean()
        opens, closes = said.get("opens_on"), said.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "最后一天不能早于第一天。")
        return said

    def rules(self) -> PremiumRules:
        """The checked input."""
        said = self.cleaned_data
        amounts = {f"{name}_fen": to_fen(said[name]) for name in _MONEY}
        return PremiumRules(**{name: said[name] for name in _PLAIN}, **amounts)


def _money_column(name: str, label: str) -> Any:
    @admin.display(description=label)
    def shown(self: Any, row: PremiumPlan) -> str:
        return yuan(getattr(row, f"{name}_fen"))

    return shown


@admin.register(PremiumPlan)
class PremiumPlanAdmin(VersionAdmin):
    """One row an area and period; the newest ends the one before it."""

    form = PremiumPlanForm
    where = named("region", "地区")
    list_display = (
        "where", "year", "valid_from", "valid_to", "shown_state", "opens_on", "closes_on",
        "adult_yuan",
    )  # fmt: skip
    list_display_links = ("where", "year")
    asked = ("region", "valid_from", *_PLAIN, *_MONEY)
    shown = (
        "region", "valid_from", "valid_to", "shown_state", *_PLAIN,
        *(f"{name}_yuan" for name in _MONEY), "created_at",
    )  # fmt: skip
    preschool_yuan = _money_column("preschool", _MONEY["preschool"])
    pupil_yuan = _money_column("pupil", _MONEY["pupil"])
    student_yuan = _money_column("student", _MONEY["student"])
    adult_yuan = _money_column("adult", _MONEY["adult"])
    elder_yuan = _money_column("elder", _MONEY["elder"])
    subsidy_yuan = _money_column("subsidy", _MONEY["subsidy"])

    begin = staticmethod(premium_plans.set_plan)


@admin.register(Premium)
class PremiumAdmin(ReadOnlyAdmin):
    """Who paid whose premium, from which sources, and what bank and register said."""

    list_display = (
        "ref", "shown_time", "shown_state", "year", "insured", "paying", "place", "amount",
    )  # fmt: skip
    list_filter = ("state", "year", since("created_at"))
    list_select_related = ("member", "payer")
    ordering = ("-pk",)
    tenant_path = "tenant"
    exact_search = ("ref", "register_number", "member__psn_no", "payer__psn_no")
    fields = (
        ("ref", "shown_state"), ("insured", "paying"), ("year", "place"), ("amount", "subsidy"),
        ("shown_refusal", "register_number"), ("created_at", "deadline_at"),
        ("asked_at", "known_at"), ("asks", "next_ask_at"),
    )  # fmt: skip
    place = named("insuplc_admdvs", "参保地")
    service_actions = (
        ServiceAction(
            name="ask", label="现在问征缴系统", permission="settlement.ask_bank",
            run=lambda request, row, data: card_healing.ask_premium_now(
                by=request.user, premium_id=row.pk, reason=data["reason"]
            ),
            applies=lambda row: row.state == PremiumState.PENDING,
            done="已问过，请看状态。",
            effect="银行卡那部分没有结果的，先问银行；再按缴费号问征缴系统。不会再扣、再缴一次。",
        ),
    )  # fmt: skip

    def own_panels(self, request: HttpRequest, row: Premium) -> list[Panel]:
        parts = [
            [part.get_kind_display(), person_link(part.payer), yuan(part.amount_fen)]
            for part in row.parts.select_related("payer").order_by("place")
        ]
        columns = (Column("来源"), Column("谁的"), Column("金额", numeric=True))
        names = [f"{kind}:{row.pk}" for kind in ("premium", "premium_paid", "premium_back")]
        booked = [
            [detail_link(one), posting_kind(one), moment(one.created_at)]
            for one in Posting.objects.filter(business__in=names).order_by("created_at")
        ]
        charge = premiums.charge_of(row)
        cards = [] if charge is None else [[detail_link(charge), state_tag(charge)]]
        return [
            Panel("来源（元）", columns, parts),
            Panel("银行卡", (Column("扣款号"), Column("状态")), cards, empty="没有用银行卡"),
            Panel("凭证", (Column("凭证"), Column("种类"), Column("时间")), booked),
        ]

    @admin.display(description="状态", ordering="state")
    def shown_state(self, row: Premium) -> str:
        return state_tag(row)

    @admin.display(description="提出时间", ordering="created_at")
    def shown_time(self, row: Premium) -> str:
        return moment(row.created_at)

    @admin.display(description="参保人")
    def insured(self, row: Premium) -> str:
        return person_link(row.member)

    @admin.display(description="缴费人")
    def paying(self, row: Premium) -> str:
        return person_link(row.payer)

    @admin.display(description="个人缴费（元）", ordering="amount_fen")
    def amount(self, row: Premium) -> str:
        return yuan(row.amount_fen)

    @admin.display(description="财政补助（元）")
    def subsidy(self, row: Premium) -> str:
        return yuan(row.subsidy_fen)

    @admin.display(description="没缴成的原因")
    def shown_refusal(self, row: Premium) -> str:
        return reason_of(row.refusal) if row.refusal else "—"
