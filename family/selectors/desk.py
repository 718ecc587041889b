"""What a counter sees of a person's family account."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ..data import relation_word
from ..models import Binding, BindingRequest, ConsentAsk, Document
from ..states import LIVE_BINDINGS, ConsentState, RequestState
from . import requests

if TYPE_CHECKING:
    from accounts.models import Person


@dataclass(frozen=True, slots=True)
class DeskBinding:
    """One binding in words; the other side is masked."""

    ref: str
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class DeskAskRow:
    """One open question to this person."""

    ref: str
    words: str


@dataclass(frozen=True, slots=True)
class DeskSlot:
    """One place for scans, with how many lie there."""

    code: str
    title: str
    hint: str
    is_required: bool
    stored: int


def bindings_of(person: "Person") -> list[DeskBinding]:
    """Live bindings in both directions."""
    rows = (
        Binding.objects.filter(Q(holder=person) | Q(member=person), state__in=LIVE_BINDINGS)
        .select_related("holder", "member")
        .order_by("began_at")
    )
    return [_row(row, person) for row in rows]


def _row(row: Binding, person: "Person") -> DeskBinding:
    if row.holder_id == person.pk:
        word = relation_word(row.relation, row.member.gend)
        words = f"可以出示 {row.member.masked_name}（{word}）的医保码"
    else:
        words = f"{row.holder.masked_name} 可以出示这个人的医保码"
    return DeskBinding(row.ref, words, row.get_state_display())


def asks_of(person: "Person") -> list[DeskAskRow]:
    """Questions that this person could answer at the counter (settled 4)."""
    rows = ConsentAsk.objects.filter(member=person, state=ConsentState.OPEN).select_related(
        "request__holder", "binding__holder"
    )
    return [
        DeskAskRow(row.ref, f"{(row.request or row.binding).holder.masked_name} 想绑定这个人")
        for row in rows
    ]


def drafts_of(clerk: Any, person: "Person") -> list[BindingRequest]:
    """What this clerk took in for a person and has not handed in."""
    return list(
        BindingRequest.objects.filter(
            clerk=clerk,
            holder=person,
            state=RequestState.DRAFT,
        ).order_by("created_at")
    )


def slots_of(request: BindingRequest) -> list[DeskSlot]:
    """The places for scans of the chosen way of proof; none where no papers are needed."""
    chosen = requests.proof_set_of(request) if requests.needs_documents(request) else None
    if chosen is None:
        return []
    stored = list(
        request.documents.filter(state=Document.State.STORED).values_list("slot_code", flat=True)
    )
    return [
        DeskSlot(slot.code, slot.title, slot.hint, slot.is_required, stored.count(slot.code))
        for slot in chosen.slots.all()
    ]
