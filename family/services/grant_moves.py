"""Moving a grant along its table under its row lock, and keeping what was agreed to."""

from typing import Any

from django.db import connection

from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.cases.states import CaseState
from yibao.kernel import clock, locks
from yibao.kernel.errors import NotFound

from ..models import Grant, GrantTerms
from ..models.grant import GrantLimits
from ..states import GRANT_MOVES, GrantState

_ENDED = (GrantState.ENDED, GrantState.REFUSED)
_UNDECIDED = (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.RETURNED)


def locked(*, by: Any, ref: str) -> Grant:
    """The grant under its row lock, with its sides. Raises ``request.not_found``.

    A settlement that has begun holds the row shared: this waits for it (settled 6).
    """
    grant = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("payer__tenant", "member__tenant")
        .filter(ref=ref)
        .first()
    )
    if grant is None:
        raise NotFound
    return grant


def hold(*, by: Any, grant_ids: list[Any]) -> None:
    """Keep grants from ending until the transaction is over; many settlements hold at once."""
    if not grant_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM family_grant WHERE id = ANY(%s) ORDER BY id FOR SHARE",
            [sorted(grant_ids)],
        )


def lock_sides(*, by: Any, payer: Any, member: Any) -> None:
    """Count grants of a payer and of a member one after the other; payers come first always."""
    locks.advisory(f"family.grant.payer:{payer.pk}")
    locks.advisory(f"family.grant.member:{member.pk}")


def move(*, by: Any, grant: Grant, to: str, ending: str = "") -> None:
    """Step along the table; the caller holds the row lock."""
    verb = GRANT_MOVES.verb(grant.state, to)
    grant.state = to
    if to in _ENDED:
        grant.ended_at, grant.ending = clock.now(grant.payer.tenant), ending
    grant.save(update_fields=["state", "ended_at", "ending"])
    record(by=by, grant=grant, verb=verb, ending=ending)


def record(*, by: Any, grant: Grant, verb: str, **more: Any) -> None:
    """One line of the audit log."""
    data = {"ref": grant.ref, **{name: value for name, value in more.items() if value}}
    audit.record(verb, by=by, subject=grant, tenant_id=grant.payer.tenant_id, data=data)


def agree(*, by: Any, grant: Grant, proof: str = "", text_sha256: str = "") -> GrantTerms:
    """Keep what the payer agrees to now as the next version of the terms (P100)."""
    last = grant.terms.order_by("-number").first()
    return GrantTerms.objects.create(
        grant=grant,
        number=last.number + 1 if last else 1,
        **{field.name: getattr(grant, field.name) for field in GrantLimits._meta.get_fields()},
        agreed_by=by,
        agreed_at=clock.now(grant.payer.tenant),
        proof=proof,
        text_sha256=text_sha256,
    )


def close_case(*, by: Any, ref: str, note: str) -> None:
    """End the review of a grant that ends anyway; its case is locked before the grant."""
    case = Case.objects.filter(
        pk__in=Grant.objects.filter(ref=ref).values("case"), state__in=_UNDECIDED
    ).first()
    if case is not None:
        cases.close_by_rule(by=by, ref=case.ref, note=note)
