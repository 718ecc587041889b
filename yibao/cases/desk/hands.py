"""What one officer has in hand, and what the whole team has (features 37, 40)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from yibao.kernel import clock
from yibao.notices.models import Notice

from .. import duty, regions
from ..models import Case, Decision, Draft, Kept, Skip, WorkArea, WorkProfile
from ..queues import listing
from ..queues import tabs as queues
from ..queues.listing import Row
from ..queues.tabs import Reader
from ..states import CaseState
from . import profiles

_MOST = 100
_SKIPS = 50
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer's own cases by why they are here, and the words not yet sent."""

    leased: list[Row] = field(default_factory=list)
    returned: list[Row] = field(default_factory=list)
    assigned: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    drafts: list[tuple[Row, Any]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.leased or self.returned or self.assigned or self.held or self.drafts)


def of(reader: Reader, staff: Any = None) -> Desk:
    """The desk of the reader, or of a colleague as far as the reader may see it."""
    who = staff or reader.user
    kept = Q(state=CaseState.OPEN, kept_for_id=who.pk)
    in_hand = Q(state=CaseState.IN_REVIEW, reviewer_id=who.pk)
    seen = queues.visible(reader.user)
    rows = listing.with_people(seen.filter(kept | in_hand))
    cases = [one for one in rows.order_by("due_at", "id")[:_MOST] if _is_there(one, reader)]
    drafts = _drafts(reader, seen) if staff is None else []
    found = listing.describe(reader, [*cases, *(case for case, _ in drafts)])
    by_why: dict[str, list[Row]] = {"": [], **{why: [] for why in Kept.values}}
    for row in found[: len(cases)]:
        in_review = row.case.state == CaseState.IN_REVIEW
        by_why["" if in_review else row.case.kept_why].append(row)
    return Desk(
        leased=by_why[""],
        returned=by_why[Kept.RETURNED],
        assigned=by_why[Kept.ASSIGNED],
        held=by_why[Kept.HELD],
        drafts=list(zip(found[len(cases) :], [at for _, at in drafts], strict=True)),
    )


def _is_there(case: Case, reader: Reader) -> bool:
    return case.state == CaseState.IN_REVIEW or listing.is_kept(case, reader)


def _drafts(reader: Reader, seen: QuerySet[Case]) -> list[tuple[Case, Any]]:
    """Words kept of cases that are still open; nothing of what is said in them."""
    rows = Draft.objects.filter(staff=reader.user, case__state__in=queues.LIVE)
    rows = rows.filter(case__in=seen).defer("words")
    related = ("case__reviewer", "case__kept_for", "case__lease")
    return [
        (one.case, one.saved_at)
        for one in rows.select_related(*related).order_by("-saved_at")[:_MOST]
    ]


def notices(user: Any) -> list[Notice]:
    """What this member of staff was told lately and has not put away."""
    since = clock.now() - timedelta(days=_DAYS)
    rows = Notice.objects.filter(user=user, read_at__isnull=True, created_at__gte=since)
    return list(rows.order_by("-created_at")[:10])


@dataclass(frozen=True, slots=True)
class Load:
    """One officer on the board."""

    staff: Any
    name: str
    held: int
    kept: int
    late: int
    soon: int
    today: int
    week: int
    areas: str
    queues: str
    away: str


def board(reader: Reader) -> list[Load]:
    """Who holds what, how much of it is late, who is away; who holds most stands first."""
    officers = list(profiles.officers(reader.user.tenant))
    keys = [one.pk for one in officers]
    held, kept, done = _held(reader), _kept(reader), _done(reader, keys)
    working = {one.staff_id: one for one in WorkProfile.objects.filter(staff__in=keys)}
    places = _places(keys)
    found = [
        Load(
            staff=one,
            name=listing.name_of(one),
            held=held.get(one.pk, {}).get("held", 0),
            late=held.get(one.pk, {}).get("late", 0),
            soon=held.get(one.pk, {}).get("soon", 0),
            kept=kept.get(one.pk, 0),
            today=done.get(one.pk, {}).get("today", 0),
            week=done.get(one.pk, {}).get("week", 0),
            areas="、".join(regions.name_of(code) for code in places.get(one.pk, [])),
            queues=_queue_words(working.get(one.pk)),
            away=away_words(working.get(one.pk), reader),
        )
        for one in officers
    ]
    return sorted(found, key=lambda one: (-one.late, -one.held, one.name))


def _held(reader: Reader) -> Mapping[Any, dict[str, Any]]:
    rows = queues.visible(reader.user).filter(state=CaseState.IN_REVIEW).order_by()
    numbers = rows.values("reviewer_id").annotate(
        held=Count("pk"),
        late=Count("pk", filter=queues.is_late(reader)),
        soon=Count("pk", filter=queues.is_soon(reader)),
    )
    return {one["reviewer_id"]: one for one in numbers}


def _kept(reader: Reader) -> Mapping[Any, int]:
    now = Q(kept_until__isnull=True) | Q(kept_until__gt=reader.moment)
    rows = queues.visible(reader.user).filter(now, state=CaseState.OPEN, kept_for__isnull=False)
    pairs = rows.order_by().values_list("kept_for_id").annotate(kept=Count("pk"))
    return dict(pairs)


def _done(reader: Reader, keys: list[Any]) -> Mapping[Any, dict[str, Any]]:
    """Words said today and within seven days."""
    midnight = clock.local(reader.moment).replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=_DAYS - 1)
    rows = Decision.objects.filter(decider__in=keys, at__gte=since).order_by()
    numbers = rows.values("decider_id").annotate(
        week=Count("pk"), today=Count("pk", filter=Q(at__gte=midnight))
    )
    return {one["decider_id"]: one for one in numbers}


def _places(keys: list[Any]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    rows = WorkArea.objects.filter(staff__in=keys).order_by("region_code")
    for staff_id, code in rows.values_list("staff_id", "region_code"):
        found.setdefault(staff_id, []).append(code)
    return found


def _queue_words(profile: WorkProfile | None) -> str:
    chosen = profile.queues if profile is not None else []
    return "、".join(queues.QUEUES.get(code, code) for code in chosen) or "全部"


def away_words(profile: WorkProfile | None, reader: Reader) -> str:
    """``不在岗（10-01 至 10-07）``; nothing for who is there and will be."""
    day = clock.local(reader.moment).date()
    if profile is None or profile.away_from is None:
        return ""
    if profile.away_until is not None and profile.away_until < day:
        return ""
    until = f"{profile.away_until:%m-%d}" if profile.away_until else "另行通知"
    word = "不在岗" if duty.is_away(profile, day) else "将不在岗"
    return f"{word}（{profile.away_from:%m-%d} 至 {until}）"


def missed(reader: Reader) -> list[Row]:
    """Promises that were missed, the oldest first (feature 40)."""
    rows = queues.visible(reader.user).filter(queues.is_late(reader))
    return listing.describe(
        reader, list(listing.with_people(rows).order_by("due_at", "id")[:_MOST])
    )


def skips(reader: Reader) -> list[tuple[Skip, str]]:
    """What officers passed by within a week and the case's number; the newest first."""
    since = reader.moment - timedelta(days=_DAYS)
    rows = Skip.objects.filter(at__gte=since, case__in=queues.visible(reader.user))
    found = list(rows.select_related("staff", "case").order_by("-at")[:_SKIPS])
    numbers = listing.numbers([one.case for one in found])
    return [(one, numbers[one.case_id]) for one in found]
