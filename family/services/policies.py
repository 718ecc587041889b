"""Setting the rules of an area for family accounts: versions that follow each other (P195)."""

from datetime import date
from typing import Any

from accounts.services import area_versions
from yibao.audit import services as audit

from ..data import Policy
from ..errors import FamilyPolicyDayTaken, ProofSetEmpty
from ..models import FamilyPolicy, ProofSet


def set_policy(*, by: Any, region_code: str, valid_from: date, rules: Policy) -> FamilyPolicy:
    """Begin a new version on a day; the version before it ends there, so none overlap.

    Nothing is rewritten: a day that has begun keeps its rules, and a request the rules of the day
    on which it was sent. Raises ``family.policy.day`` for a day that is over, or that is not after
    the first day of the newest version.
    """
    return area_versions.begin(
        by=by,
        model=FamilyPolicy,
        region_code=region_code,
        valid_from=valid_from,
        rules=rules,
        verb="family.policy.set",
        taken=FamilyPolicyDayTaken,
    )


def check_proof_set(*, by: Any, proof_set: ProofSet) -> None:
    """Raise ``family.proofs.empty`` where a way that is offered asks for nothing; last in the
    transaction of a change, and noted there."""
    has_slot = proof_set.slots.filter(is_required=True).exists()
    if proof_set.is_enabled and not has_slot:
        raise ProofSetEmpty
    audit.record(
        "family.proofs.set",
        by=by,
        subject=proof_set,
        data={"code": proof_set.code, "branch": proof_set.branch},
    )
