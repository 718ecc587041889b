"""异地就医备案 on the phone: list, areas, five steps, one filing, taking it back (A7)."""

from datetime import date, timedelta

import pytest

from accounts.models import Institution
from settlement.models import RemoteFiling
from settlement.services import filings
from tests.factories import bindings, remote, world
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NEW = "/remote-care/new/"


@pytest.fixture
def who(tenant):
    world.active_pack(tenant)
    remote.area()
    return world.insured(tenant)


@pytest.fixture
def browser(client, who):
    client.force_login(who.user, backend=BACKEND)
    return client


def _text(browser, address):
    answer = browser.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def _day(days=0):
    return f"{clock.today() + timedelta(days=days):%Y%m%d}"


def _answer(browser, *, kind="OTHER", papers=None, when=None):
    """The four steps before the check; answers the address that was reached."""
    steps = [
        ("where", {"area": remote.CHENGDU}),
        ("why", {"kind": kind}),
        ("when", when or {"starts_on": _day(), "months": "6"}),
        ("papers", papers or {}),
    ]
    for step, data in steps:
        answer = browser.post(f"{NEW}{step}/", data)
        assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


class TestList:
    def test_says_what_to_do_where_there_is_none(self, browser):
        text = _text(browser, "/remote-care/")
        assert "还没有备案" in text and "新办备案" in text and "普通门诊" in text

    def test_shows_state_and_period(self, browser, who):
        remote.filed(who)
        text = _text(browser, "/remote-care/")
        assert "成都市" in text and "有效" in text

    @pytest.mark.parametrize(("days", "word"), [(10, "还没开始"), (-300, "已到期"), (0, "有效")])
    def test_names_each_state(self, browser, who, days, word):
        filing = remote.filed(who)
        first = clock.today() + timedelta(days=days)
        period = type(filing.period)(first, first + timedelta(days=180))
        RemoteFiling.objects.update(period=period)
        assert word in _text(browser, "/remote-care/")

    def test_hides_the_filings_of_others(self, browser, tenant):
        filing = remote.filed(world.insured(tenant))
        assert filing.ref not in _text(browser, "/remote-care/")
        assert browser.get(f"/remote-care/{filing.ref}/").status_code == 404
        assert browser.post(f"/remote-care/{filing.ref}/cancel/").status_code == 404


class TestAreas:
    def test_list_what_is_open_and_where(self, browser, tenant):
        place = world.institution(tenant, admdvs="510104")
        Institution.objects.filter(pk=place.pk).update(accepts_remote=True)
        text = _text(browser, "/remote-care/areas/")
        assert "四川省" in text and place.name in text and "住院能结算" in text

    def test_that_are_closed_say_so(self, browser):
        remote.area("510700", "绵阳市", is_open=False)
        assert "还没开通" in _text(browser, "/remote-care/areas/?q=绵阳")

    def test_not_found_lead_back_to_all(self, browser):
        assert "没有找到这个地方" in _text(browser, "/remote-care/areas/?q=火星")


