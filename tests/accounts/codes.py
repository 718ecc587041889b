"""Sending and checking codes, as the tests do it."""

import re

from accounts.models import PhoneChallenge
from accounts.services import phones
from yibao.notices.models import SmsMessage

PHONE = "13900000001"
OTHER = "13900000002"
SOURCE = "203.0.113.9"
LOGIN = PhoneChallenge.Purpose.LOGIN


def send(tenant, phone=PHONE, purpose=LOGIN, source=SOURCE):
    return phones.send_code(by=None, tenant=tenant, phone=phone, purpose=purpose, source=source)


def check(tenant, code, phone=PHONE, purpose=LOGIN, source=SOURCE):
    phones.check_code(
        by=None, tenant=tenant, phone=phone, purpose=purpose, code=code, source=source
    )


def last_code():
    text = SmsMessage.objects.order_by("-created_at").first().text
    return re.search(r"\d{6}", text)[0]


def wrong_code():
    return f"{(int(last_code()) + 1) % 1000000:06d}"
