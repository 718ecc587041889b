"""What the apps below let a person wait for: cards to check, copies to fetch, decisions to read."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from settlement.selectors import cards
from yibao.kernel import clock, todos
from yibao.kernel.todos import Todo
from yibao.notices.models import Notice

#: Messages that a person should not overlook; they wait here until they are read.
TO_READ = ("correction_decided",)


@todos.supplier
def cards_to_check(user: Any) -> Iterator[Todo]:
    """A bound card that pays nothing until its owner has proved it again."""
    for card in cards.of_person(user.person).filter(state="NEEDS_CHECK"):
        url = reverse("settlement:card", args=[card.ref])
        yield Todo("银行卡要重新验证", url, note="验证前不能用它付款")


@todos.supplier
def copies_to_fetch(user: Any) -> Iterator[Todo]:
    """A copy of the own data that was not fetched yet."""
    ready = user.data_exports.filter(
        state="READY", downloaded_at__isnull=True, expires_at__gt=clock.now()
    )
    for copy in ready:
        yield Todo("您要的信息备好了，请下载", reverse("accounts:export"), due_at=copy.expires_at)


@todos.supplier
def decisions_to_read(user: Any) -> Iterator[Todo]:
    """A decision on something that the person asked for."""
    for notice in Notice.objects.filter(user=user, code__in=TO_READ, read_at__isnull=True)[:5]:
        yield Todo(notice.title, reverse("notices:message", args=[notice.ref]), note="看看结果")
