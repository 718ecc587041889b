"""Transfers and movements of a wallet in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from family.data.kinship import INVERSE
from family.data.relations import relation_word
from yibao.kernel import clock

from ....models import WalletTransfer
from ....selectors.accounts import Movement
from ....states import TransferState

_TAGS = {
    TransferState.OFFERED: ("warn", "等接收"),
    TransferState.ACCEPTED: ("ok", "已接收"),
    TransferState.REFUSED: ("neutral", "没要，已退回"),
    TransferState.RETURNED: ("neutral", "过时，已退回"),
    TransferState.TAKEN_BACK: ("neutral", "已取消，已退回"),
}
_KIND_WORDS = {
    "wallet_accept": "家人转来",
    "settlement": "看病买药",
    "refund": "退费",
    "reversal": "撤销",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One transfer as one of its two people sees it."""

    ref: str
    is_giver: bool
    name: str
    relation: str
    amount_fen: int
    made_at: datetime
    deadline_at: datetime
    ended_at: datetime | None
    state: str
    tag: tuple[str, str]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One in or out of the wallet, signed 分."""

    at: datetime
    title: str
    note: str
    amount_fen: int
    is_income: bool


def row_of(transfer: WalletTransfer, viewer: Any) -> Row:
    """The other side by masked name; open only until the deadline, to the second."""
    is_giver = transfer.giver_id == viewer.pk
    other = transfer.receiver if is_giver else transfer.giver
    relation = transfer.relation if is_giver else INVERSE.get(transfer.relation, "")
    in_time = clock.now(viewer.tenant) < transfer.deadline_at
    return Row(
        ref=transfer.ref,
        is_giver=is_giver,
        name=other.masked_name,
        relation=relation_word(relation, other.gend) if relation else "",
        amount_fen=transfer.amount_fen,
        made_at=transfer.made_at,
        deadline_at=transfer.deadline_at,
        ended_at=transfer.ended_at,
        state=transfer.state,
        tag=_TAGS[TransferState(transfer.state)],
        is_open=transfer.state == TransferState.OFFERED and in_time,
    )


def entry_of(movement: Movement) -> Entry:
    """A movement of the wallet."""
    return Entry(
        at=movement.at,
        title=_KIND_WORDS.get(movement.kind, "其他"),
        note=movement.place,
        amount_fen=movement.amount_fen,
        is_income=movement.amount_fen > 0,
    )
