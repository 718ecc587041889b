"""What the family account holds about a person, for the copy of the own data (T92).

The other side of a binding appears masked. Of a request about somebody, that person gets what was
asked and how it ended; what the applicant wrote, signed and uploaded is the applicant's.
"""

from typing import Any

from django.db.models import Q

from yibao.kernel import masking
from yibao.kernel.portable import Section, section

from ..models import (
    Binding,
    BindingRequest,
    Defect,
    Document,
    Finding,
    Place,
    RequestEvent,
)

#: Of the applicant alone, and of no use to the member.
_APPLICANTS = (
    "member_name",
    "member_certno",
    "member_birth_date",
    "birth_certificate_no",
    "mother_name",
    "mother_certno",
    "promise_text",
    "promise_version",
    "signature_way",
    "signed_at",
    "draft",
    "policy",
    "score",
    "is_risky",
    "outcome",
    "clerk",
    "case",
    "appeal_case",
)
#: Numbers and names of others, which the applicant reads masked.
_INNER = (
    "draft",
    "policy",
    "member_name",
    "member_certno",
    "birth_certificate_no",
    "mother_name",
    "mother_certno",
)
_SILENCE = ("ended_silently", "hidden_from")


def of(person: Any) -> list[Section]:
    """Bindings in both directions, own requests with what belongs to them, requests about me."""
    own = BindingRequest.objects.filter(holder=person).order_by("created_at")
    about = BindingRequest.objects.filter(member=person).exclude(holder=person)
    mine = Q(request__holder=person)
    return [
        section(
            "bindings", "亲情绑定", _bindings(person).exclude(_silent(person)), leave_out=_SILENCE
        ),
        section(
            "bindings_out_of_order",
            "暂时用不了的绑定",
            _bindings(person).filter(_silent(person)),
            leave_out=(*_SILENCE, "state", "ended_at", "ending"),
        ),
        section(
            "family_places",
            "亲情账户名额",
            Place.objects.filter(holder=person),
            leave_out=["released_at"],  # of a silent end it would tell the moment (feature 29)
        ),
        section(
            "binding_requests",
            "亲情账户申请",
            own,
            leave_out=_INNER,
            more={"member_number": ("家人证件号（隐去中间）", _masked_number)},
        ),
        section("requests_about", "别人申请绑定我", about.order_by("created_at"),
                leave_out=_APPLICANTS),
        section("request_events", "申请的经过", RequestEvent.objects.filter(mine).order_by("at")),
        section("request_defects", "要补的材料", Defect.objects.filter(mine)),
        section(
            "request_findings",
            "系统预检结果",
            Finding.objects.filter(mine),
            leave_out=["evidence"],  # counts and numbers of other people's requests
        ),
        section(
            "family_documents",
            "交过的材料",
            Document.objects.filter(mine).order_by("uploaded_at"),
            leave_out=["file_key", "quality"],
        ),
    ]  # fmt: skip


def _bindings(person: Any) -> Any:
    return Binding.objects.filter(Q(holder=person) | Q(member=person)).order_by("began_at")


def _masked_number(row: BindingRequest) -> str:
    return masking.mask_certno(row.member_certno) if row.member_certno else ""


def _silent(person: Any) -> Q:
    """Ended by the other side without telling: the copy must not tell either (feature 29)."""
    return Q(holder=person, ended_silently=True) & ~Q(ending=Binding.Ending.HOLDER)
