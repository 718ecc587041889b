"""Writing what the register of premiums has receipted as a contribution (缴费记录, P24)."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Contribution
from yibao.audit import services as audit

RESIDENT = "390"


def record_premium(
    *,
    by: Any,
    person: Any,
    year: int,
    insuplc_admdvs: str,
    personal_fen: int,
    subsidy_fen: int,
    paid_on: date,
) -> Contribution:
    """A resident's year is paid; amounts in 分. Repeated, it says the same (P172).

    A row that an import wrote before the money came keeps its place and gets what was paid.
    """
    with transaction.atomic():
        row, _ = Contribution.objects.update_or_create(
            person=person,
            insutype=RESIDENT,
            period=str(year),
            insuplc_admdvs=insuplc_admdvs,
            defaults={
                "personal_fen": personal_fen,
                "subsidy_fen": subsidy_fen,
                "paid_on": paid_on,
            },
        )
        audit.record(
            "accounts.contribution.recorded",
            by=by,
            subject=row,
            tenant_id=person.tenant_id,
            data={"period": str(year), "personal_fen": personal_fen},
        )
    return row
