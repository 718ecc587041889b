"""How a face check ends: the row, the audit, and the case where the score is in between.

No picture goes into a case: the clerk sees the person at the counter or by video.
"""

from typing import Any

from django.db import transaction

from accounts.data import FaceAnswer
from accounts.models import FaceCheck, User
from accounts.selectors import enrolments, verifications
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.kernel import clock

CASE_TYPE = "accounts.face_review"
_SEEN = {"passed": "做了转头等动作", "failed": "动作没有做到"}
_FIELDS = ["outcome", "ended_at", "score", "liveness", "reasons", "engine", "quality"]


def end(
    *,
    by: User,
    check: FaceCheck,
    outcome: str,
    reasons: list[str],
    answer: FaceAnswer | None = None,
) -> FaceCheck:
    """Write the result; REVIEW opens a case due in two working days, one a user at a time."""
    with transaction.atomic():
        check.outcome, check.ended_at, check.reasons = outcome, clock.now(), reasons
        if answer is not None:
            check.score, check.liveness, check.engine = answer.score, answer.liveness, answer.engine
            check.quality = {
                **answer.quality,
                "threshold": answer.threshold,
                "elapsed_ms": answer.elapsed_ms,
            }
        check.save(update_fields=_FIELDS)
        record(by=by, what=str(outcome).lower(), check=check)
        if outcome == FaceCheck.Outcome.REVIEW:
            _open_case(by, check, answer)
    return check


def record(*, by: Any, what: str, check: FaceCheck) -> None:
    """Note a step of the check in the audit; no measure of the face leaves the row."""
    audit.record(
        f"accounts.face.{what}",
        by=by,
        subject=check,
        tenant_id=by.tenant_id,
        data={"purpose": str(check.purpose), "person": str(check.person_id)},
    )


def _open_case(by: User, check: FaceCheck, answer: FaceAnswer | None) -> None:
    if answer is None or verifications.face_review(by) is not None:
        return
    enrolment = enrolments.current(check.person)
    seen = _SEEN.get(answer.liveness, "没有证明是真人在拍")
    cases.open_case(
        by=by,
        tenant_id=by.tenant_id,
        case_type=CASE_TYPE,
        subject=audit.subject_of(check),
        summary=(
            f"{check.get_purpose_display()}：比对得分 {answer.score}，机器不能确定；{seen}。"
            "动作只能挡住纸照片，请当面或视频看本人和身份证。"
        ),
        applicant=by,
        region_code=(enrolment.district_admdvs or enrolment.insuplc_admdvs) if enrolment else "",
    )
