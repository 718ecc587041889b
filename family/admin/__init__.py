"""Console pages of family."""

from . import (
    aid_policies,
    bindings,
    glass,
    grants,
    kinds,
    manual,
    policies,
    proofs,
    requests,
    trial,
    veils,
)
from .desk import home

__all__ = [
    "aid_policies",
    "bindings",
    "glass",
    "grants",
    "home",
    "kinds",
    "manual",
    "policies",
    "proofs",
    "requests",
    "trial",
    "veils",
]
