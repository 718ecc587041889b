"""How the review console names the cases of accounts, and finds those of a person."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.selectors import corrections, recoveries
from accounts.services import case_search, face_results
from yibao.cases import dossiers
from yibao.cases.dossiers import Kind

from .dossiers import dossier, glass_subject


def find(reader: Any, text: str) -> Iterable[UUID]:
    """Cases of who carries the name; every type of case that somebody asked for."""
    return case_search.find(by=reader, text=text)


for _type, _label in (
    (recoveries.CASE_TYPE, "找回账号"),
    (corrections.CASE_TYPE, "更正参保信息"),
    (face_results.CASE_TYPE, "人工核对人脸"),
):
    dossiers.register(
        Kind(
            case_type=_type,
            label=_label,
            queue="account",
            dossier=dossier,
            find=find,
            glass_subject=glass_subject,
        )
    )
