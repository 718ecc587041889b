"""Officers who may review, papers, and requests on their desks."""

import hashlib
from datetime import date
from itertools import count

from accounts.models import User
from family.models import BindingRequest, Document
from family.selectors import reviews as facts
from family.services import reviews, verdicts
from tests.factories import family as make
from yibao.cases import officers
from yibao.cases import services as cases
from yibao.kernel import clock, crypto
from yibao.kernel.idcard import make_certno

_numbers = count(1)
SLOT = "BIRTH_CERTIFICATE"


def index_of(certno: str) -> str:
    """The keyed hash under which persons are compared."""
    return crypto.blind_index(certno, "certno")


def declare(user: User, *kin: str, own: str = "", areas: tuple[str, ...] = ("510600",)) -> User:
    """Say who an officer is, who the kin are (numbers), and where the officer works."""
    number = own or make_certno("510600", date(1979, 1, 1), next(_numbers) % 999)
    officers.declare(
        by=None, staff=user, own_index=index_of(number), kin_indexes=[index_of(one) for one in kin]
    )
    officers.assign_areas(by=None, staff=user, codes=areas)
    return user


def make_officer(tenant, *kin: str, own: str = "", areas=("510600",)) -> User:
    """An officer without a console login."""
    user = User.objects.create_staff(
        tenant=tenant, username=f"officer{next(_numbers)}", password="a-long-console-password"
    )
    return declare(user, *kin, own=own, areas=areas)


def add_paper(request: BindingRequest, slot: str = SLOT, **more) -> Document:
    """A stored picture; its file is not there."""
    number = next(_numbers)
    facts_ = {
        "request": request,
        "slot_code": slot,
        "upload_id": f"u{number}",
        "file_token": f"{number:032x}",
        "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        "uploaded_at": clock.now(request.tenant),
    }
    return Document.objects.create(**facts_ | more)


def in_review(holder, member, relation="CHILD", *, papers=1, **more) -> BindingRequest:
    """A request that the checks have handed to the officers."""
    request = make.make_submitted(holder, member, relation, state="PRECHECK", **more)
    for number in range(papers):
        add_paper(request, page=number + 1)
    return reviews.hand_over(by=None, request=request)


def fresh(request: BindingRequest) -> BindingRequest:
    """The row as it stands."""
    return BindingRequest.objects.select_related("case", "appeal_case", "place").get(pk=request.pk)


def papers(request: BindingRequest) -> list[Document]:
    """Its pictures in force, in the order of the page."""
    return list(facts.papers(request))


def seen(request: BindingRequest) -> list[dict[str, str]]:
    """What a page opened now shows."""
    return facts.evidence(request)


def fence(request: BindingRequest) -> int:
    """The number under which a page opened now shows the case (T36)."""
    case = facts.case_in_hand(fresh(request))
    return case.fence if case else 0


def take(officer: User, request: BindingRequest):
    """Take the case that is in hand."""
    return cases.take(by=officer, ref=facts.case_in_hand(fresh(request)).ref)


def approve(officer: User, request: BindingRequest):
    """Take and agree."""
    take(officer, request)
    return verdicts.approve(
        by=officer, request=fresh(request), evidence=seen(request), fence=fence(request)
    )


def reject(officer: User, request: BindingRequest, reason: str = "NO_RELATION"):
    """Take and refuse."""
    take(officer, request)
    return verdicts.reject(
        by=officer,
        request=fresh(request),
        reason=reason,
        evidence=seen(request),
        fence=fence(request),
    )


def send_back(officer: User, request: BindingRequest, *pairs: tuple[str, str]):
    """Take and return."""
    take(officer, request)
    return verdicts.return_request(
        by=officer,
        request=fresh(request),
        defects=pairs or [(SLOT, "GLARE")],
        evidence=seen(request),
        fence=fence(request),
    )
