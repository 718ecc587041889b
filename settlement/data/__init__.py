"""Values that leave the benefit engine or enter it: frozen, without Django.

Inside these values money is ``int`` in 分 and carries the national field name (P121); texts and
JSON made from them carry decimal strings in yuan.
"""

from .breakdown import FUNDS, Breakdown, FundPart, LineResult, PayerPart
from .cases import Accounts, Case, Institution, Line, Payer, Person, Visit
from .facts import BandFact, BenefitFact
from .steps import TraceStep

__all__ = [
    "FUNDS",
    "Accounts",
    "BandFact",
    "BenefitFact",
    "Breakdown",
    "Case",
    "FundPart",
    "Institution",
    "Line",
    "LineResult",
    "Payer",
    "PayerPart",
    "Person",
    "TraceStep",
    "Visit",
]
