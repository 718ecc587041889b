"""Pages of premiums: place and year first, the sources, the receipt, the waiting (A5, P172)."""

import re

import pytest
from django.test import Client

from settlement.models import LedgerAccount, Premium
from settlement.selectors import accounts
from tests.factories import cards as bank
from tests.factories import premiums as made
from tests.factories import world
from tests.factories.aid import make_grant
from tests.factories.bindings import make_binding
from yibao.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]


def phone_of(who, *, proved=True):
    """A signed-in phone that has just unlocked with the password."""
    client = Client()
    client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    if proved:
        session = client.session
        session["unlocked_at"] = int(clock.now().timestamp())
        session["unlocked_by"] = "password"
        session.save()
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def shown_on(page: str) -> dict[str, str]:
    """The hidden amounts of the page."""
    return dict(re.findall(r'name="(amount_fen|card_fen)" value="([0-9]+)"', page))


@pytest.fixture
def bound(payer, member):
    """The payer has bound the member, and lets the own account pay premiums."""
    make_binding(payer.person, member.person, "SPOUSE", voucher=False)
    make_grant(payer, member, uses=("PREMIUM",))
    return member


class TestTheWay:
    def test_leads_from_the_list_to_a_receipt_for_both_p172(self, payer, bound, plan):
        phone = phone_of(payer)
        assert "您参加的是职工医保" in text_of(phone.get("/premiums/"))
        who = text_of(phone.get("/premiums/new/who/"))
        assert "我自己" in who and bound.person.masked_name in who
        answer = phone.post("/premiums/new/who/", {"who": bound.person.psn_no})
        assert answer.url == "/premiums/new/check/"
        check = text_of(phone.get("/premiums/new/check/"))
        assert "德阳市" in check and f"{plan.year} 年" in check and "400.00" in check
        assert phone.post("/premiums/new/check/").url == "/premiums/new/pay/"
        page = text_of(phone.get("/premiums/new/pay/"))
        assert "您的个人账户" in page
        answer = phone.post("/premiums/new/pay/", shown_on(page))
        premium = Premium.objects.get()
        assert answer.url == f"/premiums/{premium.ref}/" and premium.state == "PAID"
        receipt = text_of(phone.get(answer.url))
        assert "已缴费" in receipt and premium.register_number in receipt
        assert "保费由税务退" in receipt and "tel:12366" in receipt
        assert "缴费凭证" in text_of(phone.get(f"{answer.url}print/"))
        theirs = text_of(phone_of(bound).get(answer.url))
        assert payer.person.masked_name in theirs and "您自己" in theirs
        assert "交居民医保费" in text_of(phone.get("/balance/"))

    def test_stands_in_the_grant_and_in_the_month_p114(self, payer, bound):
        premium = made.pay(payer, bound)
        words = f"{premium.year} 年居民医保费"
        phone = phone_of(payer)
        assert words in text_of(phone.get(f"/mutual-aid/{payer.person.grants_given.get().ref}/"))
        month = f"/mutual-aid/statement/{clock.today():%Y-%m}/"
        assert words in text_of(phone.get(month)) and "400.00 元" in text_of(phone.get(month))
        assert words in text_of(phone_of(bound).get(month))

    def test_sent_twice_is_one_premium(self, payer, bound):
        phone = phone_of(payer)
        phone.post("/premiums/new/who/", {"who": bound.person.psn_no})
        phone.post("/premiums/new/check/")
        said = shown_on(text_of(phone.get("/premiums/new/pay/")))
        first, second = (phone.post("/premiums/new/pay/", said) for _ in range(2))
        assert first.url == second.url and Premium.objects.count() == 1
        assert accounts.balance_of(payer.person) == 60000

    def test_pays_for_somebody_by_name_and_number(self, payer, member):
        bank.bind(payer, "0000")
        phone = phone_of(payer)
        person = member.person
        wrong = phone.post("/premiums/new/who/other/", {"name": "李四", "certno": person.certno})
        assert "没有查到这个人" in text_of(wrong) and "李四" in text_of(wrong)
        right = {"name": person.name, "certno": person.certno}
        assert phone.post("/premiums/new/who/other/", right).url == "/premiums/new/check/"
        phone.post("/premiums/new/check/")
        page = text_of(phone.get("/premiums/new/pay/"))
        assert "工商银行" in page and person.certno not in page
        phone.post("/premiums/new/pay/", shown_on(page))
        assert Premium.objects.get().state == "PAID"
        assert "工商银行" not in text_of(
            phone_of(member).get(f"/premiums/{Premium.objects.get().ref}/")
        )

    def test_stops_at_an_employee_with_words(self, payer):
        phone = phone_of(payer)
        phone.post("/premiums/new/who/", {"who": "self"})
        page = text_of(phone.get("/premiums/new/check/"))
        assert "参加的是职工医保" in page and "没有扣钱" in page and "12393" in page

    def test_begins_anew_without_a_draft(self, payer):
        phone = phone_of(payer)
        assert phone.get("/premiums/new/check/").url == "/premiums/new/who/"
        assert phone.get("/premiums/new/pay/").url == "/premiums/new/who/"

    def test_asks_for_a_proof_before_the_money(self, payer, bound):
        phone = phone_of(payer, proved=False)
        phone.post("/premiums/new/who/", {"who": bound.person.psn_no})
        phone.post("/premiums/new/check/")
        assert "/premiums/new/pay/" not in phone.get("/premiums/new/pay/").url.split("?")[0]


