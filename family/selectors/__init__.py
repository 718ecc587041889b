"""Reading family rights: grants to spend, bindings to show, requests on their way."""

from . import aid_policies, bindings, consents, grants, handover, policies
from .grants import live_grants, may_spend, own_data

__all__ = [
    "aid_policies",
    "bindings",
    "consents",
    "grants",
    "handover",
    "live_grants",
    "may_spend",
    "own_data",
    "policies",
]
