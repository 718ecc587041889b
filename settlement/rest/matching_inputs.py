"""Input shapes of reconciliation and clearing."""

from datetime import date
from typing import Any

from rest_framework import serializers

from yibao.kernel import money
from yibao.kernel.money import to_fen
from yibao.kernel.rest import StrictChoiceField, StrictCodeField, StrictSerializer, YuanField

from ..data.clearing import CLR_TYPES, COUNT_FIELD, SUM_FIELDS, PeriodAsk, Totals, month_days

INSUTYPES = ["", "310", "390"]
_MOST_ROWS = 10**9


class TotalField(YuanField):
    """A sum of many amounts in yuan, below zero where refunds outweigh, as text."""

    parse = staticmethod(money.parse_total)


class DayField(StrictCodeField):
    """A day as ``2026-11-22``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", message="日期请写成 2026-11-22。", **options
        )

    def to_internal_value(self, data: Any) -> date:
        text = super().to_internal_value(data)
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail("pattern")


class WholeField(serializers.IntegerField):
    """A number of rows; text, booleans and fractions are refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=_MOST_ROWS, **options)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class TotalsInput(StrictSerializer):
    """What the institution adds up."""

    insutype = StrictChoiceField(choices=INSUTYPES, required=False, default="")
    clr_type = StrictChoiceField(choices=["", *CLR_TYPES], required=False, default="")
    for _name in SUM_FIELDS:
        locals()[_name] = TotalField()
    fixmedins_setl_cnt = WholeField()


class ReconciliationInput(TotalsInput):
    """Totals of a period."""

    date_from = DayField()
    date_to = DayField()


class ClearingInput(TotalsInput):
    """Totals of a month."""

    month = StrictCodeField(r"20[0-9]{2}-(0[1-9]|1[0-2])", message="月份请写成 2026-10。")


def period_of(data: dict[str, Any]) -> PeriodAsk:
    """The services' form of either input."""
    if "month" in data:
        year, month = map(int, data["month"].split("-"))
        first, last = month_days(year, month)
    else:
        first, last = data["date_from"], data["date_to"]
    sums = {name: to_fen(data[name]) for name in SUM_FIELDS}
    return PeriodAsk(
        first, last, Totals(sums, data[COUNT_FIELD]), data["insutype"], data["clr_type"]
    )
