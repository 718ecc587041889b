"""Wallets and transfers for tests, through the services; amounts as text in yuan."""

from datetime import timedelta
from typing import Any

from settlement.models import LedgerAccount, WalletTransfer
from settlement.services import wallets
from tests.factories import world
from tests.factories.bindings import make_binding
from yibao.kernel import clock
from yibao.kernel.money import parse_yuan, to_fen


def fen(text: str) -> int:
    """Yuan as text in 分."""
    return to_fen(parse_yuan(text))


def set_clock(monkeypatch: Any, text: str, *, days: int = 0) -> None:
    """Stop the clock at ``text`` in Shanghai, ``days`` after 1 March 2026."""
    day = clock.local(clock.now()).replace(year=2026, month=3, day=1) + timedelta(days=days)
    hour, minute, second = (int(part) for part in text.split(":"))
    moment = day.replace(hour=hour, minute=minute, second=second, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda tenant=None: moment)


def couple(tenant: Any, *, balance: str = "9000.00", **taker: Any) -> tuple[Any, Any]:
    """A giver with money and the spouse; both have opened a wallet."""
    giver = world.insured(tenant, balance=balance)
    other = world.insured(tenant, **{"insutype": "390", "psn_type": "50", **taker})
    make_binding(giver.person, other.person, "SPOUSE")
    for one in (giver, other):
        wallets.open_wallet(by=one.user, person=one.person)
    return giver, other


def offer(giver: Any, taker: Any, amount: str = "200.00", *, key: str = "k1") -> WalletTransfer:
    """As the last page does it."""
    return wallets.offer(
        by=giver.user,
        giver=giver.person,
        receiver=taker.person,
        amount_fen=fen(amount),
        key=key,
        proof="PIN",
    )


def fill(giver: Any, taker: Any, amount: str = "200.00", *, key: str = "fill") -> WalletTransfer:
    """Offered and taken."""
    return wallets.accept(by=taker.user, ref=offer(giver, taker, amount, key=key).ref)


def held(who: Any, kind: str = "WALLET") -> int:
    """What an account of somebody holds, in 分."""
    return LedgerAccount.objects.get(kind=kind, person=who.person).balance_fen
