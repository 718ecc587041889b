"""Calls that read out a one-time code: the port, the simulator, the production adapter."""

from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from . import platform
from .port import SmsRefused
from .simulator import act_out


class VoiceGateway(Protocol):
    """Calls one number; raises ``SmsUnavailable`` or ``SmsRefused``."""

    def call(self, *, phone: str, digits: str, is_demo: bool, reference: str) -> None:
        """Have the digits read out twice; ``reference`` lets the caller drop a repeat."""


class SimulatedVoiceGateway:
    """Accepts every call at once unless ``DATA_DIR/simulators/voice`` tells it to misbehave."""

    def call(self, *, phone: str, digits: str, is_demo: bool, reference: str) -> None:
        act_out("voice")


class HttpVoiceGateway:
    """Posts ``{reference, phone, digits}`` with a bearer token; refuses demo numbers."""

    def __init__(self) -> None:
        if not settings.VOICE_HTTP_URL or not settings.VOICE_HTTP_TOKEN:
            raise ImproperlyConfigured("VOICE_HTTP_URL 和 VOICE_HTTP_TOKEN 没有配置，不能打电话。")

    def call(self, *, phone: str, digits: str, is_demo: bool, reference: str) -> None:
        if is_demo:
            raise SmsRefused("demo number")
        platform.post(
            url=settings.VOICE_HTTP_URL,
            token=settings.VOICE_HTTP_TOKEN,
            message={"reference": reference, "phone": phone, "digits": digits},
        )
