"""What vouchers show on the page of a person."""

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from vouchers.models import Scan, Voucher
from vouchers.states import VoucherState
from yibao.kernel.console import Column, Panel, detail_link, moment, panel, rows_url, unveiled

from .scans import outcome_tag
from .vouchers import word_tag

_RECENT = 10
STOP = "vouchers.suspend_voucher"


@panel("accounts.person", permission="vouchers.view_voucher", order=20)
def voucher_of_person(request: HttpRequest, person: Any) -> Panel:
    """The one voucher with its word."""
    columns = ("医保码", "现在的状态", "激活时间", "激活方式", "密码锁定到", "停用到", "马上办")
    rows = [
        [
            detail_link(one, "查看和处理"),
            word_tag(one),
            moment(one.activated_at),
            one.get_activation_way_display() or "—",
            moment(one.pin_locked_until),
            moment(one.suspended_until),
            _stop_link(request, one),
        ]
        for one in unveiled(
            request.user, Voucher.objects.filter(person=person).select_related("person")
        )
    ]
    return Panel("医保码", tuple(Column(word) for word in columns), rows, empty="还没有申领医保码")


def _stop_link(request: HttpRequest, voucher: Voucher) -> str:
    """From the found person to the stopped voucher in two presses, for calls to the hotline."""
    if voucher.state != VoucherState.ACTIVE or not request.user.has_perm(STOP):
        return "—"
    url = reverse("admin:vouchers_voucher_do", args=[quote(voucher.pk), "suspend"])
    return format_html('<a href="{}">挂失停用</a>', url)


@panel("accounts.person", permission="vouchers.view_scan", order=30)
def scans_of_person(request: HttpRequest, person: Any) -> Panel:
    """The latest scans."""
    columns = ("扫码号", "时间", "机构", "介质", "结果")
    scans = unveiled(request.user, Scan.objects.filter(person=person))
    scans = scans.select_related("institution").order_by("-created_at")
    rows = [
        [
            detail_link(one, one.scan_id),
            moment(one.created_at),
            one.institution.name,
            one.get_medium_display(),
            outcome_tag(one.outcome),
        ]
        for one in scans[:_RECENT]
    ]
    more = rows_url(Scan, person)
    return Panel("最近扫码", tuple(Column(word) for word in columns), rows, more_url=more)
