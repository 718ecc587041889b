"""Query parameters of the settlement list; nothing else can be filtered or ordered (T77)."""

import django_filters

from ..models import Settlement
from ..states import SettlementState


class SettlementFilter(django_filters.FilterSet):
    """Exact values and a range of days."""

    setl_id = django_filters.CharFilter(max_length=40)
    psn_no = django_filters.CharFilter(field_name="person__psn_no", max_length=30)
    mdtrt_id = django_filters.CharFilter(field_name="visit__mdtrt_id", max_length=40)
    idempotency_key = django_filters.CharFilter(field_name="attempt__key", max_length=255)
    status = django_filters.ChoiceFilter(field_name="state", choices=SettlementState.choices)
    refd_setl_flag = django_filters.ChoiceFilter(
        method="by_refund", choices=[("0", "0"), ("1", "1")]
    )
    date_from = django_filters.DateFilter(field_name="setl_time", lookup_expr="date__gte")
    date_to = django_filters.DateFilter(field_name="setl_time", lookup_expr="date__lte")

    class Meta:
        model = Settlement
        fields: list[str] = []

    def by_refund(self, rows, name, value):
        """Flag 0: untouched bills; 1: refunded or reversed ones."""
        if value == "0":
            return rows.filter(state=SettlementState.SETTLED)
        return rows.exclude(state=SettlementState.SETTLED)
