"""Looking at the kinship behind a grant (P103): at all, at some by lot, or at none.

A grant of an area that reviews all waits in REVIEW; one that is drawn by lot is in force while
officers look. Their word confirms or ends it; what was paid before stays paid.
"""

from typing import Any

from accounts.selectors import people
from yibao.cases import services as cases
from yibao.cases.looks import draws
from yibao.cases.models import Case

from ..data.aid import AidRules
from ..models import Grant
from ..models.grant import LIVE
from ..selectors import policies
from ..states import GrantState
from . import grant_messages, grant_moves

CASE_TYPE = "family.grant"
SUBJECT = "family.grant"


def draw(*, by: Any, grant: Grant, aid: AidRules) -> Case | None:
    """Open the case that a new grant is owed; None where nobody looks at it.

    What the system itself gives (``by`` None) is not drawn.
    """
    is_drawn = aid.review == "FULL" or (
        aid.review == "SAMPLE"
        and by is not None
        and draws.lot(CASE_TYPE, grant.pk) * 100 < aid.sample_percent
    )
    return open_case(by=by, grant=grant) if is_drawn else None


def open_case(*, by: Any, grant: Grant) -> Case:
    """Put a grant before officers of the payer's area, who refuse by two (settled 18)."""
    grant.case = cases.open_case(
        by=by,
        tenant_id=grant.payer.tenant_id,
        case_type=CASE_TYPE,
        subject=f"{SUBJECT}:{grant.pk}",
        summary=f"核查共济授权的亲属关系（{grant.ref}）",
        applicant=people.user_of(grant.payer),
        region_code=policies.region_of(grant.payer),
    )
    grant.save(update_fields=["case"])
    return grant.case


def carry_out(*, by: Any, case: Case, is_upheld: bool) -> Grant | None:
    """What an officer decided, inside the transaction of the decision; None where it is over."""
    ref = Grant.objects.filter(case=case).values_list("ref", flat=True).first()
    grant = grant_moves.locked(by=by, ref=ref) if ref else None
    if grant is None or grant.state not in LIVE:
        return None
    if is_upheld:
        _confirm(by, grant)
    else:
        _end(by, grant, case)
    return grant


def _confirm(by: Any, grant: Grant) -> None:
    if grant.state == GrantState.REVIEW:
        grant_moves.move(by=by, grant=grant, to=GrantState.ACTIVE)
        grant_messages.confirmed(by=by, grant=grant)
    else:
        grant_moves.record(by=by, grant=grant, verb="family.grant.confirmed")


def _end(by: Any, grant: Grant, case: Case) -> None:
    waited = grant.state == GrantState.REVIEW
    to = GrantState.REFUSED if waited else GrantState.ENDED
    grant_moves.move(by=by, grant=grant, to=to, ending=Grant.Ending.REVIEW)
    if not waited:
        grant_messages.ended(by=by, grant=grant)
        return
    said = case.decisions.order_by("at", "id").last()
    text = said.text_sent if said is not None else ""
    grant_messages.not_confirmed(by=by, grant=grant, text=text)


def involved(*, by: Any, case: Case) -> set[str]:
    """Keyed hashes of the two people that a grant is between (T32)."""
    rows = Grant.objects.filter(case=case)
    return {
        index
        for pair in rows.values_list("payer__certno_index", "member__certno_index")
        for index in pair
    }
