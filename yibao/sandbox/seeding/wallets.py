"""Wallets of the demo city: one with money in it, and a transfer that waits (P99)."""

import copy
from datetime import timedelta
from typing import Any

from settlement.selectors import wallets as found
from settlement.services import wallets
from yibao.kernel import clock
from yibao.kernel.money import parse_yuan, to_fen

from ..demo.neighbours import person
from ..demo.stories import TRANSFERS
from . import register
from .tables import table


def filled(owner: Any) -> str:
    """Open the wallets of the stories, then give and take; a second run changes nothing."""
    for number, one in enumerate(TRANSFERS):
        giver = register.row_of(owner, person(one.giver))
        taker = register.row_of(owner, person(one.taker))
        for side in (giver, taker):
            wallets.open_wallet(by=None, person=side)
        key = f"demo-{number}"
        if table("WalletTransfer").objects.filter(giver=giver, key=key).exists():
            continue
        giver.tenant = _in_open_hours(giver)
        transfer = wallets.offer(
            by=None,
            giver=giver,
            receiver=taker,
            amount_fen=to_fen(parse_yuan(one.yuan)),
            key=key,
            proof="PIN",
        )
        if one.is_taken:
            wallets.accept(by=taker.user, ref=transfer.ref)
    return f"{len(TRANSFERS)} 笔转账"


def _in_open_hours(giver: Any) -> Any:
    """The giver's world, where it is night as it was before the night began: for this row only."""
    now = clock.local(clock.now(giver.tenant))
    world = copy.copy(giver.tenant)
    while not found.is_open(giver, now):
        now -= timedelta(hours=1)
        world.clock_offset_seconds -= 3600
    return world
