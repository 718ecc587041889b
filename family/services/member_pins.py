"""The holder resets a member's password (P29); whose face it takes depends on the member's age."""

from typing import Any

from django.db import transaction

from accounts.errors import FaceNotValid
from accounts.services import face as faces
from accounts.services import face_tokens
from vouchers.services import relatives
from yibao.audit import services as audit
from yibao.kernel.errors import NotFound

from .. import selectors
from ..models import Binding
from . import binding_moves as steps

PURPOSE = "PIN_RESET"


def proving_person(*, by: Any, binding: Binding) -> Any:
    """Below 16 the holder proves to be there, from 16 on the member (P29)."""
    return binding.member if selectors.bindings.is_grown(binding.member) else binding.holder


def is_proved(*, by: Any, binding: Binding, face: str, session: str) -> bool:
    """Whether this session holds the result of the right person's check; nothing is spent."""
    person = proving_person(by=by, binding=binding)
    try:
        face_tokens.ref_of(by=by, token=face, person=person, purpose=PURPOSE, session=session)
    except FaceNotValid:
        return False
    return True


def reset(*, by: Any, ref: str, pin: str, pin_again: str, face: str, session: str = "") -> Binding:
    """A new password for the member's voucher; the check of the face is spent.

    Codes on any screen die with the old password, and the member is told. Raises
    ``request.not_found`` for strangers and where the right to show does not stand,
    ``accounts.face.not_valid``, ``voucher.pin.*`` and ``voucher.not_active``.
    """
    known = selectors.bindings.may_show(by, ref)
    if known is None:
        raise NotFound
    person = proving_person(by=by, binding=known)
    with transaction.atomic():
        relatives.reset_pin(by=by, person=known.member, pin=pin, pin_again=pin_again)
        row = steps.locked(by=by, ref=ref)
        if not selectors.bindings.is_showing(row):
            raise NotFound
        faces.consume(by=by, ref=face, person=person, purpose=PURPOSE, session=session)
        audit.record(
            "family.member.pin_reset",
            by=by,
            subject=row,
            tenant_id=row.tenant_id,
            data={"ref": row.ref},
        )
        steps.tell_member(by=by, binding=row, code="family_pin_reset")
    return row
