"""The demo city as data."""

import csv
from datetime import date
from importlib import resources

import pytest

from yibao.kernel import idcard
from yibao.kernel.phones import parse_mobile
from yibao.sandbox.demo.clients import CLIENTS
from yibao.sandbox.demo.institutions import INSTITUTIONS
from yibao.sandbox.demo.neighbours import PEOPLE, person
from yibao.sandbox.demo.regions import REGIONS
from yibao.sandbox.demo.stories import BILLS

TODAY = date(2027, 2, 28)
FIXED_PEOPLE = (
    "employee spouse child8 teen15 retired_father resident_mother suspended outsider uninsured "
    "deceased frozen full_holder waiting returned aid_payer aid_member two_cards fresh"
).split()
FIXED_PLACES = "hospital3 hospital2 clinic1 pharmacy pharmacy_nocode outside_hospital".split()


@pytest.fixture(scope="module")
def catalogue():
    """Rows of the shipped catalogue."""
    path = resources.files("yibao.sandbox.demo").joinpath("catalogue.csv")
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


class TestPeople:
    def test_are_at_least_forty_with_the_fixed_keys(self):
        known = {one.key for one in PEOPLE}
        assert len(PEOPLE) >= 40
        assert known >= set(FIXED_PEOPLE)

    @pytest.mark.parametrize("field", ["key", "number", "phone", "psn_no", "card_no"])
    def test_share_no_number(self, field):
        assert len({getattr(one, field) for one in PEOPLE}) == len(PEOPLE)

    @pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.key)
    def test_have_numbers_of_the_never_issued_area(self, one):
        certno = one.certno(TODAY)
        assert idcard.parse_certno(certno, today=TODAY) == certno
        assert certno.startswith("510600")
        assert idcard.gender(certno) == one.gender
        assert idcard.age_on(idcard.birth_date(certno), TODAY) == one.age
        assert parse_mobile(one.phone).startswith("138000000")

    @pytest.mark.parametrize("today", [date(2026, 11, 22), date(2027, 1, 30), date(2028, 2, 29)])
    def test_have_a_teenager_who_turns_16_within_40_days(self, today):
        born = person("teen15").born(today)
        assert idcard.age_on(born, today) == 15
        assert 0 < (idcard.turns(born, 16) - today).days <= 40


class TestPlaces:
    def test_have_the_fixed_keys_with_one_client_each(self):
        assert [one.key for one in INSTITUTIONS] == FIXED_PLACES
        keys = [one.key for one in CLIENTS]
        assert keys == [*FIXED_PLACES, "bank_app", "vendor_norights"]

    def test_carry_the_district_phones_of_p185(self):
        phones = {one.name: one.hotline for one in REGIONS}
        assert phones["旌阳区"] == "(0838)2551709"
        assert phones["中江县"] == "(0838)7250031"
        assert len(phones) == 10


class TestCatalogue:
    def test_holds_all_levels_with_shares_limits_and_pharmacy_goods(self, catalogue):
        assert len(catalogue) >= 140
        assert {row["chrgitm_lv"] for row in catalogue} == {"01", "02", "03"}
        assert len({row["med_list_codg"] for row in catalogue}) == len(catalogue)
        assert all(row["selfpay_prop"] == "0" for row in catalogue if row["chrgitm_lv"] == "01")
        shares = [row["selfpay_prop"] for row in catalogue if row["chrgitm_lv"] == "02"]
        assert all(0.05 <= float(share) <= 0.3 for share in shares)
        assert any(row["pric_uplmt_amt"] for row in catalogue)
        assert any(row["pharmacy_only"] == "1" for row in catalogue)

    def test_names_every_item_of_the_stories(self, catalogue):
        names = {row["name"] for row in catalogue}
        assert {name for bill in BILLS for name, _ in bill.items} <= names
