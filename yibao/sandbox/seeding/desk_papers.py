"""Papers and checks of the requests behind the review console."""

import hashlib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from family.data.findings import CHECKS, LOOK, OK, UNKNOWN
from yibao.kernel import sealedfiles
from yibao.kernel.ids import new_ref

from ..demo import specimens
from .crowd import Family
from .fates import Fate
from .lives import RETURN, Life
from .tables import table

_RISKS = ("DUPLICATES", "RING_BINDERS", "RING_DEVICE")
_UNKNOWN = {"PORTRAIT", "RING_DEVICE"}


def documents(family: Family, life: Life, row: Any) -> list[Any]:
    """A picture in each place; what was returned has a first version that was no good."""
    bad = {word.slot for word in life.words if word.kind == RETURN}
    mended = life.last("came_back")
    found = []
    for slot in family.story.shape.slots:
        if slot in bad and mended:
            found.append(_document(family, row, slot, life.opened_at, 1, "REPLACED", True))
            found.append(_document(family, row, slot, mended, 2, "STORED", False))
        else:
            is_bad = slot in bad
            found.append(_document(family, row, slot, life.opened_at, 1, "STORED", is_bad))
            if is_bad:
                found[-1].verdict, found[-1].verdict_reason = "RETAKE", "BLURRED"
    return found


def _document(
    family: Family, row: Any, slot: str, at: datetime, version: int, state: str, is_blurred: bool
) -> Any:
    jpeg, width, height, sha256 = _picture(slot, is_blurred)
    sealed = sealedfiles.write(Path(settings.DOCUMENT_DIR), jpeg)
    return table("Document")(
        request=row, slot_code=slot, version=version, state=state, upload_id=new_ref("U"),
        original_name=f"{slot.lower()}.jpg", file_token=sealed.token, file_key=sealed.key,
        width=width, height=height, size=len(jpeg), sha256=sha256,
        source_sha256=hashlib.sha256(f"{row.number}{slot}{version}".encode()).hexdigest(),
        uploaded_by=family.user, uploaded_at=at - timedelta(minutes=3),
        quality={"flaws": ["blurred"]} if is_blurred else {"flaws": []},
    )  # fmt: skip


@cache
def _picture(slot: str, is_blurred: bool) -> tuple[bytes, int, int, str]:
    """Drawn once; each request keeps it in a file of its own, under a key of its own."""
    jpeg, width, height = specimens.small(slot, is_blurred=is_blurred)
    return jpeg, width, height, hashlib.sha256(jpeg).hexdigest()


def findings(number: int, fate: Fate, row: Any) -> list[Any]:
    """Every check of the last round, and the score on the row."""
    made = []
    for check in CHECKS.values():
        outcome = _found(check.code, number, fate, row)
        made.append(
            table("Finding")(
                request=row, round=row.round, code=check.code, outcome=outcome,
                is_risk=check.is_risk and outcome == LOOK, evidence={}, at=row.submitted_at,
                weight=check.weight if outcome == OK else 0,
            )
        )  # fmt: skip
    row.score = sum(one.weight for one in made)
    return made


def _found(code: str, number: int, fate: Fate, row: Any) -> str:
    if fate.is_risky and code == _RISKS[number % len(_RISKS)]:
        return LOOK
    if code == "PICTURES" and row.returns:
        return LOOK
    if code == "RELATION_KIND" and fate.needs_second and not fate.is_risky:
        return UNKNOWN
    if row.member is None and code in ("IDENTITY", "MEMBER_INSURED", "CARD_ROOM"):
        return UNKNOWN
    unmatched = code == "REGISTER_RELATION" and not row.matched_relation
    return UNKNOWN if unmatched or code in _UNKNOWN else OK


def defects(life: Life, row: Any, reasons: dict[str, Any], titles: dict[str, str]) -> list[Any]:
    """What each return asked to be mended."""
    returns = [word for word in life.words if word.kind == RETURN]
    return [
        table("Defect")(
            request=row, round=round_, slot_code=word.slot, reason_code=word.reason,
            is_mended=round_ < row.round, created_at=word.at,
            words=reasons[word.reason].say(titles[word.slot]),
        )
        for round_, word in enumerate(returns, 1)
    ]  # fmt: skip
