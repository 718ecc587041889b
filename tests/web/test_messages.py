"""The inbox."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import world
from yibao.notices.models import Notice


def _notice(user, number: int = 1, **fields) -> Notice:
    return Notice.objects.create(
        user=user,
        code="voucher_activated",
        title=f"第 {number} 件事",
        body="第一段\n第二段",
        created_at=timezone.now(),
        **fields,
    )


class TestInbox:
    def test_is_empty_with_words_and_a_way_back(self, browser):
        assert "没有消息" in browser.get(reverse("notices:messages")).content.decode()

    def test_puts_unread_messages_first(self, browser, citizen):
        _notice(citizen.user, 1)
        _notice(citizen.user, 2, read_at=timezone.now())
        page = browser.get("/messages/").content.decode()
        assert page.index("第 1 件事") < page.index("第 2 件事")
        assert "1 条还没看" in page

    def test_shows_twenty_and_a_link_to_the_rest(self, browser, citizen):
        for number in range(1, 24):
            _notice(citizen.user, number)
        first = browser.get("/messages/").content.decode()
        assert first.count("件事</span>") == 20
        address = reverse("notices:messages")
        start = first.index(f"{address}?before=")
        rest = browser.get(first[start : first.index('"', start)]).content.decode()
        assert rest.count("件事</span>") == 3

    @pytest.mark.parametrize("before", ["x", "2026-99-99T00:00:00Z", "", "'; --"])
    def test_takes_a_strange_place_for_the_beginning(self, browser, citizen, before):
        _notice(citizen.user)
        answer = browser.get("/messages/", {"before": before})
        assert "第 1 件事" in answer.content.decode()

    def test_marks_everything_as_read(self, browser, citizen):
        _notice(citizen.user)
        answer = browser.post("/messages/", {"action": "read_all"})
        assert answer.url == "/messages/"
        assert not Notice.objects.filter(read_at=None).exists()


class TestMessage:
    def test_is_read_by_opening_it(self, browser, citizen):
        notice = _notice(citizen.user, link="/code/", link_text="看医保码")
        page = browser.get(f"/messages/{notice.ref}/").content.decode()
        assert "<p>第二段</p>" in page
        assert 'href="/code/"' in page
        notice.refresh_from_db()
        assert notice.read_at

    def test_of_somebody_else_looks_like_none(self, browser, tenant):
        """T31."""
        notice = _notice(world.insured(tenant).user)
        assert browser.get(f"/messages/{notice.ref}/").status_code == 404
        notice.refresh_from_db()
        assert notice.read_at is None

    def test_escapes_what_it_says(self, browser, citizen):
        notice = _notice(citizen.user)
        notice.body = "<script>alert(1)</script>"
        notice.save()
        page = browser.get(f"/messages/{notice.ref}/").content.decode()
        assert "<script>alert" not in page
