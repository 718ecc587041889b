"""Everything that shows a voucher besides its owner's own page: apps, relatives, printed codes."""

from typing import Any

from accounts.services import partners, proofs
from yibao.kernel import clock

from ..models import ChannelSlot, Voucher
from . import offline_passes, slips


def end_all(*, by: Any, row: Voucher, close_slots: bool) -> None:
    """End codes, slips, app sessions and proofs of a locked voucher at once (P38, settled 6).

    The caller saves the row, whose generation is raised here: that alone refuses every code and
    every family display of before; relatives keep the apps in which they show their own voucher.
    ``close_slots`` also gives up the places in the channels.
    """
    row.generation += 1
    slips.revoke_all(by=by, voucher=row)
    offline_passes.revoke_all(by=by, voucher=row)
    if close_slots:
        live = ChannelSlot.objects.filter(voucher=row, ended_at__isnull=True)
        live.update(ended_at=clock.now(row.person.tenant))
    owner = getattr(row.person, "user", None)
    if owner is not None:
        partners.end_all_user_tokens(by=by, user=owner)
        proofs.end_all(by=by, user=owner)
