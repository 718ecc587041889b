"""Quotes (预结算): the same engine and loader as a settlement, without locks and without effect."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from yibao.kernel import clock

from ..errors import VisitHasNoFees, VisitStateRefused
from ..models import Quote
from ..states import VisitState
from . import calculation, limits, visits

LIFE = timedelta(minutes=30)
QUOTABLE = (VisitState.FEES, VisitState.QUOTED)


def make(*, by: Any, institution: Any, visit_id: str, acct_used_flag: str) -> Quote:
    """Try a settlement; ``acct_used_flag`` 0 no account, 1 own, 2 own and relatives'."""
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        if visit.state == VisitState.REGISTERED:
            raise VisitHasNoFees
        if visit.state not in QUOTABLE:
            raise VisitStateRefused(state=visit.get_state_display())
        visits.refuse_stopped(by=by, visit=visit)
        visits.look_again_at_filing(by=by, visit=visit)
        situation = calculation.load(visit, acct_used_flag=acct_used_flag, lock=False)
        quote = store(by=by, situation=situation)
        visits.move(by=by, visit=visit, to=VisitState.QUOTED)
    return quote


def store(*, by: Any, situation: calculation.Situation) -> Quote:
    """Calculate and keep the answer. Raises ``voucher.limit_exceeded`` (P33)."""
    document = calculation.case_document(situation)
    breakdown = calculation.run(
        pack=situation.pack, document=document, psn_insu_stas=situation.visit.psn_insu_stas
    )
    limits.check(by=by, visit=situation.visit, breakdown=breakdown, lock=False)
    moment = clock.now(situation.visit.institution.tenant)
    return Quote.objects.create(
        visit=situation.visit,
        pack=situation.pack,
        acct_used_flag=situation.acct_used_flag,
        fees_digest=situation.fees_digest,
        breakdown=breakdown.to_json(),
        created_at=moment,
        expires_at=moment + LIFE,
    )
