"""What people are told of their bills that were taken without a network; each once (T84)."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import people
from yibao.kernel import locks
from yibao.notices import services as notices

from ..models import OfflineBill
from ..selectors import offline
from ..states import OfflineState

_CODES = {
    OfflineState.ADJUSTED: "offline_bill_adjusted",
    OfflineState.CASE: "offline_bill_questioned",
    OfflineState.REFUSED: "offline_bill_refused",
}


def checked(*, by: Any, offline_bill_id: str, state: str) -> None:
    """Tell the person of a difference, an inquiry or a refusal; a plain bill has its own notice."""
    rows = OfflineBill.objects.select_related("institution", "person__tenant", "settlement")
    row = rows.get(pk=offline_bill_id)
    user = people.user_of(row.person) if row.person is not None else None
    code = _CODES.get(state)
    if user is None or code is None:
        return
    difference = row.difference_fen or 0
    context = {
        "place": row.institution.name,
        "at": row.taken_at,
        "ref": row.ref,
        "total_fen": row.total_fen,
        "taken_fen": row.cash_taken_fen,
        "collect_fen": max(0, difference),
        "back_fen": max(0, -difference),
        "reason": offline.reason_words(row, for_patient=True),
    }
    link = None
    if row.settlement is not None:
        link = notices.Link(reverse("settlement:bill", args=[row.settlement.setl_id]), "看账单")
    key = f"{code}:{row.pk}"
    with transaction.atomic():
        locks.advisory(f"notice:{key}")
        notices.post_once(code, key=key, by=by, user=user, context=context, link=link)
