"""Reading bindings: who may show whose code, who bound me, who may end what."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.selectors import people
from yibao.kernel import clock

from ..data import Relation, relation_word
from ..data import showing as words
from ..models import Binding
from ..rules import handover as age_rules
from ..rules import is_adult_path
from ..states import LIVE_BINDINGS, SHOWING_BINDINGS
from . import handover, policies

GUARDIANS = (Relation.CHILD, Relation.WARD)
CHILD_AGE = 16


def _rows() -> "QuerySet[Binding]":
    return Binding.objects.select_related(
        "tenant", "holder__tenant", "member__tenant", "holder__user", "member__user"
    )


def of_holder(person: Any) -> list[Binding]:
    """Members of a holder, by place; one that was ended silently stays until it is hidden."""
    silent = Q(ended_silently=True, hidden_from__gt=clock.now(person.tenant)) & ~Q(
        ending=Binding.Ending.HOLDER
    )
    rows = _rows().filter(Q(state__in=LIVE_BINDINGS) | silent, holder=person)
    return list(rows.order_by("began_at", "pk"))


def of_member(person: Any) -> list[Binding]:
    """Who may show this person's code, the newest first."""
    rows = _rows().filter(member=person, state__in=LIVE_BINDINGS)
    return list(rows.order_by("-began_at", "-pk"))


def of_wards(person: Any) -> list[Binding]:
    """Other holders of the children under 16 whose guardian this person is (P80)."""
    children = [row.member_id for row in of_holder(person) if is_guardian(person, row.member)]
    rows = _rows().filter(member__in=children, state__in=LIVE_BINDINGS).exclude(holder=person)
    return list(rows.order_by("member", "-began_at"))


def may_show(user: Any, ref: str) -> Binding | None:
    """The binding under which this login may show the member's code now; None otherwise (T31).

    Asked by age too, so that a task that comes late lets nobody show longer (P83).
    """
    row = held(user, ref)
    return row if row is not None and is_showing(row) else None


def is_showing(binding: Binding) -> bool:
    """Whether the right to show stands now, by state and by age."""
    return binding.state in SHOWING_BINDINGS and handover.may_show(binding)


def showing_of(holder_id: Any, member_id: Any) -> Binding | None:
    """The binding of a pair under which the member's code may be shown now (T40)."""
    row = between(holder_id, member_id)
    return row if row is not None and is_showing(row) else None


def held(user: Any, ref: str) -> Binding | None:
    """A binding of this holder in any state, for the holder's own pages (T31)."""
    if user.person_id is None:
        return None
    return _rows().filter(ref=ref, holder=user.person_id).first()


def endable(user: Any, ref: str) -> Binding | None:
    """A live binding that this login may end, from whatever side (P79, P80)."""
    row = _rows().filter(ref=ref, state__in=LIVE_BINDINGS).first()
    if row is None or user.person_id is None:
        return None
    is_side = user.person_id in (row.holder_id, row.member_id)
    return row if is_side or is_guardian(user.person, row.member) else None


def between(holder_id: Any, member_id: Any) -> Binding | None:
    """The live binding of a pair."""
    return _rows().filter(holder=holder_id, member=member_id, state__in=LIVE_BINDINGS).first()


def latest_between(holder_id: Any, member_id: Any) -> Binding | None:
    """The newest binding of a pair, also one that has ended."""
    rows = _rows().filter(holder=holder_id, member=member_id)
    return rows.order_by("-began_at", "-pk").first()


def looks_ended(binding: Binding) -> bool:
    """Whether the holder is shown an end; a silent one looks like a display out of order."""
    return binding.state not in LIVE_BINDINGS and not is_silent(binding)


def is_silent(binding: Binding) -> bool:
    """Ended by the other side without telling, and not yet hidden (feature 29)."""
    return (
        binding.ended_silently
        and binding.ending != Binding.Ending.HOLDER
        and binding.hidden_from is not None
        and binding.hidden_from > clock.now(binding.tenant)
    )


def is_hidden(binding: Binding) -> bool:
    """Ended silently by the other side, and no longer listed for the holder (feature 29)."""
    return (
        binding.ended_silently
        and binding.ending != Binding.Ending.HOLDER
        and not is_silent(binding)
    )


def live_refs(person: Any, *, as_holder: bool = True) -> list[str]:
    """References of a person's live bindings in the order in which they are locked."""
    side = Q(member=person) | Q(holder=person) if as_holder else Q(member=person)
    rows = Binding.objects.filter(side, state__in=LIVE_BINDINGS).order_by("pk")
    return list(rows.values_list("ref", flat=True))


def is_grown(member: Any) -> bool:
    """Whether the member's own consent counts today (P54)."""
    policy = policies.of_person(member)
    return is_adult_path(
        member.birth_date,
        clock.today(member.tenant),
        adult_age=policy.adult_age,
        offset_days=policy.age_turn_offset_days,
    )


def is_guardian(person: Any, member: Any) -> bool:
    """Whether this holder is bound to the member as parent or guardian, and the member under 16."""
    if person is None or is_grown(member):
        return False
    rows = Binding.objects.filter(
        holder=person, member=member, relation__in=GUARDIANS, state__in=LIVE_BINDINGS
    )
    return rows.exists()


def guardians_of(member: Any) -> list[Any]:
    """Holders bound to a member under 16 as parent or guardian."""
    if is_grown(member):
        return []
    rows = _rows().filter(member=member, relation__in=GUARDIANS, state__in=LIVE_BINDINGS)
    return [row.holder for row in rows]


def may_see_bills(binding: Binding) -> bool:
    """The scope that a member of 16 and over opens; below, the holder sees them (settled 1)."""
    return binding.state in SHOWING_BINDINGS and handover.sees_bills(binding)


def open_bills_of(person: Any) -> list[Binding]:
    """Bindings under which this holder may see bills now, by place; the rules are read once."""
    rows = [row for row in of_holder(person) if row.state in SHOWING_BINDINGS]
    if not rows:
        return []
    today, policy = clock.today(person.tenant), policies.of_person(person)
    return [
        row
        for row in rows
        if age_rules.standing(row, row.member.birth_date, today, policy).sees_bills
    ]


def bills_of(user: Any, ref: str) -> Binding | None:
    """The binding under which this login may see the member's bills now (T31)."""
    row = held(user, ref)
    return row if row is not None and may_see_bills(row) else None


def holders_to_tell(person_id: Any, shower_id: Any = None) -> list[Any]:
    """Logins that learn where this person's code was scanned, and may answer 不是我.

    Whoever showed it, and those who may see the bills anyway: others learn no place (T39).
    """
    rows = _rows().filter(member=person_id, state__in=SHOWING_BINDINGS)
    found = [(people.user_of(row.holder), row) for row in rows]
    return [
        user
        for user, row in found
        if user is not None and (user.pk == shower_id or may_see_bills(row))
    ]


def presenter_word(binding: Binding) -> str:
    """What the holder is to the member: 女儿, 母亲, 监护人."""
    return words.presenter_word(binding.relation, binding.holder.gend)


def pill_word(binding: Binding) -> str:
    """How a pill names the member: 母亲; a child by the given name, since there may be two."""
    name = binding.member.name
    return name[1:] if binding.relation in GUARDIANS and len(name) > 2 else member_word(binding)


def member_word(binding: Binding) -> str:
    """What the member is to the holder: 母亲, 儿子."""
    return relation_word(binding.relation, binding.member.gend)
