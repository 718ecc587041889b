"""Production adapter: JSON over HTTPS to the bureau's text-message platform."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from . import platform
from .port import SmsRefused


class HttpSmsGateway:
    """Posts ``{reference, phone, text}`` with a bearer token; refuses demo numbers."""

    def __init__(self) -> None:
        if not settings.SMS_HTTP_URL or not settings.SMS_HTTP_TOKEN:
            raise ImproperlyConfigured("SMS_HTTP_URL 和 SMS_HTTP_TOKEN 没有配置，不能发短信。")

    def send(self, *, phone: str, text: str, is_demo: bool, reference: str) -> None:
        if is_demo:
            raise SmsRefused("demo number")
        platform.post(
            url=settings.SMS_HTTP_URL,
            token=settings.SMS_HTTP_TOKEN,
            message={"reference": reference, "phone": phone, "text": text},
        )
