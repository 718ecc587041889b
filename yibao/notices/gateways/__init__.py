"""The text-message port and its adapters; ``settings.SMS_GATEWAY`` names the one in force."""

from django.conf import settings
from django.utils.module_loading import import_string

from .port import SmsGateway, SmsRefused, SmsUnavailable


def current() -> SmsGateway:
    """The configured adapter."""
    return import_string(settings.SMS_GATEWAY)()


__all__ = ["SmsGateway", "SmsRefused", "SmsUnavailable", "current"]
