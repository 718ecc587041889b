"""List filters that do not read the whole table to offer their choices."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from yibao.kernel import clock

_DAYS = {"today": 0, "week": 6, "month": 29}


def since(field: str, title: str = "时间") -> type[SimpleListFilter]:
    """A filter 今天 / 近 7 天 / 近 30 天 on a time column."""

    class Since(SimpleListFilter):
        parameter_name = f"{field}_since"

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return [("today", "今天"), ("week", "近 7 天"), ("month", "近 30 天")]

        def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
            days = _DAYS.get(self.value() or "")
            if days is None:
                return queryset
            return queryset.filter(**{f"{field}__gte": start_of_day(days)})

    Since.title = title
    return Since


def start_of_day(days_ago: int = 0) -> datetime:
    """Midnight in Shanghai, today or some days ago."""
    day = clock.today() - timedelta(days=days_ago)
    return datetime.combine(day, time.min, tzinfo=clock.SHANGHAI)


class TextFilter(SimpleListFilter):
    """A filter with a box to type into; ``lookup`` is matched as it stands."""

    template = "admin/console/text_filter.html"
    lookup = ""
    input_type = "text"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]  # a filter without choices would not be shown

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        params = changelist.get_filters_params()
        others = [
            (name, value[0] if isinstance(value, list) else value)
            for name, value in params.items()
            if name != self.parameter_name
        ]
        yield {
            "name": self.parameter_name,
            "value": self.value() or "",
            "others": others,
            "input_type": self.input_type,
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        typed = (self.value() or "").replace("\x00", "").strip()
        return self.narrow(queryset, typed) if typed else queryset

    def narrow(self, queryset: QuerySet, typed: str) -> QuerySet:
        """The rows that fit what was typed."""
        return queryset.filter(**{self.lookup: typed})
