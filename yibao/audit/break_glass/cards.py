"""Break glass on the first page of the console."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from yibao.kernel.console import Card, card

from .. import glass


@card(permission=glass.SIGN_RIGHT, order=65)
def to_sign(request: HttpRequest) -> list[Card]:
    """Sessions that wait for this lead's word; what is late is red."""
    user: Any = request.user
    late = glass.overdue(user).count()
    note = f"其中 {late} 次超过 3 天没复核" if late else ""
    url = f"{reverse('glass:list')}?tab=waiting"
    kind = "error" if late else ""
    return [Card("待复核的临时提权", str(glass.waiting(user).count()), "次", note, url, kind)]


@card(permission=glass.OPEN_RIGHT, order=66)
def running(request: HttpRequest) -> list[Card]:
    """What this member of staff may see in full at this moment."""
    user: Any = request.user
    count = glass.seen_by(user).filter(staff_id=user.pk, is_running=True).count()
    if not count:
        return []
    url = f"{reverse('glass:list')}?tab=open"
    return [Card("您正在看全号或原件", str(count), "项", "看完请结束", url, "warn")]
