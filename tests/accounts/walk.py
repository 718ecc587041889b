"""Walking through the identity pages."""

import re

from tests.factories.accounts import (
    certno,
)
from yibao.notices.models import SmsMessage

PHONE = "13900000001"
REGISTER, LOGIN, CODE = "/accounts/register/", "/accounts/login/", "/accounts/code/"
REAL_NAME, CHECK = "/accounts/real-name/", "/accounts/real-name/check/"
CONSENT, FACE, RESULT = "/accounts/face/consent/", "/accounts/face/", "/accounts/face/result/"
INSURED = "/accounts/insured/"
CERTNO = certno(seq=7)


def text_of(answer):
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def last_code():
    return re.search(r"\d{6}", SmsMessage.objects.order_by("-created_at").first().text)[0]


def wrong_code():
    return f"{(int(last_code()) + 1) % 1000000:06d}"


def to_code(client, page=LOGIN, phone=PHONE):
    assert client.post(page, {"phone": phone}).url == CODE


def to_face(client, certno=CERTNO, name="王建国"):
    assert client.post(REAL_NAME, {"name": name, "certno": certno}).url == CHECK
    assert client.post(CHECK).url == CONSENT
    assert client.post(CONSENT, {"agree": "on"}).url == FACE
