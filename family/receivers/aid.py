"""What ends mutual aid by itself, and who decides about it (P103, P118)."""

from typing import Any

from django.dispatch import receiver

from accounts.events import account_closing, insurance_changed, person_died
from yibao.cases import four_eyes
from yibao.cases.events import Involved, case_decided, involved_wanted

from ..services import grant_endings, grant_reviews

# Refused by two, by officers of the area (settled 18).
four_eyes.review_strictly(grant_reviews.CASE_TYPE)


@receiver(account_closing, dispatch_uid="family.account_closing")
def end_grants(sender: Any, user: Any, person: Any, by: Any, **_: Any) -> None:
    """Relatives no longer spend the account of somebody who has left; what was given to that
    person is the other payer's to end."""
    if person is not None:
        grant_endings.payer_left(by=by, person=person)


@receiver(person_died, dispatch_uid="family.person_died_grants")
def end_grants_of_the_dead(sender: Any, person: Any, by: Any, **_: Any) -> None:
    """Mutual aid ends with a death, in both directions (P39, P118)."""
    grant_endings.died(by=by, person=person)


@receiver(insurance_changed, dispatch_uid="family.insurance_changed")
def end_grants_of_the_moved(sender: Any, persons: Any, by: Any, **_: Any) -> None:
    """Whoever has no personal account any more, or is insured too far away, gives none (P118)."""
    grant_endings.insurance_changed(by=by, persons=persons)


@receiver(case_decided, dispatch_uid="family.grant_decided")
def carry_out_review(sender: Any, case: Any, state: str, **_: Any) -> None:
    """Officers confirmed the kinship, or did not."""
    if case.case_type == grant_reviews.CASE_TYPE:
        grant_reviews.carry_out(by=case.reviewer, case=case, is_upheld=state == "APPROVED")


@receiver(involved_wanted, dispatch_uid="family.grant_involved")
def name_involved(sender: Any, case: Any, **_: Any) -> Involved | None:
    """Neither payer nor member decides (T32)."""
    if case.case_type != grant_reviews.CASE_TYPE:
        return None
    return Involved.of(grant_reviews.involved(by=None, case=case))
