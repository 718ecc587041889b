"""Comparing a photo that was handed in with the register's face: help for a reviewer, no proof.

A photo proves no life, so nothing is allowed by it; live faces are ``services.face``.
"""

from typing import Any

from accounts.data import FACE_CONSENT, FaceAnswer, FaceTask
from accounts.errors import TooYoung
from accounts.gateways import FaceUnavailable, FrameUnusable, NoReference, current_face
from accounts.models import FaceReference, Person
from accounts.rules import limits
from accounts.selectors import consents, people
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.ids import new_ref


def compare(*, by: Any, person: Person, photo: bytes) -> FaceAnswer | None:
    """What the engine says; None where it says nothing, or the person has not agreed (T21).

    The person's own consent to face checks is needed: nobody agrees for another. Raises
    ``TooYoung`` below 16, before anything is looked at (P64, P193). The photo stays in memory.
    """
    if person.age_on(clock.today(person.tenant)) < limits.FACE_MIN_AGE:
        raise TooYoung
    user = people.user_of(person)
    if user is None or consents.live(user, FACE_CONSENT.kind, FACE_CONSENT.version) is None:
        return None
    known = FaceReference.objects.filter(person=person).first()
    task = FaceTask(
        reference=new_ref("P"),
        name=person.name,
        certno=person.certno,
        frames=(photo,),
        template=known.template if known else "",
        model_digest=known.model_digest if known else "",
    )
    try:
        answer = current_face().compare(task)
    except (FaceUnavailable, FrameUnusable, NoReference):
        return None
    audit.record(
        "accounts.face_photo.compared",
        by=by,
        subject=person,
        data={"decision": answer.decision, "engine": answer.engine},
    )
    return answer
