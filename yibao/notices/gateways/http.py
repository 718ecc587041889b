"""Production adapter: JSON over HTTPS to the bureau's text-message platform."""

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .port import SmsRefused, SmsUnavailable


class HttpSmsGateway:
    """Posts ``{reference, phone, text}`` with a bearer token; refuses demo numbers."""

    def __init__(self) -> None:
        if not settings.SMS_HTTP_URL or not settings.SMS_HTTP_TOKEN:
            raise ImproperlyConfigured("SMS_HTTP_URL 和 SMS_HTTP_TOKEN 没有配置，不能发短信。")

    def send(self, *, phone: str, text: str, is_demo: bool, reference: str) -> None:
        if is_demo:
            raise SmsRefused("demo number")
        try:
            answer = requests.post(
                settings.SMS_HTTP_URL,
                json={"reference": reference, "phone": phone, "text": text},
                headers={"Authorization": f"Bearer {settings.SMS_HTTP_TOKEN}"},
                timeout=(3, 10),
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            raise SmsUnavailable(type(failure).__name__) from failure
        if answer.status_code >= 500 or answer.status_code == 429:
            raise SmsUnavailable(str(answer.status_code))
        if answer.status_code != 200:
            raise SmsRefused(str(answer.status_code))
