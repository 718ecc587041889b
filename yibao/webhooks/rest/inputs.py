"""Input shapes."""

from rest_framework import serializers

from yibao.kernel.rest import StrictChoiceField, StrictSerializer, StrictTextField

from ..data import TYPES


class EndpointInput(StrictSerializer):
    """An address to add."""

    url = StrictTextField(max_length=500)
    types = serializers.ListField(
        child=StrictChoiceField(choices=list(TYPES)), min_length=1, max_length=len(TYPES)
    )
    note = StrictTextField(max_length=80, required=False, default="", allow_blank=True)


class NothingInput(StrictSerializer):
    """An empty object."""


class SinceInput(StrictSerializer):
    """From when on to send again."""

    since = serializers.DateTimeField()
