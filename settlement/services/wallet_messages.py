"""Notices about wallets (P191): to both sides, amounts in the inbox only."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import people
from yibao.kernel import locks
from yibao.notices import services as notices

from ..models import WalletTransfer
from ..states import TransferState

#: State → (to the giver, to the receiver); an empty word where nobody need be told.
_CODES = {
    TransferState.OFFERED: ("wallet_sent", "wallet_offered"),
    TransferState.ACCEPTED: ("wallet_accepted", "wallet_received"),
    TransferState.REFUSED: ("wallet_returned", ""),
    TransferState.RETURNED: ("wallet_returned", "wallet_missed"),
    TransferState.TAKEN_BACK: ("wallet_returned", "wallet_taken_back"),
}
_BY_SMS = ("wallet_sent", "wallet_offered")


def moved(*, by: Any, transfer_id: str, state: str) -> None:
    """Tell both sides of the state that was reached; each once."""
    transfer = WalletTransfer.objects.select_related("giver", "receiver").get(pk=transfer_id)
    to_giver, to_receiver = _CODES[TransferState(state)]
    _tell(by, transfer, transfer.giver, to_giver)
    _tell(by, transfer, transfer.receiver, to_receiver)


def _tell(by: Any, transfer: WalletTransfer, person: Any, code: str) -> None:
    user = people.user_of(person) if code else None
    if user is None:
        return
    context = {
        "giver": transfer.giver.masked_name,
        "receiver": transfer.receiver.masked_name,
        "amount_fen": transfer.amount_fen,
        "until": transfer.deadline_at,
        "state": transfer.state,
    }
    link = notices.Link(reverse("settlement:wallet-transfer", args=[transfer.ref]), "看这笔转账")
    key = f"{code}:{transfer.pk}"
    with transaction.atomic():
        locks.advisory(f"notice:{key}")
        notices.post_once(
            code, key=key, by=by, user=user, context=context, link=link, sms=code in _BY_SMS
        )
