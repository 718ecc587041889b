"""Input and output shapes of the sandbox API."""

from rest_framework import serializers

from yibao.kernel.rest import StrictChoiceField, StrictSerializer, StrictTextField

from ..demo import made, tails


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


class PersonInput(StrictSerializer):
    """Whom to make; what is left out gets the usual."""

    kind = StrictChoiceField(
        choices=list(made.KINDS),
        help_text="employee 在职职工、resident 成年居民、child 孩子（连同家长）、pensioner 老人",
    )
    age = serializers.IntegerField(
        min_value=0, max_value=99, required=False, help_text="年龄，周岁；不填由系统定"
    )
    insutype = StrictChoiceField(
        choices=list(made.INSURANCES),
        required=False,
        help_text="险种：310 职工医保、390 居民医保；不填按 kind",
    )
    tail = StrictChoiceField(
        choices=[one.tail for one in tails.PEOPLE],
        required=False,
        default=tails.WELL,
        help_text="人员编号的尾号，决定这个人遇到什么，0001 一切正常",
    )
    relative = StrictChoiceField(
        choices=list(made.RELATIVES),
        required=False,
        help_text="同时生成并绑定一位家人：SPOUSE 配偶、CHILD 子女、PARENT 父亲或母亲",
    )

    def to_internal_value(self, data: object) -> object:
        value = super().to_internal_value(data)
        if "age" in value and type(data.get("age")) is not int:  # a text or boolean is no age
            raise serializers.ValidationError(
                {"age": [serializers.ErrorDetail("请填整数。", code="invalid")]}
            )
        return value


class MadePeople(serializers.Serializer):
    """The new person; ``relative`` is null where none was made."""

    person = SandboxPerson()
    relative = SandboxPerson(allow_null=True)
    shown_by = serializers.CharField(
        allow_null=True, help_text="谁的手机能出示另一位的医保码：这个人的键；没有家人为 null"
    )


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
