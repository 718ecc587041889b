"""By what a consent is believed: own face, code to the own number, two clerks (settled 4, P57)."""

from typing import Any

from accounts.errors import FaceNotValid
from accounts.selectors import people
from accounts.services import face_tokens, phones
from vouchers.errors import CounterOwnMatter
from yibao.cases import conflicts
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from .. import errors, selectors
from ..models import ConsentAsk
from ..rules import papers as rules

PURPOSE = "CONSENT"
Way = ConsentAsk.Way


def found_for(*, by: Any, ref: str, way: str) -> ConsentAsk:
    """The question for the one who may answer it this way; for others there is none (T31)."""
    row = selectors.consents.rows().filter(ref=ref).first()
    if row is None or not _is_theirs(by, row, way):
        raise NotFound
    return row


def _is_theirs(by: Any, row: ConsentAsk, way: str) -> bool:
    if by is None:
        return False
    if way == Way.COUNTER:
        return by.is_staff and by.tenant_id == row.member.tenant_id
    whose = row.member_id if way == Way.LOGIN else selectors.consents.holder_of(row).pk
    return by.person_id is not None and by.person_id == whose


def check(
    *, by: Any, ask: ConsentAsk, way: str, face: str, second: Any, papers: tuple[str, ...]
) -> None:
    """Whether enough is brought along; the face itself is spent later.

    Raises ``accounts.face.not_valid``, ``voucher.counter.own_matter``,
    ``family.consent.needs_two``, ``.papers_missing``.
    """
    if way != Way.COUNTER:
        if not face:
            raise FaceNotValid
        return
    sides = {ask.member.certno_index, selectors.consents.holder_of(ask).certno_index}
    if conflicts.concerns(by, sides):
        raise CounterOwnMatter
    if face:
        return
    if second is None or second.pk == by.pk or not second.is_staff:
        raise errors.ConsentNeedsTwo
    if conflicts.concerns(second, sides):
        raise errors.ConsentNeedsTwo
    if second.tenant_id != by.tenant_id:
        raise errors.ConsentNeedsTwo
    day = clock.today(ask.member.tenant)
    if not rules.are_enough_without_face(frozenset(papers), ask.member.birth_date, day):
        raise errors.ConsentPapersMissing


def send_code(*, by: Any, ref: str, source: str, medium: str = "SMS") -> None:
    """A code to the member's own registered number, asked for on the holder's phone.

    Raises ``request.not_found``, ``family.consent.over``, ``.no_phone`` and the limits of T15.
    """
    ask = found_for(by=by, ref=ref, way=Way.HOLDER_PHONE)
    if selectors.consents.standing(ask) != "OPEN":
        raise errors.ConsentOver(state=selectors.consents.state_word(ask))
    member = _login_of(ask)
    phones.send_code(
        by=by,
        tenant=member.tenant,
        phone=member.phone,
        purpose=PURPOSE,
        source=source,
        medium=medium,
    )


def check_code(
    *, by: Any, ask: ConsentAsk, face: str, session: str, code: str, source: str
) -> None:
    """Use up the code, after a look at the face's result, so that a stale one costs no code."""
    member = _login_of(ask)
    face_tokens.ref_of(by=by, token=face, person=ask.member, purpose=PURPOSE, session=session)
    phones.check_code(
        by=by, tenant=member.tenant, phone=member.phone, purpose=PURPOSE, code=code, source=source
    )


def for_the_log(*, by: Any, second: Any, papers: tuple[str, ...]) -> dict[str, Any]:
    """The clerks and the papers they saw."""
    if second is None:
        return {}
    return {"clerks": [str(by.pk), str(second.pk)], "papers": sorted(papers)}


def _login_of(ask: ConsentAsk) -> Any:
    member = people.user_of(ask.member)
    if member is None or not member.phone:
        raise errors.ConsentNoPhone
    return member
