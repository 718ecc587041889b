"""Contributions as the register delivered them; nobody edits them here."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin

from accounts.models import Contribution
from yibao.kernel.console import ReadOnlyAdmin, person_link, yuan


def _amount(name: str, label: str) -> Callable[[Any, Any], str]:
    """A column of an amount in yuan."""

    @admin.display(description=f"{label}（元）", ordering=name)
    def shown(page: Any, row: Contribution) -> str:
        return yuan(getattr(row, name))

    return shown


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """What was paid for one month or year."""

    base = _amount("base_fen", "缴费基数")
    employer = _amount("employer_fen", "单位缴费")
    personal = _amount("personal_fen", "个人缴费")
    subsidy = _amount("subsidy_fen", "财政补助")
    account = _amount("account_fen", "划入个人账户")
    list_display = ("period", "insured", "insutype", "payer_name", "personal", "account")
    list_filter = ("insutype",)
    list_select_related = ("person",)
    ordering = ("-pk",)
    tenant_path = "person__tenant"
    exact_search = ("person__psn_no",)
    fields = (
        "insured", "insutype", "period", "insuplc_admdvs", "payer_name", "base", "employer",
        "personal", "subsidy", "account", "paid_on",
    )  # fmt: skip

    @admin.display(description="参保人")
    def insured(self, row: Contribution) -> str:
        return person_link(row.person)
