"""Usage history: scans and showings, whose, when and how, in constant SQL (F8, feature 62)."""

import re
from datetime import timedelta

import pytest

from tests.factories import vouchers as make
from vouchers import selectors
from vouchers.models import DynamicCode, Scan
from vouchers.services import codes, scans
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(client, holder):
    """The holder's browser."""
    client.force_login(holder)
    return client


@pytest.fixture
def redeem(till, hospital):
    """Scans a code."""
    return lambda code: scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))


def shown_at(holder, *moments):
    """Codes that were shown and never scanned, at these distances from now."""
    for ago in moments:
        code = codes.issue(by=holder, person=holder.person)
        at = clock.now() - ago
        DynamicCode.objects.filter(pk=code.code_id).update(
            issued_at=at, expires_at=at + timedelta(seconds=60)
        )


class TestUses:
    def test_tell_of_scans_and_of_showings(self, holder, redeem):
        scan = redeem(make.show(holder)).scan
        shown_at(holder, timedelta(hours=1))
        found, mark = selectors.usage.uses(holder.person)
        assert [use.scan for use in found] == [scan, None]
        assert mark == ""

    def test_make_one_showing_of_codes_that_followed_each_other(self, holder):
        """A screen that renews every 45 seconds was shown once."""
        shown_at(holder, *[timedelta(minutes=30, seconds=-45 * n) for n in range(6)])
        shown_at(holder, timedelta(minutes=10))
        found, _ = selectors.usage.uses(holder.person)
        assert len(found) == 2
        assert clock.now() - found[1].at > timedelta(minutes=29)

    def test_page_by_twenty_without_loss_or_repetition(self, holder, redeem):
        for _ in range(13):
            redeem(make.show(holder))
        shown_at(holder, *[timedelta(hours=n) for n in range(1, 13)])
        first, mark = selectors.usage.uses(holder.person)
        second, end = selectors.usage.uses(holder.person, before=mark)
        assert (len(first), len(second), end) == (20, 5, "")
        moments = [(use.at, use.pk) for use in [*first, *second]]
        assert moments == sorted(moments, reverse=True)
        assert len(set(moments)) == 25

    def test_keep_to_a_month_of_shanghai(self, holder):
        shown_at(holder, timedelta(hours=1))
        row = DynamicCode.objects.get()
        last = clock.local(clock.now()).replace(
            year=2024, month=1, day=31, hour=23, minute=59, second=30, microsecond=0
        )
        DynamicCode.objects.filter(pk=row.pk).update(
            issued_at=last, expires_at=last + timedelta(seconds=60)
        )
        assert len(selectors.usage.uses(holder.person, month="2024-01")[0]) == 1
        assert selectors.usage.uses(holder.person, month="2024-02")[0] == []

    def test_offer_twelve_months(self, holder):
        months = selectors.usage.months(holder.person)
        assert len(set(months)) == 12
        assert months == sorted(months, reverse=True)
        assert all(selectors.usage.span_of(month) for month in months)

    @pytest.mark.parametrize("odd", ["", "2025-13", "2025-1", "x", "２０２５-01"])
    def test_take_an_odd_month_for_none(self, odd):
        assert selectors.usage.span_of(odd) is None

    @pytest.mark.parametrize("mark", ["x", "1.2", "9" * 17 + "." + "f" * 32, "0." + "0" * 32])
    def test_survive_an_odd_mark(self, holder, mark):
        selectors.usage.uses(holder.person, before=mark)


class TestPage:
    def test_says_who_held_the_code_and_which_medium(
        self, phone, holder, tenant, redeem, hospital, till
    ):
        daughter = make.make_holder(tenant, name="陈晓雨")
        code = codes.issue(by=daughter, person=holder.person, presented_as="女儿").code
        redeem(code)
        card = make.make_ask(medium="social_card", card_no=holder.person.card_no)
        scans.redeem(by=till, institution=hospital, ask=card)
        shown_at(holder, timedelta(hours=2))
        page = phone.get("/code/history/").content.decode()
        assert "陈*雨替您出示" in page
        assert "实体卡" in page
        assert "您自己出示" in page and "没有被扫" in page

    def test_takes_the_same_number_of_queries_for_any_length(
        self, phone, holder, redeem, django_assert_num_queries, django_assert_max_num_queries
    ):
        redeem(make.show(holder))
        shown_at(holder, timedelta(hours=3))
        phone.get("/code/history/")
        with django_assert_max_num_queries(14) as few:
            phone.get("/code/history/")
        for _ in range(8):
            redeem(make.show(holder))
        shown_at(holder, *[timedelta(hours=n) for n in range(4, 12)])
        with django_assert_num_queries(len(few.captured_queries)):
            phone.get("/code/history/")

    def test_keeps_the_month_on_the_next_page(self, phone, holder, redeem):
        for _ in range(21):
            redeem(make.show(holder))
        month = selectors.usage.months(holder.person)[0]
        page = phone.get(f"/code/history/?month={month}").content.decode()
        more = re.search(r'href="(\?before=[^"]+)"', page)[1].replace("&amp;", "&")
        assert f"month={month}" in more
        assert phone.get(f"/code/history/{more}").content.decode().count("weui-cell__title") == 1

    def test_says_so_where_a_month_is_empty(self, phone):
        page = phone.get("/code/history/?month=2024-02").content.decode()
        assert "这个月没有使用记录" in page

    def test_shows_refused_scans_too(self, phone, holder, redeem):
        code = make.show(holder)
        redeem(code)
        redeem(code)
        assert Scan.objects.exclude(outcome=Scan.OK).exists()
        assert "码用过了" in phone.get("/code/history/").content.decode()
