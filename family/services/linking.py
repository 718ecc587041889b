"""Finding a member with another document in the register of insured persons (P46, P68).

The register knows residents' numbers only, so an officer who has the papers before the eyes says
which person of the register it is; name and birth date must agree all the same.
"""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.selectors import people
from yibao.audit import services as audit
from yibao.kernel.errors import NotFound

from ..errors import AlreadyBound, BindingToSelf, MemberMismatch, MemberNotInsured
from ..models import BindingRequest
from ..selectors import insured
from ..selectors import reviews as facts
from ..states import RequestState
from . import consents, reviews
from . import request_steps as steps


def link_member(*, by: Any, request: BindingRequest, psn_no: str) -> BindingRequest:
    """Say who the member is; from 16 the member is asked from here on (P54, P66).

    Only the officer who holds the case. Raises E-FAM-01 for nobody and the uninsured, E-FAM-02
    where name or birth date differ, E-FAM-09, ``family.binding.to_self``, ``request.not_found``,
    ``family.request.not_possible``.
    """
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        case = facts.case_in_hand(row)
        if case is None or case.reviewer_id != by.pk:
            raise NotFound
        if row.state != RequestState.IN_REVIEW or row.member is not None:
            steps.refuse(by=by, request=row)
        person = people.by_psn_no(row.tenant, psn_no)
        _check(row, person)
        _keep_place(row, person)
        row.member, row.member_index = person, person.certno_index
        row.needs_consent = reviews.is_grown(by=by, request=row)
        row.save(update_fields=["member", "member_index", "needs_consent"])
        audit.record(
            "family.request.member_linked",
            by=by,
            subject=row,
            tenant_id=row.tenant_id,
            data={"number": row.number},
        )
        if row.needs_consent:
            consents.ask(by=by, request=row)
    return row


def _check(row: BindingRequest, person: Any) -> None:
    if person is None or not insured.is_insured(person):
        raise MemberNotInsured
    if person.pk == row.holder_id:
        raise BindingToSelf
    fits = bool(row.member_name) and person.carries_name(row.member_name)
    if not fits or row.member_birth_date != person.birth_date:
        raise MemberMismatch


def _keep_place(row: BindingRequest, person: Any) -> None:
    """The place is this person's from here on; the database refuses a second one (P51)."""
    if row.place is None:
        return
    row.place.member_index = person.certno_index
    try:
        with transaction.atomic():
            row.place.save(update_fields=["member_index"])
    except IntegrityError as twice:
        raise AlreadyBound from twice
