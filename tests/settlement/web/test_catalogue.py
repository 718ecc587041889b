"""查药品能不能报 (P136)."""

from datetime import date, timedelta

import pytest

from settlement.models import CatalogueItem
from settlement.selectors import lookup
from tests.factories import world
from yibao.kernel import clock


@pytest.fixture
def items(tenant):
    """One of each class."""
    world.catalogue()


def _more(count: int) -> None:
    CatalogueItem.objects.bulk_create(
        CatalogueItem(
            med_list_codg=f"Y{number:03d}", name=f"药{number:03d}", list_type="101",
            chrgitm_lv="01", valid_from=date(2021, 1, 1),
        )
        for number in range(count)
    )  # fmt: skip


class TestSearch:
    def test_finds_by_part_of_the_name_and_beginning_of_the_code(self, items):
        today = clock.today()
        assert [row.name for row in lookup.page("头孢", today)] == ["头孢克洛颗粒"]
        assert [row.name for row in lookup.page("xa0", today)] == ["阿莫西林胶囊"]
        assert lookup.page("没有这个药", today) == []

    def test_narrows_by_class(self, items):
        found = lookup.page("", clock.today(), level="03")
        assert [row.name for row in found] == ["保健口服液"]

    def test_shows_a_code_once_in_its_newest_version(self, items):
        today = clock.today()
        CatalogueItem.objects.create(
            med_list_codg="XB02", name="头孢克洛颗粒", list_type="101", chrgitm_lv="02",
            selfpay_prop="0.3", valid_from=today,
        )  # fmt: skip
        found = lookup.page("头孢克洛", today)
        assert [str(row.selfpay_prop) for row in found] == ["0.3000"]
        assert lookup.as_of(today) == today

    def test_leaves_out_what_is_not_in_force_yet(self, items):
        today = clock.today()
        CatalogueItem.objects.filter(med_list_codg="XA01").update(
            valid_from=today + timedelta(days=1)
        )
        assert lookup.item("XA01", today) is None

    def test_pages_by_key_with_constant_statements(self, items, django_assert_num_queries):
        _more(30)
        today = clock.today()
        with django_assert_num_queries(1):
            first = lookup.page("", today)
        with django_assert_num_queries(2):
            rest = lookup.page("", today, after=first[-1].med_list_codg)
        codes = [row.med_list_codg for row in (*first, *rest)]
        assert len(codes) == len(set(codes)) == 35


class TestPage:
    def test_is_open_to_everybody_and_says_how_fresh_it_is(self, client, items):
        page = client.get("/catalogue/").content.decode()
        assert "数据到 2020 年 1 月 1 日" in page
        assert "甲类" in page and "先自己付一部分（10%）" in page

    def test_explains_one_item_in_words(self, client, items):
        page = client.get("/catalogue/XB03/").content.decode()
        assert "35.00 元" in page
        assert "您先付 10.00 元，剩下 90.00 元" in page

    def test_says_that_class_c_is_paid_by_oneself(self, client, items):
        assert "100 元全由您自己付。" in client.get("/catalogue/XC04/").content.decode()

    def test_helps_when_nothing_is_found(self, client, items):
        page = client.get("/catalogue/", {"q": "没有这个药"}).content.decode()
        assert "没有查到" in page and "12393" in page

    def test_does_not_know_another_code(self, client, items):
        assert client.get("/catalogue/NONE/").status_code == 404

    def test_survives_choices_that_do_not_exist(self, client, items):
        wrong = {"kind": "x", "level": "9", "after": "\x00", "q": "\x00"}
        assert client.get("/catalogue/", wrong).status_code == 200

    def test_costs_the_same_for_many(self, client, items, django_assert_max_num_queries):
        _more(40)
        with django_assert_max_num_queries(5):
            assert "再看 20 条" in client.get("/catalogue/").content.decode()
