"""Whether code and patient belong together, as settlement asks it (P88–P90)."""

from collections.abc import Collection
from typing import Any

from accounts.selectors import people

from .. import errors
from ..models import Scan


def needs_presence(scan: Scan) -> bool:
    """Whether the counter still owes a word on who is there: a relative showed the code."""
    return bool(scan.presented_as) and not scan.presence


def refuse_mismatched(scan_ids: Collection[Any]) -> None:
    """Raise ``voucher.scan.mismatched`` where the counter said that somebody else was there."""
    if Scan.objects.filter(pk__in=scan_ids, mismatch_at__isnull=False).exists():
        raise errors.ScanMismatched


def refuse_unconfirmed(scan_ids: Collection[Any]) -> None:
    """Raise ``voucher.presence_not_confirmed`` where a relative showed one of these codes and the
    counter has not said who is there (P90)."""
    rows = Scan.objects.filter(pk__in=scan_ids, presence="").exclude(presented_as="")
    if rows.exists():
        raise errors.PresenceNotConfirmed


def owner_index_of(scan_id: str) -> str:
    """The keyed hash of the number of the person that a scan found; empty where it found none."""
    rows = Scan.objects.filter(scan_id=scan_id).values_list("person__certno_index", flat=True)
    return rows.first() or ""


def is_agents(scan: Scan) -> bool:
    """Whether somebody bought for the patient, both papers seen (P90)."""
    return scan.presence == Scan.Presence.AGENT


def agent_name(scan: Scan) -> str:
    """The agent's masked name; empty without an agent or for one who is not in the register.

    Only the keyed hash of the agent's number is kept (P90).
    """
    if not (is_agents(scan) and scan.agent_index):
        return ""
    known = people.by_index(scan.tenant_id, scan.agent_index)
    return known.masked_name if known is not None else ""
