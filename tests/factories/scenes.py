"""Requests of the demo city brought to a point by the real services; for a site that is running.

Called through ``manage.py shell``: each function prints nothing and answers what the browser needs.
"""

from datetime import timedelta
from unittest.mock import patch

from accounts.models import OddAccess, Person, User
from family.models import BindingRequest
from family.services import documents, prechecks, requests
from tests.factories import family as make
from tests.factories import papers
from tests.factories import reviews as desk
from yibao.cases import services as cases
from yibao.cases.models import Decision, SecondLook
from yibao.kernel import clock, crypto
from yibao.kernel.ids import new_ref

SLOT = "BIRTH_CERTIFICATE"
OFFICERS = ("reviewer1", "reviewer2")


def login_of(phone: str) -> User:
    """The account with this number."""
    return User.objects.get(phone_index=crypto.blind_index(phone, "phone"), is_active=True)


def person_of(certno: str) -> Person:
    """The person with this number."""
    return Person.objects.get(certno_index=crypto.blind_index(certno, "certno"))


def sent(phone: str, certno: str) -> BindingRequest:
    """A request for a child with one picture, sent and checked: the officers have it.

    The lot of P181 would ask one walk in twenty for a second officer; here it never falls.
    """
    user, member = login_of(phone), person_of(certno)
    draft = make.make_draft(user.person, member)
    documents.store(
        by=user, request=draft, slot_code=SLOT, upload=papers.upload(papers.photo_of(certno)),
        upload_id=new_ref("U"),
    )  # fmt: skip
    make.sign(draft)
    with (  # the site's own worker is not told: its lot could fall first
        patch("family.services.request_steps.owe_precheck"),
        patch("family.services.reviews.is_drawn", return_value=False),
    ):
        requests.submit(by=user, ref=draft.ref)
        prechecks.run(by=None, request_id=draft.pk)
    return desk.fresh(draft)


def officers() -> list[User]:
    """The officers of the demo bureau, with a declaration and an area."""
    found = list(User.objects.filter(username__in=OFFICERS).order_by("username"))
    for user in found:
        if not user.declarations.filter(ended_at__isnull=True).exists():
            desk.declare(user)
    return found


def sent_back(phone: str, certno: str) -> str:
    """Returned for one page; answers the reference."""
    request = sent(phone, certno)
    desk.send_back(officers()[0], request, (SLOT, "GLARE"))
    return request.ref


def refused(phone: str, certno: str) -> str:
    """Refused by two officers; answers the reference."""
    request = sent(phone, certno)
    for officer in officers():
        desk.reject(officer, request)
    return request.ref


def desk_day() -> str:
    """What officers of the demo city find on a morning: three letters to answer, a decided request
    drawn for reviewer2's second look, a line of odd looking; answers the numbers of the letters."""
    owner = User.objects.get(username="lead").tenant
    letters = [
        cases.open_case(
            by=None, tenant_id=owner.pk, case_type="web.feedback", subject="x",
            summary=f"来信 {number}：页面上的字太小", region_code="510603",
        )
        for number in (1, 2, 3)
    ]  # fmt: skip
    _draw(User.objects.get(username="reviewer2"))
    OddAccess.objects.create(
        tenant=owner, day=clock.today() - timedelta(days=1), count=6, found_at=clock.now(),
        staff=User.objects.get(username="reviewer1"), kind=OddAccess.Kind.CAUSE,
    )  # fmt: skip
    return ",".join(one.ref for one in letters)


def _draw(officer: User) -> None:
    """A request with pictures that others decided, as the lot would draw it."""
    mine = Decision.objects.filter(decider=officer).values("case")
    rows = BindingRequest.objects.filter(
        case__state="APPROVED", case__tenant=officer.tenant, documents__state="STORED"
    )
    drawn = SecondLook.objects.values("case")
    case = rows.exclude(case__in=mine).exclude(case__in=drawn).order_by("pk").first().case
    final = case.decisions.filter(stage=Decision.Stage.FINAL).latest("at")
    SecondLook.objects.create(
        case=case, decision=final, why="RANDOM", seed="walk", draw=0, chance=1,
        drawn_at=clock.now(case.tenant),
    )  # fmt: skip
