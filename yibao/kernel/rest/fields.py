"""Input fields and serializers that guess nothing (T56, T76)."""

import re
from decimal import Decimal
from typing import Any

from rest_framework import exceptions, serializers

from .. import money

#: Controls, zero-width and direction marks: never part of an honest value (finding 5).
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


class StrictSerializer(serializers.Serializer):
    """Input shape only; unknown fields are refused, so that a typo is never ignored (T76)."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return super().to_internal_value(data)
        known = {name for name, field in self.fields.items() if not field.read_only}
        unknown = sorted(str(key) for key in data if key not in known)
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as failure:
            failure.detail.update(_unknown(unknown))
            raise
        if unknown:
            raise serializers.ValidationError(_unknown(unknown))
        return value


def _unknown(names: list[str]) -> dict[str, list[exceptions.ErrorDetail]]:
    return {
        name: [exceptions.ErrorDetail("没有这个字段，请核对拼写。", code="unknown")]
        for name in names
    }


class StrictTextField(serializers.CharField):
    """Text that arrived as text: numbers and booleans are not quietly turned into strings."""

    default_error_messages = {
        "invalid": "请填文字（JSON 字符串）。",
        "invisible": "含有看不见的字符，请重新输入。",
    }

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if _INVISIBLE.search(data):
            self.fail("invisible")
        return super().to_internal_value(data)


class StrictNumberField(StrictTextField):
    """A running number that a till prints and reads back: visible characters only."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not text.isprintable():
            self.fail("invisible")
        return text


class StrictCodeField(StrictTextField):
    """A code of the given pattern, as text and without blanks around it."""

    def __init__(self, pattern: str, *, message: str, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)
        self._pattern = re.compile(pattern, re.ASCII)
        self.error_messages["pattern"] = message

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if self._pattern.fullmatch(text) is None:
            self.fail("pattern")
        return text


class StrictChoiceField(serializers.ChoiceField):
    """One of the listed texts; a number or true that looks alike is refused."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        return super().to_internal_value(data)


class _NumberTextField(serializers.Field):
    """A decimal that travels as text; JSON numbers with a point are refused."""

    parse: Any = None
    example = "12.30"
    default_error_messages = {
        "not_text": '请用字符串表示数字，例如 "{example}"。',
        "invalid": '格式不对，请用半角数字，例如 "{example}"。',
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, str):
            self.fail("not_text", example=self.example)
        try:
            return type(self).parse(data)
        except ValueError:
            self.fail("invalid", example=self.example)

    def to_representation(self, value: Any) -> str:
        return str(value)


class YuanField(_NumberTextField):
    """Money in yuan, two decimals, as text (T56)."""

    parse = staticmethod(money.parse_yuan)

    def to_representation(self, value: Decimal) -> str:
        return money.yuan_text(value)


class CountField(_NumberTextField):
    """A count with up to four decimals, greater than zero, as text."""

    parse = staticmethod(money.parse_count)
    example = "2"

    def to_internal_value(self, data: Any) -> Decimal:
        value = super().to_internal_value(data)
        if value <= 0:
            raise serializers.ValidationError("数量要大于 0。", code="positive")
        return value


class PriceField(_NumberTextField):
    """A unit price with up to six decimals, as text."""

    parse = staticmethod(money.parse_price)
