"""A member who answers, and what was told."""

from datetime import date

from family.services import consents
from yibao.notices.models import Notice

from .consenting import passed_face

OLD = date(1956, 3, 12)


SOURCE = "203.0.113.7"


def say_yes(user, ask, **more):
    face, session = passed_face(user)
    return consents.give(by=user, ref=ask.ref, way="LOGIN", face=face, session=session, **more)


def codes(user):
    return list(Notice.objects.filter(user=user).order_by("created_at").values_list("code", flat=1))
