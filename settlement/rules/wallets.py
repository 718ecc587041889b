"""Wallet transfers by the clock and the parameters of an area (P99); pure."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta

from settlement.data.wallets import WalletRules
from yibao.kernel.money import NotMoney, parse_yuan, to_fen

COUNT, MOST, CLOSED = "WALLET_DAILY_COUNT", "WALLET_TXN_MAX", "WALLET_CLOSED"
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])[-–]([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_MOST_A_DAY = 100


def mistake(name: str, value: object) -> str:
    """What is wrong with a parameter of wallets; empty for others and for null."""
    if value is None:
        return ""
    is_count = isinstance(value, int) and not isinstance(value, bool)
    if name == COUNT and not (is_count and 1 <= value <= _MOST_A_DAY):
        return f"应为 1 到 {_MOST_A_DAY} 的整数。"
    if name == MOST and not _is_amount(value):
        return '应为大于 0 的金额文本，例如 "2000.00"。'
    if name == CLOSED and _hours(value) is None:
        return '应为两个不同的时刻，例如 "22:00-06:00"。'
    return ""


def read(parameters: Mapping[str, object]) -> WalletRules:
    """The rules of a policy version; what it leaves out takes the product's default."""
    told = {name: value for name in (COUNT, MOST, CLOSED) if (value := parameters.get(name))}
    default = WalletRules()
    start, end = _hours(told.get(CLOSED)) or (default.closed_from, default.closed_until)
    most = told.get(MOST)
    return WalletRules(
        daily_count=int(str(told.get(COUNT, default.daily_count))),
        most_fen=default.most_fen if most is None else to_fen(parse_yuan(str(most))),
        closed_from=start,
        closed_until=end,
    )


def _is_amount(value: object) -> bool:
    try:
        return isinstance(value, str) and parse_yuan(value) > 0
    except NotMoney:
        return False


def _hours(value: object) -> tuple[time, time] | None:
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    one, two, three, four = (int(part) for part in found.groups())
    start, end = time(one, two), time(three, four)
    return None if start == end else (start, end)


def is_open(rules: WalletRules, moment: datetime) -> bool:
    """Whether a transfer may be made; the first second of the closed hours is closed.

    ``moment`` is Shanghai time. 21:59:59 is open, 22:00:00 is not, 06:00:00 is again.
    """
    now = moment.timetz().replace(tzinfo=None)
    if rules.closed_from < rules.closed_until:
        return not rules.closed_from <= now < rules.closed_until
    return rules.closed_until <= now < rules.closed_from


def deadline(rules: WalletRules, moment: datetime) -> datetime:
    """When money goes back that nobody took: at the opening of the next day (Shanghai time)."""
    return datetime.combine(
        moment.date() + timedelta(days=1), rules.closed_until, tzinfo=moment.tzinfo
    )
