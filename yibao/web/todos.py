"""What the apps below let a person wait for: answers, papers, cards to check, copies to fetch."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from family.selectors import consents, progress, requests
from settlement.selectors import cards, offline, payer_asks, premiums, wallets
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
def payments_to_confirm(user: Any) -> Iterator[Todo]:
    """A payment by card that the bank has not answered for yet; it ends by itself."""
    for charge in cards.waiting_for(user.person) if user.person_id else ():
        url = reverse("settlement:bills")
        note = f"{charge.visit.institution.name}，请不要重复付款"
        yield Todo("有一笔付款正在确认", url, due_at=charge.deadline_at, note=note)


@todos.supplier
def premiums_under_way(user: Any) -> Iterator[Todo]:
    """A premium that bank or register have not answered for yet."""
    for row in premiums.open_of(user.person) if user.person_id else ():
        url = reverse("settlement:premium", args=[row.ref])
        yield Todo("居民医保缴费还没有结果", url, due_at=row.deadline_at, note="请不要重复缴")


@todos.supplier
def bills_without_a_network(user: Any) -> Iterator[Todo]:
    """What a counter noted without a network and officers still look at (feature 21)."""
    for row in offline.open_of(user.person) if user.person_id else ():
        url = reverse("settlement:bills")
        yield Todo("断网时记的账正在核对", url, note=f"{row.institution.name}，结果会告诉您")


@todos.supplier
def aid_to_answer(user: Any) -> Iterator[Todo]:
    """A relative's bill asks for the own account, for three minutes (P113)."""
    for ask in payer_asks.waiting_for(user.person) if user.person_id else ():
        url = reverse("settlement:aid-ask", args=[ask.ref])
        note = ask.visit.institution.name
        yield Todo("有一笔共济付款等您同意", url, due_at=ask.expires_at, note=note)


@todos.supplier
def transfers_to_take(user: Any) -> Iterator[Todo]:
    """Money that a relative offers for the own wallet, until 06:00 of the next day (P99)."""
    for row in wallets.waiting_for(user.person) if user.person_id else ():
        url = reverse("settlement:wallet-transfer", args=[row.ref])
        note = f"{row.giver.masked_name}，过时退回"
        yield Todo("有人转给您，请接收", url, due_at=row.deadline_at, note=note)


@todos.supplier
def copies_to_fetch(user: Any) -> Iterator[Todo]:
    """A copy of the own data that was not fetched yet."""
    ready = user.data_exports.filter(
        state="READY", downloaded_at__isnull=True, expires_at__gt=clock.now()
    )
    for copy in ready:
        yield Todo("您要的信息备好了，请下载", reverse("accounts:export"), due_at=copy.expires_at)


@todos.supplier
def draft_to_finish(user: Any) -> Iterator[Todo]:
    """A request for a relative that was begun and not sent (还没交完)."""
    draft = requests.draft_of(user.person) if user.person_id else None
    if draft is not None:
        url, until = reverse("family:add"), requests.expires_at(draft)
        yield Todo("添加家人的申请还没交完", url, due_at=until, note="填过的都存着")


@todos.supplier
def papers_to_mend(user: Any) -> Iterator[Todo]:
    """A request for a relative that came back, while it can still be mended (wireframe 1 f)."""
    for request in progress.to_mend(user.person) if user.person_id else ():
        name = progress.who_of(request)
        url = reverse("family:fix", args=[request.ref])
        yield Todo(f"{name}的申请要补材料", url, due_at=request.return_due_at)


@todos.supplier
def consents_to_answer(user: Any) -> Iterator[Todo]:
    """A relative asks whether the own code may be shown (P66)."""
    for ask in consents.open_of(user.person) if user.person_id else ():
        name = consents.holder_of(ask).masked_name
        url = reverse("family:ask", args=[ask.ref])
        yield Todo(f"{name}请您同意出示医保码", url, due_at=ask.expires_at)


@todos.supplier
def consents_awaited(user: Any) -> Iterator[Todo]:
    """A relative who has not answered yet, for the one who asked (wireframe 1 f)."""
    for ask in consents.awaited_by(user.person) if user.person_id else ():
        url = reverse("family:waiting", args=[ask.request.ref])
        yield Todo(f"{consents.member_word(ask)}还没刷脸同意", url, due_at=ask.expires_at)


@todos.supplier
def decisions_to_read(user: Any) -> Iterator[Todo]:
    """A decision on something that the person asked for."""
    for notice in Notice.objects.filter(user=user, code__in=TO_READ, read_at__isnull=True)[:5]:
        yield Todo(notice.title, reverse("notices:message", args=[notice.ref]), note="看看结果")
