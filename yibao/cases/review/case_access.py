"""Which case an officer may open, and how the officer stands to it (T31, T32, feature 31)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Left

from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from .. import four_eyes, refusals
from ..looks import blindness as looks
from ..models import Barred, Case, Declaration, WorkArea, WorkProfile
from ..states import CaseState

DECIDE = "cases.decide_case"
LEAD = "cases.lead_cases"
READ = "cases.view_case"


def readable(user: Any) -> "QuerySet[Case]":
    """Cases that a member of staff may read: the own bureau and districts, never own matters.

    Auditors, who decide nothing, read everywhere. What waits for a blind second look is closed to
    everybody who could take it.
    """
    rows = Case.objects.exclude(pk__in=looks.hidden_ids(user))
    if not user.is_superuser:
        rows = rows.filter(tenant_id=user.tenant_id)
    if not user.has_perm(DECIDE):
        return rows
    strict = Q(case_type__in=four_eyes.strict_types())
    own = Q(applicant_id=user.pk) | Exists(_barred(user))
    rows = rows.exclude(own)
    if user.is_superuser:
        return rows
    mine = WorkArea.objects.filter(staff_id=user.pk)
    here = Exists(_covering(mine)) | (Q(region_code="") & Exists(mine))
    return rows.filter(~strict | here)


def _barred(user: Any) -> "QuerySet[Barred]":
    """Who may not decide a case, where that is the officer or declared kin (T32)."""
    kin = Declaration.objects.filter(staff_id=user.pk, ended_at__isnull=True)
    mine = Q(staff_id=user.pk) | Q(person_index__in=kin.values("person_index"))
    if user.person_id is not None:
        mine |= Q(person_index=user.person.certno_index)
    return Barred.objects.filter(mine, case=OuterRef("pk"))


def _covering(areas: "QuerySet[WorkArea]") -> "QuerySet[WorkArea]":
    """Areas that cover the district of a case; a city covers its own (settled 18)."""
    city = Concat(Left(OuterRef("region_code"), 4), Value("00"))
    return areas.filter(Q(region_code=OuterRef("region_code")) | Q(region_code=city))


def found(user: Any, ref: str) -> Case:
    """The case with everything its page says around the papers, in one query.

    Raises ``request.not_found`` for everybody who may not read it, and leaves an audit row (T32).
    """
    profile = WorkProfile.objects.filter(staff_id=user.pk)
    rows = readable(user).annotate(
        letters_on=Subquery(profile.values("letters_on")[:1]),
        reviewing_since=Subquery(profile.values("reviewing_since")[:1]),
    )
    wanted = rows.filter(ref=ref)
    one = wanted.select_related("tenant", "reviewer", "kept_for", "lease__holder").first()
    if one is None:
        refusals.note_closed(by=user, case=Case.objects.filter(ref=ref).first())
        raise NotFound
    return one


@dataclass(frozen=True, slots=True)
class Standing:
    """How a reader stands to a case now.

    ``mode``: ``mine`` the reader holds it, ``lapsed`` the reader's time ran out and nobody took it,
    ``other`` a colleague holds it, ``open`` nobody does, ``kept`` it is kept for a colleague,
    ``waiting`` the person has something to mend, ``done`` it is over.
    """

    mode: str
    holder: str = ""
    until: datetime | None = None
    seconds: int = 0
    fence: int = 0

    @property
    def is_mine(self) -> bool:
        """Whether the reader may say a word now."""
        return self.mode == "mine"

    @property
    def clock(self) -> str:
        """Minutes and seconds that are left: 14:32."""
        return f"{self.seconds // 60}:{self.seconds % 60:02d}"


def name_of(user: Any) -> str:
    """A member of staff as colleagues call them."""
    return (user.display_name or user.username) if user is not None else ""


def standing(user: Any, case: Case) -> Standing:
    """How ``user`` stands to a case that ``found`` answered; no query."""
    if case.state == CaseState.RETURNED:
        return Standing("waiting")
    if case.state == CaseState.OPEN:
        return _open(user, case)
    if case.state != CaseState.IN_REVIEW:
        return Standing("done")
    lease = getattr(case, "lease", None)
    if lease is None:
        return Standing("other", name_of(case.reviewer))
    left = int((lease.expires_at - clock.now(case.tenant)).total_seconds())
    mode = "other" if lease.holder_id != user.pk else "mine" if left > 0 else "lapsed"
    return Standing(mode, name_of(lease.holder), lease.expires_at, max(left, 0), lease.fence)


def _open(user: Any, case: Case) -> Standing:
    is_over = case.kept_until is not None and case.kept_until <= clock.now(case.tenant)
    if case.kept_for_id in (None, user.pk) or is_over:
        return Standing("open")
    return Standing("kept", name_of(case.kept_for), case.kept_until)
