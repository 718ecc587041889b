"""What vouchers hold about one person, for the copy of the own data (T92)."""

from typing import Any

from django.db.models import Q

from yibao.kernel.portable import Section, section

from ..models import (
    ChannelSlot,
    CounterAct,
    CounterSlip,
    DynamicCode,
    OfflinePass,
    Scan,
    ScanAnswer,
    Voucher,
)

_PERSON = ("person",)


def sections_of(user: Any, person: Any | None) -> list[Section]:
    """The own voucher with its history, and what the user did for relatives."""
    own = Q(voucher__person=person) if person else Q(pk=None)
    scans = Scan.objects.filter(person=person) if person else Scan.objects.none()
    acts = CounterAct.objects.filter(person=person) if person else CounterAct.objects.none()
    return [
        section(
            "voucher", "医保码",
            Voucher.objects.filter(person=person) if person else Voucher.objects.none(),
            leave_out=_PERSON,
        ),
        section("codes", "出示过的动态码", DynamicCode.objects.filter(own | Q(shown_by=user)),
                leave_out=["voucher", "shown_by"]),
        section("scans", "扫码记录", scans.order_by("created_at"),
                leave_out=["person", "client", "code", "slip", "offline_pass"]),
        section("scan_answers", "对扫码的回答",
                ScanAnswer.objects.filter(Q(scan__in=scans) | Q(said_by=user)),
                leave_out=["said_by"]),
        section("channels", "渠道", ChannelSlot.objects.filter(own | Q(holder=user)),
                leave_out=["voucher", "holder"]),
        section("slips", "纸质医保码", CounterSlip.objects.filter(own),
                leave_out=["voucher", "key", "issued_by"]),
        section("offline_passes", "断网码", OfflinePass.objects.filter(own),
                leave_out=["voucher", "key", "sign_in"]),
        # Who came instead is another person; clerks are not named to the outside.
        section("counter_acts", "窗口办件", acts,
                leave_out=["person", "clerk", "second_clerk", "agent_name", "agent_certno"]),
    ]  # fmt: skip
