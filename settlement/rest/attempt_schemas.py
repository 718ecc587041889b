"""What an interface tells of a settle call, for the manual and the schema."""

from rest_framework import serializers as s


class AttemptNow(s.Serializer):
    """最近一次结算请求。"""

    idempotency_key = s.CharField()
    state = s.CharField(help_text="PENDING、SETTLED、FAILED 或 REVERSED")
    deadline_at = s.DateTimeField(allow_null=True, help_text="最迟什么时候自动有结果")
    refusal = s.CharField(allow_blank=True, help_text="没成的原因")


class Attempt(s.Serializer):
    """结算请求。"""

    idempotency_key = s.CharField()
    status = s.CharField()
    refusal = s.CharField(allow_blank=True)
    deadline_at = s.DateTimeField(allow_null=True, help_text="PENDING 时最迟什么时候有结果")
    setl_id = s.CharField(allow_null=True)
