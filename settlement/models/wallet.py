"""Money for a relative's wallet (医保钱包, P99): from a personal account, never from a wallet."""

from django.db import models
from django.db.models import F, Q

from yibao.kernel.ids import new_id, new_ref

from ..states import TransferState


def transfer_ref() -> str:
    """Opaque number of a transfer."""
    return new_ref("Q")


class WalletTransfer(models.Model):
    """One transfer; the money waits in HELD until the receiver takes it or it goes back.

    ``nth`` counts the transfers of the giver's wallet on ``day`` (Shanghai) and is never given
    back; ``daily_most`` and ``most_fen`` are the limits of the area at that moment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.CharField("转账号", max_length=40, unique=True, default=transfer_ref)
    tenant = models.ForeignKey("kernel.Tenant", on_delete=models.PROTECT, verbose_name="租户")
    key = models.CharField("提交编号", max_length=64, editable=False)
    giver = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="wallet_given",
        verbose_name="转出人",
    )
    receiver = models.ForeignKey(
        "accounts.Person",
        on_delete=models.PROTECT,
        related_name="wallet_received",
        verbose_name="收款人",
    )
    relation = models.CharField("收款人是转出人的", max_length=12)
    account = models.ForeignKey(
        "settlement.LedgerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="转出账户",
    )
    wallet = models.ForeignKey(
        "settlement.LedgerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="转出人的钱包",
    )
    to_wallet = models.ForeignKey(
        "settlement.LedgerAccount",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="收款人的钱包",
    )
    amount_fen = models.BigIntegerField("金额")
    most_fen = models.BigIntegerField("单笔上限")
    day = models.DateField("哪一天")
    nth = models.PositiveSmallIntegerField("当天第几笔")
    daily_most = models.PositiveSmallIntegerField("当天最多几笔")
    proof = models.CharField("怎么确认的", max_length=10)
    state = models.CharField(
        "状态", max_length=10, choices=TransferState, default=TransferState.OFFERED
    )
    made_at = models.DateTimeField("转出时间")
    deadline_at = models.DateTimeField("最迟接收")
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = "钱包转账"
        verbose_name_plural = "钱包转账"
        constraints = [
            models.CheckConstraint(
                name="settlement_wallettransfer_amount_within_limit",
                condition=Q(amount_fen__gt=0, amount_fen__lte=F("most_fen")),
            ),
            models.CheckConstraint(
                name="settlement_wallettransfer_number_within_day",
                condition=Q(nth__gte=1, nth__lte=F("daily_most")),
            ),
            models.UniqueConstraint(
                name="settlement_wallettransfer_number_once_a_day", fields=["wallet", "day", "nth"]
            ),
            models.UniqueConstraint(
                name="settlement_wallettransfer_key_is_unique", fields=["giver", "key"]
            ),
            models.CheckConstraint(
                name="settlement_wallettransfer_two_people", condition=~Q(giver=F("receiver"))
            ),
            models.CheckConstraint(
                name="settlement_wallettransfer_ended_has_a_time",
                condition=Q(state="OFFERED", ended_at__isnull=True)
                | (~Q(state="OFFERED") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                name="settlement_wallet_waiting",
                fields=["deadline_at"],
                condition=Q(state="OFFERED"),
            ),
            models.Index(name="settlement_wallet_giver", fields=["giver", "-made_at"]),
            models.Index(name="settlement_wallet_receiver", fields=["receiver", "-made_at"]),
        ]

    def __str__(self) -> str:
        return self.ref
