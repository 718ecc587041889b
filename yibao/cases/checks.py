"""Whether an officer may have a case in hand, and what a word of the officer changes (P181)."""

from datetime import timedelta
from typing import Any

from yibao.audit import services as audit
from yibao.kernel import clock

from . import conflicts, decisions, duty, four_eyes
from .errors import CaseKept, LeadNeeded, SecondPersonNeeded
from .models import Case, Decision, Kept, Level
from .moves import Keep

#: What was mended comes back to its officer first, so long (feature 36).
KEPT_FOR = timedelta(hours=4)
_KEPT_WORDS = "留到 {}"
_KEPT_OPEN = "等本人处理"


def check(*, by: Any, case: Case) -> None:
    """Raise unless ``by`` may have this locked case in hand, whoever gives it."""
    conflicts.check(by=by, case=case)
    if decisions.had_first_word(case=case, by=by):
        raise SecondPersonNeeded
    check_level(by=by, case=case)


def check_level(*, by: Any, case: Case) -> None:
    """Referred cases are the lead's. Raises ``LeadNeeded``."""
    if case.level == Level.LEAD and not duty.is_lead(by):
        raise LeadNeeded


def check_free(*, by: Any, case: Case) -> None:
    """Raise ``CaseKept`` where the case is reserved for somebody else now."""
    if not is_kept(case) or case.kept_for_id == by.pk:
        return
    who = case.kept_for.display_name or case.kept_for.username
    until = case.kept_until
    words = _KEPT_WORDS.format(f"{clock.local(until):%m-%d %H:%M}") if until else _KEPT_OPEN
    raise CaseKept(who=who, until=words)


def is_kept(case: Case) -> bool:
    """Whether an open case is reserved now."""
    if case.kept_for_id is None:
        return False
    return case.kept_until is None or case.kept_until > clock.now(case.tenant)


def keep_for_returner(*, by: Any, case: Case) -> Keep | None:
    """Four hours for the officer who returned it; nobody who has left or is away."""
    last = case.decisions.filter(kind=Decision.Kind.RETURN).select_related("decider")
    row = last.order_by("-at", "-id").first()
    if row is None or not row.decider.is_active:
        return None
    moment = clock.now(case.tenant)
    if duty.is_away(duty.profile_of(row.decider), clock.local(moment).date()):
        return None
    return Keep(who=row.decider, why=Kept.RETURNED, until=moment + KEPT_FOR)


def second_new_officers(*, by: Any, case: Case) -> None:
    """Who has reviewed papers for less than 30 days is seconded; never taken back (P181)."""
    if case.needs_second or not four_eyes.is_strict(case.case_type):
        return
    if decisions.first_words(case):
        return
    if duty.is_new(duty.profile_of(by), clock.today(case.tenant)):
        case.needs_second = True
        case.save(update_fields=["needs_second"])
        audit.record("cases.case.second_asked", by=by, subject=case, data={"why": "new_officer"})


def climb_down(*, by: Any, case: Case) -> None:
    """After the lead's word on a referred case any other officer may say the second."""
    if case.level == Level.LEAD:
        case.level = Level.OFFICER
        case.save(update_fields=["level"])
