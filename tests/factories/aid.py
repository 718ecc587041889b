"""Mutual-aid grants for tests, through the service."""

from typing import Any

from family.data.aid import GrantWish
from family.models import AidPolicy, Grant
from family.services import grants
from settlement.services import ledger


def make_grant(payer: Any, member: Any, relation: str = "SPOUSE", **limits: Any) -> Grant:
    """``payer`` (a person, or somebody with ``.person``) lets ``member`` spend; 分 in ``limits``.

    Given by the system itself: neither proof nor lot of a review. The payer has employee insurance
    and an account from here on.
    """
    payer = getattr(payer, "person", payer)
    enable(payer)
    return grants.authorise(
        by=None,
        payer=payer,
        member=getattr(member, "person", member),
        relation=relation,
        limits=GrantWish(**limits),
    )


def enable(payer: Any) -> None:
    """Employee insurance and a personal account, where there is none yet (P95)."""
    payer.enrolments.filter(is_current=True).exclude(insutype="310").update(insutype="310")
    ledger.personal_account(by=None, person=payer)


def make_rules(region: Any, since: Any, **values: Any) -> AidPolicy:
    """The rules of an area from a day on, whatever day it is today."""
    return AidPolicy.objects.create(region=region, valid_from=since, **values)
