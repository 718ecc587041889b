"""The limits of a grant as label and value pairs, and by what its payer proved to be there."""

from datetime import date, timedelta

from django.http import HttpRequest

from family.data.aid import USE_WORDS, GrantWish
from yibao.kernel import proof
from yibao.kernel.money import format_yuan

_PROOFS = {proof.PASSWORD: "PIN", proof.FACE: "FACE", proof.PASSKEY: "PASSKEY"}


def proof_word(request: HttpRequest) -> str:
    """How the payer proved to be there, as the terms keep it (P100)."""
    return _PROOFS.get(proof.way(request), "")


def terms_of(wish: GrantWish, today: date) -> tuple[tuple[str, str], ...]:
    """Everything that the payer decides, in words; the digest of the consent covers them."""
    last = wish.until - timedelta(days=1) if wish.until else None
    return (
        ("一年最多", _money(wish.annual_cap_fen)),
        ("每次最多", _money(wish.per_payment_cap_fen)),
        ("每天最多", _money(wish.daily_cap_fen)),
        ("给自己留", _money(wish.keep_back_fen) if wish.keep_back_fen else "不留"),
        ("可以付", "、".join(USE_WORDS[use] for use in USE_WORDS if use in wish.uses)),
        ("从哪天起", _day(max(wish.starts_on or today, today))),
        ("最后一天", _day(last) if last else "没有期限"),
    )


def _money(fen: int | None) -> str:
    return "不限" if fen is None else f"{format_yuan(fen)} 元"


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
