"""What an officer typed and did not send: kept when the lease was lost, or on hold (ux: 领取)."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from yibao.kernel import clock

from ..models import Case, Draft

MOST_FIELDS = 60
MOST_CHARACTERS = 2000


def keep(*, by: Any, ref: str, words: Mapping[str, Any]) -> None:
    """Keep the words of a decision form, sealed, one draft an officer and case.

    In a transaction of its own: call it after the refused one. Nothing to keep forgets the draft.
    A case that is not there keeps nothing.
    """
    kept = {
        str(name)[:60]: _short(value) for name, value in list(words.items())[:MOST_FIELDS] if value
    }
    with transaction.atomic():
        case = Case.objects.select_related("tenant").filter(ref=ref).first()
        if case is None:
            return
        if not kept:
            forget(by=by, case=case)
            return
        Draft.objects.update_or_create(
            case=case,
            staff=by,
            defaults={
                "words": json.dumps(kept, ensure_ascii=False),
                "saved_at": clock.now(case.tenant),
            },
        )


def of(*, by: Any, case: Case) -> dict[str, Any] | None:
    """What this officer typed about a case and did not send."""
    row = Draft.objects.filter(case=case, staff=by).first()
    return json.loads(row.words) if row is not None else None


def forget(*, by: Any, case: Case) -> None:
    """It was sent, or given up."""
    Draft.objects.filter(case=case, staff=by).delete()


def _short(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(one)[:MOST_CHARACTERS] for one in list(value)[:MOST_FIELDS]]
    return value if isinstance(value, bool) else str(value)[:MOST_CHARACTERS]
