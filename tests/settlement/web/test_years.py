"""A year: what care cost and who paid (P7 of the pages), benefits used and left (P138–P145)."""

from datetime import date

import pytest

from settlement.selectors import benefits, bills, spending
from tests.factories import world
from yibao.kernel import clock

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def rules(tenant):
    """Catalogue and the pack of the city."""
    world.catalogue()
    return world.active_pack(tenant)


@pytest.fixture
def patient(tenant, rules):
    """An employee with one bill at a level-3 hospital: 300 yuan in scope."""
    who = world.insured(tenant, balance="100.00")
    world.Till(world.institution(tenant)).bill(
        who, ("1", "XA01", "3", "100.00"), acct_used_flag="1"
    )
    return who


@pytest.fixture
def browser(client, patient):
    """The patient's browser."""
    client.force_login(patient.user, backend=BACKEND)
    return client


class TestSpending:
    def test_adds_up_to_the_bills(self, patient):
        year = clock.today().year
        (month,) = spending.of_year(patient.person, year)
        (bill,) = bills.page_of(patient.person)
        assert month.bills == 1
        assert month.total_fen == bill.medfee_sumamt_fen == 30000
        assert month.paid["FUND"] == bill.fund_pay_sumamt_fen == 5000
        assert month.paid["OWN_ACCOUNT"] == 10000

    def test_takes_refunds_off(self, patient, tenant):
        till = world.Till(world.institution(tenant))
        bill = till.bill(patient, ("1", "XA01", "1", "10.00"))
        till.post(f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "退"})
        (month,) = spending.of_year(patient.person, clock.today().year)
        assert month.total_fen == 30000

    def test_costs_two_statements(self, patient, django_assert_num_queries):
        with django_assert_num_queries(2):
            spending.of_year(patient.person, clock.today().year)

    def test_page_shows_the_sum_and_each_payer(self, browser):
        page = browser.get(f"/bills/year/{clock.today().year}/").content.decode()
        assert "300.00" in page
        assert "医保付的" in page and "个人账户" in page
        assert 'role="img"' in page

    def test_page_of_another_year_is_empty(self, browser):
        assert "这一年还没有账单" in browser.get("/bills/year/2001/").content.decode()

    @pytest.mark.parametrize("year", ["x", "20260", "0000", "２０２６"])
    def test_page_knows_no_other_years(self, browser, year):
        assert browser.get(f"/bills/year/{year}/").status_code == 404


class TestBenefits:
    def test_of_an_employee_follow_the_counters(self, patient):
        found = benefits.of(patient.person, _enrolment(patient), clock.today())
        (start,) = found.outpatient.starts
        (cap,) = found.outpatient.caps
        assert (start.total_fen, start.used_fen, start.left_fen) == (20000, 20000, 0)
        assert (cap.total_fen, cap.used_fen, cap.left_fen) == (200000, 5000, 195000)
        assert [(one.tier, one.percent) for one in found.outpatient.shares] == [
            ("1", 60), ("2", 60), ("3", 50),
        ]  # fmt: skip
        assert found.inpatient.admission_starts == [("1", 20000), ("2", 40000), ("3", 80000)]
        assert found.stays == 0

    def test_of_a_resident_have_no_outpatient_deductible(self, tenant, rules):
        who = world.insured(tenant, insutype="390", psn_type="50")
        found = benefits.of(who.person, _enrolment(who), clock.today())
        assert found.outpatient.starts == []
        assert [one.total_fen for one in found.outpatient.caps] == [20000]
        assert [one.fund for one in found.later] == ["hifmi_pay"]

    def test_of_somebody_with_tags_show_what_is_paid_besides(self, tenant, rules, client):
        """P138: chronic care, and assistance after the other funds."""
        who = world.insured(tenant, insutype="390", psn_type="60")
        who.person.enrolments.update(tags=["chronic", "dibao"])
        found = benefits.of(who.person, _enrolment(who), clock.today())
        assert [(one.tier, one.percent) for one in found.chronic.shares] == [
            ("1", 65), ("2", 65), ("3", 65),
        ]  # fmt: skip
        assert [(one.fund, one.percent, one.kinds) for one in found.later] == [
            ("hifmi_pay", None, ("11", "14", "21")), ("maf_pay", 70, ("14", "21")),
        ]  # fmt: skip
        client.force_login(who.user, backend=BACKEND)
        page = client.get("/benefits/").content.decode()
        assert "各级医院" in page and "再付 70%" in page and "门诊慢特病、住院" in page

    def test_of_somebody_without_tags_say_nothing_of_them(self, browser):
        page = browser.get("/benefits/").content.decode()
        assert "慢特病" not in page and "医疗救助" not in page

    def test_without_a_pack_are_unknown(self, tenant):
        who = world.insured(tenant)
        found = benefits.of(who.person, _enrolment(who), date(2026, 1, 1))
        assert found.pack is None and found.outpatient is None

    def test_cost_few_statements(self, patient, django_assert_max_num_queries):
        enrolment = _enrolment(patient)
        benefits.of(patient.person, enrolment, clock.today())
        with django_assert_max_num_queries(4):
            benefits.of(patient.person, enrolment, clock.today())

    def test_page_says_used_and_left(self, browser):
        page = browser.get("/benefits/").content.decode()
        assert "还能报" in page and "1,950.00 元" in page
        assert "没有经过医保部门确认" in page

    def test_page_without_a_pack_shows_a_dash_and_a_telephone(self, client, tenant):
        who = world.insured(tenant, place="510700")
        client.force_login(who.user, backend=BACKEND)
        page = client.get("/benefits/").content.decode()
        assert "<dd>—</dd>" in page and "12393" in page

    def test_page_warns_while_the_insurance_is_paused(self, client, tenant, rules):
        who = world.insured(tenant, stas="2")
        client.force_login(who.user, backend=BACKEND)
        assert "暂时不能用" in client.get("/benefits/").content.decode()

    def test_page_of_somebody_uninsured_says_so(self, client, tenant):
        who = world.insured(tenant)
        who.person.enrolments.all().delete()
        client.force_login(who.user, backend=BACKEND)
        assert "没查到您的参保信息" in client.get("/benefits/").content.decode()


def _enrolment(who):
    return who.person.enrolments.get()
