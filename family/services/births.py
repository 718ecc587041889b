"""The register of births during the automatic checks of a newborn's request (P67)."""

from typing import TYPE_CHECKING, Any

from accounts.selectors import people

from ..data import Relation
from ..data.kinship import Birth
from ..gateways import KinshipAway, current_kinship
from ..models import BindingRequest, Place

if TYPE_CHECKING:
    from accounts.models import Person


def ask(*, by: Any, request: BindingRequest) -> Birth | None:
    """The birth on the certificate of a request; None where nothing may be believed."""
    if not (request.birth_certificate_no and request.mother_name and request.mother_certno):
        return None
    try:
        return current_kinship().birth(
            certificate_no=request.birth_certificate_no,
            mother_name=request.mother_name,
            mother_certno=request.mother_certno,
        )
    except KinshipAway:
        return None


def relation(*, by: Any, request: BindingRequest, birth: Birth | None) -> str | None:
    """What the certificate makes the child to the holder: a child of the mother or father of
    record; empty for anybody else, None where there is no believable answer."""
    if birth is None:
        return None
    if request.member is not None and request.member.certno != birth.child_certno:
        return ""
    parents = {birth.mother_certno, birth.father_certno}
    return Relation.CHILD.value if request.holder.certno in parents else ""


def link(*, by: Any, request: BindingRequest, birth: Birth | None) -> None:
    """Name the child that the register knows by now in a locked request that had none.

    The place goes over to the child, unless the holder has one for the same child already: then
    nothing changes and a person looks.
    """
    child = people.by_certno(request.tenant, birth.child_certno) if birth is not None else None
    if child is None or request.member is not None or request.place is None:
        return
    if _is_placed(request, child):
        return
    request.place.member_index = child.certno_index
    request.place.save(update_fields=["member_index"])
    request.member, request.member_index = child, child.certno_index
    request.member_name, request.member_certno = child.name, child.certno
    request.member_birth_date = child.birth_date
    request.save(
        update_fields=[
            "member", "member_index", "member_name", "member_certno", "member_birth_date",
        ]
    )  # fmt: skip


def _is_placed(request: BindingRequest, child: "Person") -> bool:
    return Place.objects.filter(
        holder=request.holder_id, member_index=child.certno_index, released_at__isnull=True
    ).exists()