class TestSteps:
    def test_file_at_once_and_show_it(self, browser, who):
        assert _answer(browser) == f"{NEW}check/"
        text = _text(browser, f"{NEW}check/")
        assert "提交后马上办好" in text and "成都市" in text
        answer = browser.post(f"{NEW}check/", follow=True)
        assert "备案办好了" in answer.content.decode()
        assert RemoteFiling.objects.get(person=who.person).kind == "OTHER"

    def test_wait_for_an_officer_with_a_date(self, browser, who):
        _answer(browser, kind="REFERRAL", papers={"referral_no": "zz-2026-001"})
        text = browser.post(f"{NEW}check/", follow=True).content.decode()
        assert "已提交，等审核" in text and "最迟" in text
        assert RemoteFiling.objects.get(person=who.person).referral_no == "ZZ-2026-001"

    @pytest.mark.parametrize(("way", "state"), [("promise", "APPROVED"), ("officer", "IN_REVIEW")])
    def test_let_a_long_term_filing_be_promised(self, browser, who, way, state):
        when = {"starts_on": _day()}
        _answer(browser, kind="LIVING", papers={"way": way}, when=when)
        browser.post(f"{NEW}check/")
        filing = RemoteFiling.objects.get(person=who.person)
        assert (filing.state, filing.promised) == (state, way == "promise")
        assert filing.period.upper is None

    def test_cannot_be_skipped(self, browser):
        assert browser.get(f"{NEW}check/")["Location"] == f"{NEW}where/"
        browser.post(f"{NEW}where/", {"area": remote.CHENGDU})
        assert browser.get(f"{NEW}papers/")["Location"] == f"{NEW}why/"

    def test_come_back_to_the_check_after_a_change(self, browser):
        _answer(browser)
        when = {"starts_on": _day(3), "months": "12"}
        assert browser.post(f"{NEW}when/", when)["Location"] == f"{NEW}check/"
        day = clock.today() + timedelta(days=3)
        assert f"{day.month} 月 {day.day} 日起，12 个月" in _text(browser, f"{NEW}check/")

    def test_ask_anew_what_another_reason_needs(self, browser):
        _answer(browser)
        answer = browser.post(f"{NEW}why/", {"kind": "REFERRAL"})
        assert answer["Location"] == f"{NEW}when/"

    def test_say_what_each_reason_changes(self, browser):
        browser.post(f"{NEW}where/", {"area": remote.CHENGDU})
        text = _text(browser, f"{NEW}why/")
        assert "少 10 个百分点" in text and "少 20 个百分点" in text and "和本地一样" in text

    @pytest.mark.parametrize("typed", ["", "x", "20261301", "2026", _day(-1), _day(400)])
    def test_refuse_a_first_day_that_is_none(self, browser, typed):
        browser.post(f"{NEW}where/", {"area": remote.CHENGDU})
        browser.post(f"{NEW}why/", {"kind": "OTHER"})
        answer = browser.post(f"{NEW}when/", {"starts_on": typed, "months": "6"})
        assert answer.status_code == 200 and "有 1 处需要修改" in answer.content.decode()

    @pytest.mark.parametrize("typed", ["", "a b", "号码", "x" * 41])
    def test_refuse_a_referral_without_its_number(self, browser, typed):
        browser.post(f"{NEW}where/", {"area": remote.CHENGDU})
        browser.post(f"{NEW}why/", {"kind": "REFERRAL"})
        browser.post(f"{NEW}when/", {"starts_on": _day(), "months": "6"})
        assert browser.post(f"{NEW}papers/", {"referral_no": typed}).status_code == 200

    @pytest.mark.parametrize("area", ["", "510600", "999999", "510700"])
    def test_refuse_a_place_that_is_home_or_not_open(self, browser, area):
        remote.area("510600", "德阳市")
        assert browser.post(f"{NEW}where/", {"area": area}).status_code == 200

    def test_say_that_a_second_filing_is_not_needed(self, browser, who):
        _answer(browser)
        remote.filed(who)
        assert "已经备过案" in browser.post(f"{NEW}check/").content.decode()

    def test_file_for_a_child(self, browser, who, tenant):
        child = world.insured(
            tenant, insutype="390", psn_type="41", birth=date(clock.today().year - 5, 1, 1)
        )
        binding = bindings.make_binding(who.person, child.person, relation="CHILD")
        assert "我自己" in _text(browser, f"{NEW}where/")
        browser.post(f"{NEW}where/", {"who": binding.ref, "area": remote.CHENGDU})
        browser.post(f"{NEW}why/", {"kind": "OTHER"})
        browser.post(f"{NEW}when/", {"starts_on": _day(), "months": "6"})
        browser.post(f"{NEW}papers/")
        browser.post(f"{NEW}check/")
        filing = RemoteFiling.objects.get()
        assert (filing.person, filing.filed_by) == (child.person, who.user)


class TestOne:
    def test_is_taken_back_after_a_page_that_warns(self, browser, who):
        filing = remote.filed(who)
        page = f"/remote-care/{filing.ref}/"
        assert "取消这件备案" in _text(browser, page)
        assert "已经登记的住院不受影响" in _text(browser, f"{page}cancel/")
        text = browser.post(f"{page}cancel/", follow=True).content.decode()
        assert "已取消" in text and "取消这件备案" not in text
        assert browser.get(f"{page}cancel/")["Location"] == page

    def test_says_until_when_there_is_an_answer(self, browser, who):
        filing = remote.filed(who, "REFERRAL")
        assert "最迟有结果" in _text(browser, f"/remote-care/{filing.ref}/")

    def test_taken_back_takes_its_case_back(self, browser, who):
        filing = remote.filed(who, "REFERRAL")
        filings.cancel(by=who.user, ref=filing.ref)
        assert "已取消" in _text(browser, f"/remote-care/{filing.ref}/")
