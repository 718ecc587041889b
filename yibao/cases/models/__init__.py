"""Tables of cases; four-eyes rules are CHECK constraints and triggers (I19)."""

from .case import Case, CaseEvent, Decision, Kept, Level, Priority, case_ref
from .conflicts import Barred, Declaration, WorkArea
from .desk import Bulk, BulkItem, Draft, Lease, SavedView, Skip, WorkProfile
from .looks import SecondLook
from .reasons import Reason, ReasonUse

__all__ = [
    "Barred",
    "Bulk",
    "BulkItem",
    "Case",
    "CaseEvent",
    "Decision",
    "Declaration",
    "Draft",
    "Kept",
    "Lease",
    "Level",
    "Priority",
    "Reason",
    "ReasonUse",
    "SavedView",
    "SecondLook",
    "Skip",
    "WorkArea",
    "WorkProfile",
    "case_ref",
]
