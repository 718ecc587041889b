"""Looking for hospitals and pharmacies (A7, P25, P26)."""

from datetime import datetime

import pytest

from accounts.models import Region
from accounts.selectors import places
from tests.factories.accounts import InstitutionFactory, PharmacyFactory

MONDAY = datetime(2026, 1, 5, 9, 0)
DAYTIME = {"1": [["08:00", "18:00"]]}


@pytest.fixture
def city(tenant):
    """Two districts, three institutions."""
    home = Region.objects.create(code="510600", name="德阳市", hotline="(0838)2208900")
    for code, name in (("510603", "旌阳区"), ("510681", "广汉市")):
        Region.objects.create(code=code, name=name, parent=home)
    InstitutionFactory(
        tenant=tenant, name="旌阳人民医院", address="长江路 1 号", phone="(0838)111",
        opening_hours=DAYTIME,
    )  # fmt: skip
    InstitutionFactory(tenant=tenant, name="广汉中医院", admdvs="510681", opening_hours={"1": []})
    PharmacyFactory(tenant=tenant, name="百姓药房", accepts_voucher=False, opening_hours={})
    return tenant


def names(tenant, wish=None, **more):
    """Names found, in order."""
    found = places.page(tenant, wish or places.PlaceWish(), areas=places.areas(tenant), **more)
    return [row.name for row in found]


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("人民", ["旌阳人民医院"]),
            ("长江路", ["旌阳人民医院"]),
            ("广汉", ["广汉中医院"]),
            ("旌阳 药房", ["百姓药房"]),
            ("100%", []),
        ],
    )
    def test_goes_by_name_address_and_district(self, city, text, expected):
        assert names(city, places.PlaceWish(text=text)) == expected

    def test_narrows_by_kind_code_and_district(self, city):
        assert names(city, places.PlaceWish(kind="2")) == ["百姓药房"]
        assert "百姓药房" not in names(city, places.PlaceWish(takes_code=True))
        assert names(city, places.PlaceWish(district="510681")) == ["广汉中医院"]
        assert len(names(city, places.PlaceWish(district="510600"))) == 3

    @pytest.mark.parametrize(
        ("hour", "expected"), [(7, []), (8, ["旌阳人民医院"]), (17, ["旌阳人民医院"]), (18, [])]
    )
    def test_knows_who_is_open(self, city, hour, expected):
        assert names(city, places.PlaceWish(open_at=MONDAY.replace(hour=hour))) == expected

    def test_reads_24_00_as_the_end_of_the_day(self, city):
        InstitutionFactory(tenant=city, name="急诊", opening_hours={"1": [["00:00", "24:00"]]})
        wish = places.PlaceWish(open_at=MONDAY.replace(hour=23, minute=59))
        assert names(city, wish) == ["急诊"]

    def test_leaves_out_ended_contracts(self, city):
        InstitutionFactory(tenant=city, name="旧医院", is_active=False)
        assert "旧医院" not in names(city)

    def test_pages_by_key_with_constant_statements(self, city, django_assert_num_queries):
        for number in range(30):
            InstitutionFactory(tenant=city, name=f"社区医院{number:02d}")
        areas = places.areas(city)
        with django_assert_num_queries(1):
            first = places.page(city, places.PlaceWish(), areas=areas)
        with django_assert_num_queries(2):
            rest = places.page(
                city, places.PlaceWish(), areas=areas, after=first[-1].fixmedins_code
            )
        seen = [row.pk for row in (*first, *rest)]
        assert len(first) == places.PAGE
        assert len(seen) == len(set(seen)) == 33


class TestPage:
    def test_shows_telephone_and_address_to_everybody(self, client, city):
        page = client.get("/places/", {"q": "人民"}).content.decode()
        assert 'href="tel:0838111"' in page
        assert "长江路 1 号" in page
        assert "三级甲等" in page

    def test_offers_to_widen_when_nothing_is_found(self, client, city):
        page = client.get("/places/", {"q": "百姓", "code": "on"}).content.decode()
        assert "没有找到" in page
        assert 'href="/places/?q=%E7%99%BE%E5%A7%93"' in page

    def test_survives_choices_that_do_not_exist(self, client, city):
        answer = client.get(
            "/places/", {"district": "x", "kind": "9", "after": "\x00", "q": "\x00"}
        )
        assert answer.status_code == 200

    def test_costs_the_same_for_many(self, client, city, django_assert_max_num_queries):
        for number in range(25):
            InstitutionFactory(tenant=city, name=f"社区医院{number:02d}")
        with django_assert_max_num_queries(6):
            assert "再看 20 条" in client.get("/places/").content.decode()


class TestOnePlace:
    def test_says_what_it_can_do_in_words(self, client, city):
        row = PharmacyFactory(tenant=city, accepts_voucher=False, opening_hours=DAYTIME)
        page = client.get(f"/places/{row.fixmedins_code}/").content.decode()
        assert "请带实体卡，效力一样" in page
        assert "能扫医保码：不可以" in page
        assert "周一" in page and "08:00–18:00" in page

    def test_is_unknown_without_a_contract(self, client, city):
        row = InstitutionFactory(tenant=city, is_active=False)
        assert client.get(f"/places/{row.fixmedins_code}/").status_code == 404
