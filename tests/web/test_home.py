"""The first page and 我的."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories import world
from yibao.kernel import clock, todos
from yibao.notices import services as notices
from yibao.web import menu


class TestHome:
    def test_sends_a_stranger_to_the_start_page(self, client, city):
        assert client.get("/").url == reverse("accounts:start")

    def test_greets_with_the_full_name_of_the_signed_in_person(self, browser, citizen):
        page = browser.get("/").content.decode()
        assert f"{citizen.person.name}，您好" in page
        assert "职工医保" in page
        assert "德阳市" in page
        assert "出示医保码" in page

    def test_shows_neither_number_nor_code(self, browser, citizen):
        """Nothing usable is on screen until the check is done (wireframe 1 d)."""
        page = browser.get("/").content.decode()
        assert citizen.person.certno not in page
        assert citizen.user.phone not in page
        assert "<path" not in page

    def test_offers_activation_where_there_is_no_voucher(self, browser, citizen):
        citizen.voucher.delete()
        assert "激活医保码" in browser.get("/").content.decode()

    def test_says_that_a_voucher_is_suspended(self, browser, citizen):
        citizen.voucher.state = "SUSPENDED"
        citizen.voucher.save()
        page = browser.get("/").content.decode()
        assert "医保码已停用" in page
        assert "实体卡照样能用" in page

    def test_warns_of_paused_insurance_with_the_number_to_call(self, client, tenant, city):
        who = world.insured(tenant, stas="2")
        client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/").content.decode()
        assert "暂停参保" in page
        assert 'href="tel:08382208900"' in page

    def test_shows_the_last_bill(self, browser, citizen, tenant):
        place = world.institution(tenant)
        world.catalogue()
        world.active_pack(tenant)
        bill = world.Till(place).bill(citizen, ("1", "XA01", "2", "12.35"))
        page = browser.get("/").content.decode()
        assert place.name in page
        assert reverse("settlement:bill", args=[bill["setl_id"]]) in page

    def test_sends_staff_to_the_console(self, client, tenant):
        staff = User.objects.create_staff(tenant=tenant, username="r", password="x")
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/").url == reverse("admin:index")

    def test_sends_somebody_without_a_real_name_to_the_next_step(self, client, tenant):
        user = User.objects.create_citizen(tenant=tenant, phone="13800009999")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get("/").url == reverse("accounts:real-name")


class TestMe:
    def test_shows_the_person_masked(self, browser, citizen):
        page = browser.get("/me/").content.decode()
        assert citizen.person.masked_certno in page
        assert citizen.person.certno not in page
        assert citizen.user.phone not in page
        assert citizen.person.name not in page

    def test_needs_a_login(self, client, city):
        assert client.get("/me/").url.startswith(reverse("accounts:login"))

    @pytest.mark.parametrize("path", ["/me/x.css", "/me.json", "/messages/x/y.css"])
    def test_has_no_address_with_an_odd_ending(self, browser, path):
        """Web-cache deception finds nothing (T98)."""
        assert browser.get(path).status_code == 404


class TestUnreadCount:
    def test_costs_no_query_for_a_stranger(self, client, city, django_assert_max_num_queries):
        with django_assert_max_num_queries(3):
            assert client.get("/help/").status_code == 200

    def test_costs_one_query_for_a_citizen(self, browser, django_assert_max_num_queries):
        browser.get("/help/")
        with django_assert_max_num_queries(8):
            browser.get("/help/")


class TestTrueWords:
    def _page(self, client, who):
        client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
        return client.get("/").content.decode()

    def test_offers_no_activation_after_a_death_p39(self, client, citizen):
        citizen.person.deceased_on = "2025-01-01"
        citizen.person.save()
        page = self._page(client, citizen)
        assert "正常参保" not in page and "激活医保码" not in page
        assert "医保码已注销" in page

    def test_offers_no_activation_to_the_uninsured(self, client, citizen):
        citizen.voucher.delete()
        citizen.person.enrolments.all().delete()
        page = self._page(client, citizen)
        assert "激活医保码" not in page
        assert "没查到" in page
        assert "居民医保没有" not in client.get("/balance/").content.decode()

    def test_says_under_a_sanction_that_the_card_stops_too_p40(self, client, citizen):
        citizen.voucher.state = "SUSPENDED"
        citizen.voucher.suspended_until = clock.now() + timedelta(days=9)
        citizen.voucher.save()
        page = self._page(client, citizen)
        assert "手工报销" in page and "照样能用" not in page


class TestMenu:
    def test_leads_everywhere(self, browser):
        page = browser.get("/me/").content.decode()
        for entries in menu.GROUPS.values():
            for entry in entries:
                assert f'href="{entry.url}"' in page
                assert entry.title in page

    def test_shows_six_on_the_first_page_and_four_in_the_largest_size(self, browser):
        page = browser.get("/").content.decode()
        assert page.partition("常用")[2].count("<li><a") >= 6
        browser.cookies["yibao_size"] = "elder"
        before, _, after = browser.get("/").content.decode().partition("常用")[2].partition("更多")
        assert before.count("<li><a") == 4
        assert menu.MOST_USED[4].title in after


class TestTodos:
    @pytest.fixture
    def suppliers(self, monkeypatch):
        """Suppliers of this test only."""
        monkeypatch.setattr(todos, "_SUPPLIERS", {})
        return todos.supplier

    def test_are_absent_where_nothing_waits(self, browser):
        assert "等您处理" not in browser.get("/").content.decode()
        assert "没有等您办的事" in browser.get("/me/todos/").content.decode()

    def test_come_soonest_first_and_at_most_three(self, browser, suppliers):
        now = clock.now()

        @suppliers
        def matters(user):
            yield todos.Todo("没有期限", "/x/")
            for days in (3, 1, 2):
                yield todos.Todo(f"{days} 天", "/x/", due_at=now + timedelta(days=days))

        page = browser.get("/").content.decode()
        assert page.index("1 天") < page.index("2 天") < page.index("3 天")
        assert "没有期限" not in page and "全部" in page
        assert "没有期限" in browser.get("/me/todos/").content.decode()

    def test_name_a_decision_until_it_is_read(self, browser, citizen):
        context = {"summary": "x", "ref": "A1", "is_approved": True, "words": ""}
        notice = notices.post("correction_decided", by=None, user=citizen.user, context=context)
        assert "更正申请已通过" in browser.get("/").content.decode()
        browser.get(f"/messages/{notice.ref}/")
        assert "更正申请已通过" not in browser.get("/").content.decode()

    def test_name_a_copy_to_fetch(self, browser, citizen):
        citizen.user.data_exports.create(
            state="READY", requested_at=clock.now(), ready_at=clock.now(),
            expires_at=clock.now() + timedelta(days=7),
        )  # fmt: skip
        assert "请下载" in browser.get("/").content.decode()
