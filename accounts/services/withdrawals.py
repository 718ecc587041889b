"""Taking back a consent on the page: what only the person may end needs the face (P37)."""

from typing import Any

from django.db import transaction

from accounts.errors import ConsentUnknown, FaceNotValid
from accounts.models import FaceCheck
from accounts.selectors import consent_kinds
from accounts.selectors import consents as consents_of
from yibao.notices import services as notices

from . import consents, face


def withdraw(*, by: Any, kind: str, face_ref: str = "", session: str = "") -> int:
    """Take back a consent and tell the person; returns how many rows ended.

    Raises ``ConsentUnknown`` where none is in force, and ``FaceNotValid`` where the kind ends
    something that only the person may end and no fresh check is given.
    """
    known = consent_kinds.one(kind)
    with transaction.atomic():
        if consents_of.live(by, kind) is None:
            raise ConsentUnknown
        if known is not None and known.needs_face:
            if by.person is None:
                raise FaceNotValid
            face.consume(
                by=by,
                ref=face_ref,
                person=by.person,
                purpose=FaceCheck.Purpose.CLOSE,
                session=session,
            )
        count = consents.withdraw(by=by, kind=kind)
        title = known.title if known else "授权"
        notices.post("consent_withdrawn", by=by, user=by, context={"title": title})
    return count