class TestAnAccountThatIsNotActivated:
    def test_is_told_before_the_payment_and_can_be_left_out(self, payer, bound):
        LedgerAccount.objects.filter(person=payer.person).update(is_activated=False)
        bank.bind(payer, "0000")
        phone = phone_of(payer)
        phone.post("/premiums/new/who/", {"who": bound.person.psn_no})
        phone.post("/premiums/new/check/")
        assert phone.get("/premiums/new/pay/").url == "/premiums/new/account/"
        page = text_of(phone.get("/premiums/new/account/"))
        assert "还没有启用" in page and "怎么启用" in page
        assert phone.post("/premiums/new/account/").url == "/premiums/new/pay/"
        assert "工商银行" in text_of(phone.get("/premiums/new/pay/"))


class TestWhatCanHappen:
    def test_no_card_says_what_is_missing(self, payer, member):
        make_binding(payer.person, member.person, "SPOUSE", voucher=False)
        phone = phone_of(payer)
        phone.post("/premiums/new/who/", {"who": member.person.psn_no})
        phone.post("/premiums/new/check/")
        page = text_of(phone.get("/premiums/new/pay/"))
        assert "钱不够付" in page and "400.00" in page and "去看银行卡" in page

    def test_waiting_says_until_when_and_stands_on_the_home_page(self, payer, bound):
        made.switch("working")
        premium = made.pay(payer, bound)
        phone = phone_of(payer)
        page = text_of(phone.get(f"/premiums/{premium.ref}/"))
        assert "请不要重复缴" in page and "最迟有结果" in page
        assert "居民医保缴费还没有结果" in text_of(phone.get("/start/", follow=True))
        assert phone.get(f"/premiums/{premium.ref}/print/").url == f"/premiums/{premium.ref}/"

    def test_a_refusal_says_why_and_where_the_money_is(self, payer, member):
        bank.bind(payer, "0000")
        made.switch("elsewhere")
        premium = made.pay(payer, member)
        phone = phone_of(payer)
        assert "钱正在原路退回" in text_of(phone.get(f"/premiums/{premium.ref}/"))
        made.work_off()
        page = text_of(phone.get(f"/premiums/{premium.ref}/"))
        assert "已原路退回" in page and "别的地方参保" in page
        use = text_of(phone.get(f"/cards/{premium.charge.card.ref}/"))
        assert "居民医保缴费" in use
        back = phone.get(f"/cards/payments/{premium.charge.ref}/")
        assert back.url == f"/premiums/{premium.ref}/"

    def test_nobody_else_finds_it_t31(self, payer, bound, city):
        premium = made.pay(payer, bound)
        stranger = phone_of(world.insured(city))
        assert stranger.get(f"/premiums/{premium.ref}/").status_code == 404
