"""What follows when people decided on a face that the engine was not sure of (P181, P189).

Whoever decides has seen the person and the ID card, at the counter or by video. Only the first real
name is carried out here; other matters are done at the same counter, with two clerks of its own.
"""

from typing import Any

from django.db import transaction

from accounts.models import FaceCheck
from accounts.selectors import verifications
from accounts.services import real_name
from yibao.kernel.errors import DomainError
from yibao.notices import services as notices

from .face_results import CASE_TYPE

__all__ = ["CASE_TYPE", "decide"]


def decide(*, by: Any, case: Any, is_approved: bool) -> None:
    """Carry out the decision and tell the person; safe to repeat."""
    applicant = case.applicant
    check = verifications.check_of(case.subject)
    if applicant is None or check is None or not applicant.is_active:
        return
    code = "face_review_passed" if is_approved else "face_review_refused"
    with transaction.atomic():
        if is_approved and not _carry_out(by, applicant, check):
            code = "face_review_refused"
        notices.post_once(
            code,
            key=f"{code}:{case.ref}",
            by=by,
            user=applicant,
            context={"ref": case.ref, "matter": check.get_purpose_display()},
            link=notices.Link("/", "打开医保服务"),
            sms=True,
        )


def _carry_out(by: Any, applicant: Any, check: FaceCheck) -> bool:
    """Tie account and person where that was asked; False where it has become impossible."""
    if check.purpose != FaceCheck.Purpose.REGISTER:
        return True
    try:
        with transaction.atomic():
            real_name.attach_at_counter(by=by, user=applicant, person=check.person)
    except DomainError:
        return False  # the identity was taken or the person died meanwhile: the person is told
    return True
