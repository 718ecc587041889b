"""The list of channels: importing a file, changing a way through the menus (P9–P13)."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from yibao.audit import services as audit
from yibao.kernel import clock

from .. import errors, rules
from ..data.channels import SELF, ChannelRow, PathRow
from ..models import Channel, ChannelPath, ChannelSlot, Voucher

_BATCH = 1000
#: The list that ships with the product.
OURS = Path(__file__).resolve().parent.parent / "packs" / "channels.yaml"


@dataclass(frozen=True, slots=True)
class ChannelImport:
    """What an import added; ``own_slots`` are older vouchers that got their place on our pages."""

    channels: int
    paths: int
    own_slots: int


def import_channels(*, by: Any, text: str) -> ChannelImport:
    """Add what the file has and the database lacks; what staff have set since stays (P9).

    A path is known by code and start: a known one is not rewritten (P13). Raises
    ``rules.WrongChannelFile``.
    """
    channels, paths = rules.read_channels(text)
    with transaction.atomic():
        added = sum(_add_channel(row, place) for place, row in enumerate(channels))
        ways = sum(_add_path(row) for row in paths)
        slots = _fill_own_pages()
        if added or ways or slots:
            audit.record(
                "vouchers.channels.imported",
                by=by,
                subject="channels",
                data={"channels": added, "paths": ways, "own_slots": slots},
            )
    return ChannelImport(added, ways, slots)


def import_ours(*, by: Any) -> ChannelImport:
    """Import the list that ships with the product."""
    return import_channels(by=by, text=OURS.read_text("utf-8"))


def replace_path(
    *, by: Any, path: ChannelPath, title: str, steps: list[str], start: date
) -> ChannelPath:
    """End a path on a day and begin its next version there; what people saw stays on record (P13).

    Raises ``voucher.channel.path_day`` for a day that is not after the start of the old version.
    """
    with transaction.atomic():
        old = ChannelPath.objects.select_for_update().get(pk=path.pk)
        if start <= old.valid_from or (old.valid_to is not None and start > old.valid_to):
            raise errors.PathDayWrong(start=f"{old.valid_from:%Y-%m-%d}")
        new = ChannelPath.objects.create(
            code=old.code,
            channel=old.channel,
            kind=old.kind,
            title=title,
            steps=steps,
            server_steps=old.server_steps,
            source=old.source,
            valid_from=start,
            valid_to=old.valid_to if old.valid_to != start else None,
        )
        old.valid_to = start
        old.save(update_fields=["valid_to"])
        audit.record(
            "vouchers.path.replaced",
            by=by,
            subject=old,
            data={"code": old.code, "by": new.pk, "from": start.isoformat()},
        )
    return new


def end_path(*, by: Any, path: ChannelPath, reason: str) -> ChannelPath:
    """The path leads nowhere any more: today is not its day, yesterday was its last."""
    with transaction.atomic():
        row = ChannelPath.objects.select_for_update().get(pk=path.pk)
        row.valid_to = max(clock.today(), row.valid_from + timedelta(days=1))
        row.save(update_fields=["valid_to"])
        audit.record(
            "vouchers.path.ended", by=by, subject=row, data={"code": row.code, "reason": reason}
        )
    return row


def _add_channel(row: ChannelRow, place: int) -> bool:
    facts = asdict(row)
    code = facts.pop("code")
    return Channel.objects.get_or_create(code=code, defaults={**facts, "sort": place})[1]


def _add_path(row: PathRow) -> bool:
    facts = asdict(row) | {"steps": list(row.steps), "server_steps": list(row.server_steps)}
    key = {"code": facts.pop("code"), "valid_from": facts.pop("valid_from")}
    facts["channel_id"] = facts.pop("channel")
    return ChannelPath.objects.get_or_create(**key, defaults=facts)[1]


def _fill_own_pages() -> int:
    """Vouchers that were activated here before channels were kept are open on our pages."""
    older = (
        Voucher.objects.filter(
            activated_at__isnull=False,
            activation_way=Voucher.Way.SELF,
            person__user__isnull=False,
        )
        .exclude(slots__channel=SELF, slots__holder=F("person__user"))
        .exclude(state="CLOSED")
    )
    slots = [
        ChannelSlot(
            voucher_id=voucher,
            channel_id=SELF,
            holder_id=user,
            joined_at=moment,
            joined_month=f"{clock.local(moment):%Y%m}",
        )
        for voucher, user, moment in older.values_list("pk", "person__user", "activated_at")
    ]
    ChannelSlot.objects.bulk_create(slots, batch_size=_BATCH)
    return len(slots)
