"""Decided cases and blind second looks at them."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from tests.factories import family as make
from tests.factories import reviews
from yibao.cases.looks import steps as look_steps
from yibao.cases.models import Case, Decision, SecondLook
from yibao.kernel import clock


def decided(desk: Any, *officers: User, kind: str = "APPROVE", **more: Any) -> Case:
    """A request decided by officers: one for an approval, two for a refusal."""
    holder, member = make.make_holder(desk.tenant).person, make.make_member(desk.tenant)
    row = reviews.in_review(holder, member, **more)
    act = reviews.approve if kind == "APPROVE" else reviews.reject
    for officer in officers or desks(desk)[: 1 if kind == "APPROVE" else 2]:
        act(officer, row)
    return Case.objects.select_related("tenant").get(pk=reviews.fresh(row).case_id)


def desks(desk: Any) -> tuple[User, User]:
    """Two officers."""
    return desk.officer(), desk.officer()


def drawn(case: Case, why: str = "RANDOM", **columns: Any) -> SecondLook:
    """A look as the lot makes it."""
    final = case.decisions.filter(stage=Decision.Stage.FINAL).latest("at")
    facts = {"seed": "test", "draw": 0, "chance": 1, "drawn_at": clock.now(case.tenant)}
    return SecondLook.objects.create(case=case, decision=final, why=why, **facts | columns)


def evidence(case: Case) -> list[dict[str, str]]:
    """What a page opened now shows."""
    from family.selectors import reviews as facts

    request = facts.of_case(case)
    return facts.evidence(request) if request is not None else []


def say(officer: User, look: SecondLook, kind: str = "APPROVE", **more: Any) -> SecondLook:
    """Take and judge."""
    held = look_steps.take(by=officer, pk=look.pk)
    facts = {
        "fence": held.fence,
        "evidence": evidence(look.case),
        "reason_codes": [] if kind == "APPROVE" else ["NO_RELATION"],
        "checklist": {"identity": True},
    }
    return look_steps.say(by=officer, pk=look.pk, kind=kind, **facts | more)


def done(desk: Any, first: str, second: str, **columns: Any) -> SecondLook:
    """A finished look with these two words."""
    look = drawn(decided(desk, kind=first), **columns)
    return say(desk.officer(), look, second)


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
