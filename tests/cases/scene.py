"""Officers of the desk and cases of several kinds, without the apps that open them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.models import User
from accounts.services import roles
from tests.factories import reviews
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases.models import Case, WorkProfile
from yibao.cases.refusals import VERB
from yibao.kernel import clock

STRICT = "family.request"


@dataclass
class Desk:
    """Makes officers and cases."""

    tenant: Any

    def officer(self, role: str = "reviewer", areas: tuple[str, ...] = ("510600",)) -> User:
        """A member of staff with a role, who has declared and works in the whole city."""
        user = reviews.make_officer(self.tenant, areas=areas)
        roles.assign(by=None, user=user, roles=[role])
        return User.objects.select_related("tenant").get(pk=user.pk)

    def lead(self) -> User:
        """The head of the officers."""
        return self.officer("lead")

    def case(self, case_type: str = "report", days_ago: int = 0, **columns: Any) -> Case:
        """An open case; ``columns`` are written past the service."""
        facts = {"region_code": "510603"} | {
            name: columns.pop(name) for name in ("region_code", "applicant") if name in columns
        }
        case = cases.open_case(
            by=None,
            tenant_id=self.tenant.pk,
            case_type=case_type,
            subject="x",
            summary="一件事",
            at=clock.now() - timedelta(days=days_ago),
            **facts,
        )
        if columns:
            Case.objects.filter(pk=case.pk).update(**columns)
            case.refresh_from_db()
        return case

    def profile(self, user: User, **columns: Any) -> WorkProfile:
        """How an officer works."""
        return WorkProfile.objects.update_or_create(staff=user, defaults=columns)[0]


def refusals(case: Case | None = None) -> list[tuple[str, str]]:
    """What was refused, as (act, code), oldest first."""
    rows = AuditEvent.objects.filter(verb=VERB).order_by("at", "id")
    if case is not None:
        rows = rows.filter(subject=f"cases.case:{case.pk}")
    return [(row.data["act"], row.data["code"]) for row in rows]


def verbs(case: Case) -> list[str]:
    """The timeline, without the app's prefix."""
    return [one.verb.removeprefix("cases.case.") for one in case.events.order_by("at", "id")]


def fresh(case: Case) -> Case:
    """The row as it stands."""
    return Case.objects.select_related("tenant", "reviewer", "kept_for").get(pk=case.pk)
