"""Ports to outside senders; ``settings.SMS_GATEWAY`` and ``VOICE_GATEWAY`` name those in force."""

from django.conf import settings
from django.utils.module_loading import import_string

from .port import SmsGateway, SmsRefused, SmsUnavailable
from .voice import VoiceGateway


def current() -> SmsGateway:
    """The configured sender of text messages."""
    return import_string(settings.SMS_GATEWAY)()


def current_voice() -> VoiceGateway:
    """The configured caller."""
    return import_string(settings.VOICE_GATEWAY)()


__all__ = [
    "SmsGateway",
    "SmsRefused",
    "SmsUnavailable",
    "VoiceGateway",
    "current",
    "current_voice",
]
