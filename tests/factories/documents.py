"""Places for pictures, and pictures in them without the limited program."""

import hashlib

from django.db import transaction

from family.data.photos import Page
from family.models import ProofSet, ProofSlot
from family.services import documents
from yibao.cases import moves
from yibao.cases.models import Case
from yibao.kernel import clock
from yibao.kernel.ids import new_ref

from . import papers

HOME, PAPERS = "REGISTER_SELF", "GUARDIAN_PAPER"


def make_places(code="BIRTH_CERTIFICATE", branch="CHILD") -> ProofSet:
    """A way of proof with a place for one picture, which may be used again, and one for four."""
    way = ProofSet.objects.create(code=code, branch=branch, title="双方户口本")
    ProofSlot.objects.create(
        proof_set=way, code=HOME, title="您的户口本本人页", hint="整页拍全，文字清楚，不反光",
        drawing="register_self", reuse_days=365, sort=1,
    )  # fmt: skip
    ProofSlot.objects.create(
        proof_set=way, code=PAPERS, title="监护证明", hint="每一页都拍", drawing="guardian_paper",
        max_pages=4, is_required=False, sort=2,
    )  # fmt: skip
    return way


def quick(data, kind, *, most_pages):
    """Pages as the limited program would answer, at once: the bytes tell what they are.

    ``pages:3`` at the end of the data makes three pages.
    """
    _, _, count = data.rpartition(b"pages:")
    number = int(count) if count.isdigit() and len(count) < 3 else 1
    measures = {"sharpness": 900, "burnt": 0, "light": 200, "short_side": 900, "screen": 20}
    return [
        Page(
            jpeg=small_jpeg(),
            width=500,
            height=366,
            look_hash=hashlib.sha256(data + bytes([page])).hexdigest()[:16],
            measures=measures,
        )
        for page in range(number)
    ]


def small_jpeg() -> bytes:
    """A valid little picture."""
    return papers.saved(papers.small(), "JPEG", quality=60)


def put(by, request, slot_code=HOME, data=None, **more):
    """Store a picture in a place."""
    facts = {"upload_id": new_ref("U")} | more
    upload = papers.upload(data or papers.photo())
    return documents.store(by=by, request=request, slot_code=slot_code, upload=upload, **facts)


def open_case(request, reviewer=None) -> Case:
    """The case of a request, held by ``reviewer`` where one is given."""
    now = clock.now(request.tenant)
    case = Case.objects.create(
        tenant=request.tenant,
        case_type="family.request",
        subject=str(request.pk),
        summary="亲情账户",
        opened_at=now,
        due_at=now,
    )
    request.case = case
    request.save(update_fields=["case"])
    if reviewer is not None:
        hold(case, reviewer)
    return case


def hold(case, officer) -> None:
    """The case with its lease in the officer's hand, as after taking it."""
    case.state = "IN_REVIEW"
    with transaction.atomic():
        moves.begin_lease(by=officer, case=case)
        case.save(update_fields=["state", "reviewer", "fence"])


def let_go(case) -> None:
    """The case back in the queue."""
    case.state, case.reviewer = "OPEN", None
    with transaction.atomic():
        moves.end_lease(case=case)
        case.save(update_fields=["state", "reviewer"])
