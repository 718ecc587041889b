"""Magic amounts and people of a sandbox: what a tail makes us refuse, and what helps then.

Two tables for the interfaces, the page of the test people and the guide. The last two digits of a
total of 8899.NN choose; a bill of any other total is treated as everywhere. The last four digits of
the person number of a made person choose a state, which is real. What a bank answers is chosen by
the number of the card (``cards.ACTED``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from settlement.errors import (
    BalanceTooSmall,
    QuoteChanged,
    QuoteExpired,
    RefundAlreadyCleared,
    RefundTooLate,
    VoidOver,
)
from vouchers.errors import LimitExceeded, VoucherSuspended
from yibao.kernel import rehearsal
from yibao.kernel.errors import DomainError

Facts = Mapping[str, Any]
#: What stands before the two digits, in yuan.
YUAN = 8899
NO_ACCOUNT, VOID = "0", "void"


@dataclass(frozen=True, slots=True)
class AmountTail:
    """``tail`` of a total that is refused at ``moment``, as long as ``is_met`` says so.

    ``result`` says in Chinese what is refused, ``way_out`` with what the next call succeeds.
    """

    tail: str
    moment: str
    error: type[DomainError]
    result: str
    way_out: str
    make: Callable[[Facts], DomainError]
    is_met: Callable[[Facts], bool] = lambda facts: True

    @property
    def yuan(self) -> str:
        """The total of the bill, as it is written in messages."""
        return f"{YUAN}.{self.tail}"

    @property
    def fen(self) -> int:
        """The same in 分."""
        return YUAN * 100 + int(self.tail)


def _is_first_quote(facts: Facts) -> bool:
    return facts["quotes"] == 1


def _uses_account(facts: Facts) -> bool:
    return facts["acct_used_flag"] != NO_ACCOUNT


def _changed(facts: Facts) -> DomainError:
    info = facts["setlinfo"]
    return QuoteChanged(old=info, new=info, _flag=facts["acct_used_flag"])


def _above_limit(facts: Facts) -> DomainError:
    asked = facts["setlinfo"]["acct_pay"]
    return LimitExceeded(which="单笔", limit="0.00", asked=asked, left="0.00")


AMOUNTS = (
    AmountTail(
        "11", rehearsal.SETTLE, QuoteChanged,
        "结算时说试算以后金额有变化", "重新试算再结算，就能结（答里已经附了新的试算）",
        make=_changed, is_met=_is_first_quote,
    ),
    AmountTail(
        "12", rehearsal.SETTLE, QuoteExpired,
        "结算时说试算已经失效", "重新试算再结算，就能结",
        make=lambda facts: QuoteExpired(), is_met=_is_first_quote,
    ),
    AmountTail(
        "13", rehearsal.SETTLE, LimitExceeded,
        "个人账户要付的超过医保码限额", "不用个人账户（acct_used_flag 填 0）重新试算，就能结",
        make=_above_limit, is_met=_uses_account,
    ),
    AmountTail(
        "14", rehearsal.SETTLE, VoucherSuspended,
        "扫码以后医保码停用了", "这张单一直不能结，请取消就诊",
        make=lambda facts: VoucherSuspended(until=None),
    ),
    AmountTail(
        "15", rehearsal.SETTLE, BalanceTooSmall,
        "个人账户余额不足", "不用个人账户（acct_used_flag 填 0）重新试算，就能结",
        make=lambda facts: BalanceTooSmall(), is_met=_uses_account,
    ),
    AmountTail(
        "21", rehearsal.REFUND, RefundAlreadyCleared,
        "能结算；退费时说这个月已经清算", "一直不能退，请患者到医保窗口",
        make=lambda facts: RefundAlreadyCleared(),
    ),
    AmountTail(
        "22", rehearsal.REFUND, RefundTooLate,
        "能结算；退费时说过了期限", "一直不能退，请患者到医保窗口",
        make=lambda facts: RefundTooLate(last_day=facts["day"]),
    ),
    AmountTail(
        "23", rehearsal.REFUND, VoidOver,
        "能结算；不能撤销（kind 填 void）", "改办退费（kind 填 refund），就能退",
        make=lambda facts: VoidOver(until="00:00"), is_met=lambda facts: facts["kind"] == VOID,
    ),
)  # fmt: skip
_BY_FEN = {one.fen: one for one in AMOUNTS}


def refusal_of(moment: str, fen: int, facts: Callable[[], Facts]) -> DomainError | None:
    """The refusal of a bill with this total (分) at this moment; None for almost all."""
    found = _BY_FEN.get(fen)
    if found is None or found.moment != moment:
        return None
    known = facts()
    if not found.is_met(known):
        return None
    refusal = found.make(known)
    refusal.extra["sandbox_amount"] = found.yuan
    return refusal


WELL = "0001"
_ADULTS = ("employee", "resident", "pensioner")


@dataclass(frozen=True, slots=True)
class PersonTail:
    """``tail`` of the numbers of a made person; ``result`` in Chinese, ``code`` of the refusal.

    ``kinds`` are those of ``made.KINDS`` that may have it; ``age`` and ``birthday_in`` (days) are
    fixed where the story needs them.
    """

    tail: str
    result: str
    code: str = ""
    kinds: tuple[str, ...] = _ADULTS
    age: int | None = None
    birthday_in: int | None = None
    is_ended: bool = False
    is_elsewhere: bool = False
    is_frozen: bool = False
    is_paused: bool = False
    is_deceased: bool = False


PEOPLE = (
    PersonTail(WELL, "什么都正常", kinds=(*_ADULTS, "child")),
    PersonTail(
        "0003", "激活以后停保了，出示不了医保码，刷卡也被拒绝", "person.not_insured", is_ended=True
    ),
    PersonTail("0004", "在绵阳市参保，没有备案，按异地结算", is_elsewhere=True),
    PersonTail("0005", "医保码自己停用了，出示不了", "voucher.suspended", is_frozen=True),
    PersonTail("0006", "15 岁，测试时钟走 30 天满 16 岁", kinds=("child",), age=15, birthday_in=30),
    PersonTail("0009", "参保暂停，能用码，统筹不付", "voucher.restricted", is_paused=True),
    PersonTail(
        "0010", "已去世，医保码注销了，刷卡说没有参保", "voucher.not_active", is_deceased=True
    ),
)
