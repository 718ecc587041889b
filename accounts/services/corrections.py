"""Asking for a correction of the register (更正参保信息); a person of the office decides."""

from typing import Any

from django.db import transaction

from accounts.errors import TooManyCorrections
from accounts.models import User
from accounts.rules import corrections as rules
from accounts.selectors import corrections, enrolments
from yibao.cases import services as cases
from yibao.cases.states import CaseState
from yibao.kernel import locks
from yibao.notices import services as notices

_LINK = notices.Link("/me/correct/", "看申请")


def ask(*, by: User, item: str, statement: str) -> Any:
    """Open a case with the person's words, sealed; the same request twice is one.

    ``item`` is a key of ``rules.corrections.ITEMS``. Raises ``TooManyCorrections``.
    """
    summary = rules.summary_of(item)
    with transaction.atomic():
        locks.advisory(f"accounts.correction:{by.pk}")
        waiting = corrections.open_cases(by)
        for case in waiting:
            if case.summary == summary and case.statement == statement:
                return case
        if len(waiting) >= rules.MOST_OPEN:
            raise TooManyCorrections
        enrolment = enrolments.current(by.person)
        case = cases.open_case(
            by=by,
            tenant_id=by.tenant_id,
            case_type=corrections.CASE_TYPE,
            subject=str(by.person_id),
            summary=summary,
            statement=statement,
            applicant=by,
            region_code=_office(enrolment),
        )
        notices.post(
            "correction_asked",
            by=by,
            user=by,
            context={"item": rules.ITEMS[item], "ref": case.ref, "due": case.due_at},
            link=_LINK,
        )
    return case


def tell(*, by: Any, case: Any) -> None:
    """The person reads the decision in the reviewer's words; safe to repeat."""
    if case.applicant is None or not case.applicant.is_active:
        return
    context = {
        "summary": case.summary,
        "ref": case.ref,
        "is_approved": case.state == CaseState.APPROVED,
        "words": corrections.words_of(case),
    }
    with transaction.atomic():
        locks.advisory(f"accounts.correction:{case.applicant_id}")
        notices.post_once(
            "correction_decided",
            key=f"correction:{case.ref}",
            by=by,
            user=case.applicant,
            context=context,
            link=_LINK,
            sms=True,
        )


def _office(enrolment: Any) -> str:
    if enrolment is None:
        return ""
    return enrolment.district_admdvs or enrolment.insuplc_admdvs
