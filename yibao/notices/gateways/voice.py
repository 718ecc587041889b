"""Calls that read out a one-time code: the port, the simulator, the production adapter."""

from typing import Protocol

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .port import SmsRefused, SmsUnavailable
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
        try:
            answer = requests.post(
                settings.VOICE_HTTP_URL,
                json={"reference": reference, "phone": phone, "digits": digits},
                headers={"Authorization": f"Bearer {settings.VOICE_HTTP_TOKEN}"},
                timeout=(3, 10),
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            raise SmsUnavailable(type(failure).__name__) from failure
        if answer.status_code >= 500 or answer.status_code == 429:
            raise SmsUnavailable(str(answer.status_code))
        if answer.status_code != 200:
            raise SmsRefused(str(answer.status_code))
