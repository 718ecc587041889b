"""The benefit engine (待遇计算): pure functions without Django, clock or database (P135).

``compile_pack`` turns a policy pack document into a ``Pack`` once; ``parse_case`` reads a case;
``settle`` works the case out under the pack.  Everything else is a part of these three.
"""

from .cases import parse_case
from .compiled import Pack
from .engine import settle
from .identities import IdentityBroken, check_breakdown
from .packs import check_no_overlap, compile_pack
from .reading import CaseInvalid, PackInvalid

__all__ = [
    "CaseInvalid",
    "IdentityBroken",
    "Pack",
    "PackInvalid",
    "check_breakdown",
    "check_no_overlap",
    "compile_pack",
    "parse_case",
    "settle",
]
