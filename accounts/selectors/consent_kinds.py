"""The consents that exist, in words; the apps above name theirs."""

from typing import Any

from accounts.data import FACE_CONSENT, ConsentKind
from accounts.events import consent_kinds_wanted
from accounts.models import Consent

FACE = ConsentKind(
    kind=FACE_CONSENT.kind,
    title="刷脸",
    purpose="办事时拍一张脸，核实是您本人",
    effects=(
        "以后不能再用刷脸办事，除非您重新同意",
        "手机上不能再用刷脸代替密码",
    ),
    keeps="已经办好的事不受影响。不刷脸的，带身份证去窗口也能办，待遇一样。",
    texts=(FACE_CONSENT,),
)


def all_kinds() -> dict[str, ConsentKind]:
    """Every kind by its code."""
    found = [FACE]
    for _, kinds in consent_kinds_wanted.send(sender=ConsentKind):
        found.extend(kinds)
    return {one.kind: one for one in found}


def one(kind: str) -> ConsentKind | None:
    """The kind of this code."""
    return all_kinds().get(kind)


def text_of(kind: ConsentKind | None, consent: Consent) -> Any | None:
    """The very words that were agreed to; None where that version is no longer kept."""
    texts = kind.texts if kind else ()
    return next((text for text in texts if text.version == consent.version), None)
