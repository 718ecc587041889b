"""Agreeing and showing a face, as the tests do it."""

from accounts.data import FACE_CONSENT
from accounts.models import FaceCheck
from accounts.services import consents, face
from tests.factories.accounts import (
    certno,
)

REGISTER = FaceCheck.Purpose.REGISTER
JPEG = b"\xff\xd8\xff\xe0 a made-up photo"
CERTNO = certno(seq=7)
WRONG_CHECK = CERTNO[:-1] + ("1" if CERTNO[-1] == "0" else "0")


def agree(user):
    return consents.give(
        by=user, kind=FACE_CONSENT.kind, version=FACE_CONSENT.version, text=FACE_CONSENT.text
    )


def checked(user, person, acted="pass"):
    check = face.begin(by=user, person=person, purpose=REGISTER)
    return face.submit(by=user, ref=check.ref, frame=None, acted=acted)
