"""What hinders the closing of an account."""

from itertools import chain

from accounts.data import OpenMatter
from accounts.events import open_matters_wanted
from accounts.models import User
from yibao.cases.models import Case
from yibao.cases.states import CaseState

_OPEN = (CaseState.OPEN, CaseState.IN_REVIEW)


def open_matters(user: User) -> list[OpenMatter]:
    """Open cases of the person and what the apps above have open."""
    above = open_matters_wanted.send(sender=User, user=user, person=user.person)
    return [*_open_cases(user), *chain.from_iterable(found for _, found in above)]


def _open_cases(user: User) -> list[OpenMatter]:
    rows = Case.objects.filter(applicant=user, state__in=_OPEN).order_by("opened_at")
    return [
        OpenMatter(
            title=f"事项 {case.ref} 还在处理",
            advice="等有了结果再注销，或者先撤回。",
        )
        for case in rows
    ]
