"""REST conventions in one place: strict parsing, number texts, problem documents, keyed POST.

Views come from ``rest.idempotent``: the framework reads its settings while it is imported, and they
name classes of this package.
"""

from .failures import problem_handler
from .fields import (
    CountField,
    PriceField,
    StrictChoiceField,
    StrictCodeField,
    StrictNumberField,
    StrictSerializer,
    StrictTextField,
    YuanField,
)
from .transport import CompactJSONRenderer, CursorPages, StrictJSONParser, dump

__all__ = [
    "CompactJSONRenderer",
    "CountField",
    "CursorPages",
    "PriceField",
    "StrictChoiceField",
    "StrictCodeField",
    "StrictJSONParser",
    "StrictNumberField",
    "StrictSerializer",
    "StrictTextField",
    "YuanField",
    "dump",
    "problem_handler",
]
