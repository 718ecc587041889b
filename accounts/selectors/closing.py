"""What hinders the closing of an account."""

from itertools import chain

from accounts.data import OpenMatter
from accounts.events import open_matters_wanted
from accounts.models import FaceCheck, User
from accounts.rules import limits
from accounts.selectors import verifications
from yibao.cases.models import Case
from yibao.cases.states import CaseState
from yibao.kernel import clock

_OPEN = (CaseState.OPEN, CaseState.IN_REVIEW)


def open_matters(user: User) -> list[OpenMatter]:
    """Open cases of the person, tries that are still counted, what the apps above have open."""
    above = open_matters_wanted.send(sender=User, user=user, person=user.person)
    return [*_open_cases(user), *_counted(user), *chain.from_iterable(found for _, found in above)]


def _open_cases(user: User) -> list[OpenMatter]:
    rows = Case.objects.filter(applicant=user, state__in=_OPEN).order_by("opened_at")
    return [
        OpenMatter(
            title=f"事项 {case.ref} 还在处理",
            advice="等有了结果再注销。",
        )
        for case in rows
    ]


def _counted(user: User) -> list[OpenMatter]:
    """Closing forgets tries to be recognised as somebody: it must not give them back (T20, P35)."""
    failed = FaceCheck.objects.filter(
        user=user, outcome=FaceCheck.Outcome.FAILED, began_at__gt=clock.now() - limits.DAY
    )
    others = failed.exclude(person=user.person) if user.person_id else failed
    if not others.exists() and not verifications.real_name_failures(user):
        return []
    return [
        OpenMatter(
            title="今天有实名或刷脸没有通过",
            advice="为防有人冒名反复试，请在 24 小时后再注销。",
        )
    ]
