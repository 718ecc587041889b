"""Requests that resemble one, beside it and masked (feature 44)."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from family.data.relations import RELATION_WORDS
from family.models import BindingRequest, Document
from family.selectors import comparing
from family.selectors import reviews as facts
from family.selectors.comparing import Other
from yibao.cases import regions
from yibao.cases.dossiers import Fact, Neighbour, Sheet
from yibao.cases.models import Case
from yibao.kernel import masking
from yibao.kernel.console import moment


def neighbours(reader: Any, case: Case) -> list[Neighbour]:
    """Other requests with the same picture, member or device, masked (feature 44)."""
    request = facts.of_case(case)
    if request is None:
        return []
    found, closed = comparing.others(reader, request)
    rows = [_neighbour(request, one) for one in found]
    if closed > 0:
        words = f"还有 {closed} 件您不能打开"
        rows.append(Neighbour("", words, "不在您的辖区或与您有关，请转复核让组长看"))
    return rows


def _neighbour(request: BindingRequest, other: Other) -> Neighbour:
    row = other.request
    return Neighbour(
        key=row.ref,
        title=row.number,
        why="、".join(other.why),
        state=row.get_state_display(),
        at=row.submitted_at,
        pairs=tuple(_pairs(request, row)),
        sheets=tuple(_sheet(number, one) for number, one in enumerate(other.same, 1)),
    )


def _pairs(one: BindingRequest, other: BindingRequest) -> Iterable[Fact]:
    yield _pair("申请人", _holder(one), _holder(other), one.holder_id == other.holder_id)
    same_member = bool(one.member_index) and one.member_index == other.member_index
    yield _pair("家人", _member(one), _member(other), same_member)
    for label, left, right in (
        ("关系", _relation(one), _relation(other)),
        ("渠道", one.get_way_display(), other.get_way_display()),
        ("地区", regions.name_of(one.region_code), regions.name_of(other.region_code)),
        ("状态", one.get_state_display(), other.get_state_display()),
        ("提交", moment(one.submitted_at), moment(other.submitted_at)),
    ):
        yield _pair(label, left, right, left == right)


def _pair(label: str, left: str, right: str, is_same: bool) -> Fact:
    return Fact(label, left, right, "same" if is_same else "differs")


def _holder(row: BindingRequest) -> str:
    return f"{row.holder.masked_name} {row.holder.masked_certno}"


def _member(row: BindingRequest) -> str:
    name = masking.mask_name(row.member_name) if row.member_name else "新生儿"
    number = masking.mask_certno(row.member_certno) if row.member_certno else ""
    return f"{name} {number}".strip()


def _relation(row: BindingRequest) -> str:
    return RELATION_WORDS.get(row.relation, "—")


def _sheet(number: int, one: Document) -> Sheet:
    return Sheet(
        ref=one.ref,
        slot=one.slot_code,
        title=f"{one.request.number} 第 {one.page} 页",
        number=number,
        url=reverse("family:document", args=[one.ref]),
        sha256=one.sha256,
        width=one.width,
        height=one.height,
        size=one.size,
        verdict=one.verdict,
    )
