"""What the tests of consent share: faces that have passed, codes that were sent."""

import re

from accounts.services import face_tokens
from tests.factories.accounts import FaceCheckFactory
from yibao.notices.models import SmsMessage

SESSION = "this-very-session"


def passed_face(user, person=None, purpose="CONSENT"):
    """The signed result of a face of ``person``, and the session of ``user`` it belongs to."""
    check = FaceCheckFactory(user=user, person=person or user.person, purpose=purpose)
    return face_tokens.issue(by=user, check=check, session=SESSION), SESSION


def code_sent_to(user):
    """The digits of the newest code for a consent."""
    rows = SmsMessage.objects.filter(code="consent_code").order_by("created_at")
    texts = [row.text for row in rows if row.phone == user.phone]
    return re.search(r"[0-9]{6}", texts[-1])[0]
