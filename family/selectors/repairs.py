"""What a returned request still needs: the places named, and nothing else (feature 35)."""

from dataclasses import dataclass
from typing import Any

from ..data.reasons import LETTER_SLOT
from ..models import BindingRequest, Document
from . import documents


@dataclass(frozen=True, slots=True)
class Repair:
    """One place to mend: the reviewer's words, the picture that lies there, whether it is new."""

    slot_code: str
    title: str
    words: tuple[str, ...]
    pages: tuple[Document, ...]
    is_mended: bool


def of(request: BindingRequest) -> list[Repair]:
    """Places of the round that was returned, in the order of the papers."""
    rows = list(request.defects.filter(round=request.round).order_by("created_at", "pk"))
    named: dict[str, list[Any]] = {}
    for defect in rows:
        named.setdefault(defect.slot_code, []).append(defect)
    places = {state.slot.code: state for state in documents.slots_of(request)}
    if LETTER_SLOT in named:
        letter = documents.slot_of(request, LETTER_SLOT, LETTER_SLOT)
        places[LETTER_SLOT] = documents.slot_state(request, letter, LETTER_SLOT)
    order = [code for code in places if code in named]
    order += [code for code in named if code not in places]
    return [_repair(code, named[code], places.get(code)) for code in order]


def _repair(code: str, defects: list[Any], place: Any) -> Repair:
    pages = tuple(place.documents) if place else ()
    asked_at = max(defect.created_at for defect in defects)
    is_new = any(page.uploaded_at > asked_at for page in pages)
    return Repair(
        slot_code=code,
        title=place.slot.title if place else "材料",
        words=tuple(defect.words for defect in defects),
        pages=pages,
        is_mended=is_new or all(defect.is_mended for defect in defects),
    )
