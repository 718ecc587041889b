"""Input and output shapes of the sandbox API."""

from rest_framework import serializers

from yibao.kernel.rest import StrictSerializer, StrictTextField


class CodeInput(StrictSerializer):
    """Whose code is shown; ``member_key`` for a bound relative's."""

    member_key = StrictTextField(max_length=40, required=False)


class ClockInput(StrictSerializer):
    """How far the test clock moves on; below zero it goes back."""

    advance_seconds = serializers.IntegerField(min_value=-(10**10), max_value=10**10)

    def to_internal_value(self, data: object) -> object:
        value = super().to_internal_value(data)
        if type(data.get("advance_seconds")) is not int:  # a text or boolean is not a number
            raise serializers.ValidationError(
                {"advance_seconds": [serializers.ErrorDetail("请填整数。", code="invalid")]}
            )
        return value


class NothingInput(StrictSerializer):
    """An empty object."""


class Code(serializers.Serializer):
    """What the phone shows; ``refresh_after`` in seconds."""

    code = serializers.CharField(min_length=28, max_length=28)
    expires_at = serializers.DateTimeField()
    refresh_after = serializers.IntegerField()


class SandboxPerson(serializers.Serializer):
    """A virtual person."""

    key = serializers.CharField()
    psn_no = serializers.CharField()
    name = serializers.CharField()
    story = serializers.CharField()


class SandboxPeople(serializers.Serializer):
    """All virtual people."""

    results = SandboxPerson(many=True)


class Reset(serializers.Serializer):
    """What was brought back."""

    visits_cancelled = serializers.IntegerField()
    settlements_refunded = serializers.IntegerField()
    vouchers_restored = serializers.IntegerField()
    balances_corrected = serializers.IntegerField()


class Clock(serializers.Serializer):
    """The tenant's time."""

    now = serializers.DateTimeField()
    clock_offset_seconds = serializers.IntegerField()
    fired = serializers.DictField(child=serializers.IntegerField())
